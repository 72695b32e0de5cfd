// golang.org/x/oauth2, which gets and keeps the token itself. `go run` takes it from Debian's package.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"strings"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

var client *http.Client

// configure
func renew() {
	config := clientcredentials.Config{
		ClientID:     os.Getenv("OSIGU_CLIENT_ID"),
		ClientSecret: os.Getenv("OSIGU_CLIENT_SECRET"),
		TokenURL:     os.Getenv("OSIGU_TOKEN_URL"),
		AuthStyle:    oauth2.AuthStyleInHeader,
	}
	client = config.Client(context.Background())
}

// end

func invoices() string {
	answer, err := client.Get(os.Getenv("OSIGU_BASE_URL") + "/v1/invoices")
	if err != nil {
		return fmt.Sprintf("%T: %v", err, err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != 200 {
		return "no error; status " + answer.Status
	}
	var body struct {
		Page struct {
			Total int `json:"total_elements"`
		} `json:"page"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&body); err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%d invoices", body.Page.Total)
}

func main() {
	renew()
	calls := []string{invoices(), invoices()}
	renew()
	calls = append(calls, invoices())
	version := "x/oauth2 of Go " + strings.TrimPrefix(runtime.Version(), "go")
	json.NewEncoder(os.Stdout).Encode(map[string]any{"client": version, "calls": calls})
}
