// Uses a generated Go client: the address comes as the first argument, a file to attach as the second.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"

	osigu "openapi"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// code gives the code of Osigu's error bodies.
func code(err error) string {
	var failure *osigu.GenericOpenAPIError
	if !errors.As(err, &failure) {
		panic(err)
	}
	var body struct{ Code, Error string }
	check(json.Unmarshal(failure.Body(), &body))
	return body.Code + body.Error
}

func main() {
	configuration := osigu.NewConfiguration()
	configuration.Servers = osigu.ServerConfigurations{{URL: os.Args[1]}}
	client := osigu.NewAPIClient(configuration)
	payments := client.PaymentsAPI
	told := map[string]any{}

	stale := context.WithValue(context.Background(), osigu.ContextAccessToken, "stale")
	_, _, err := payments.InvoicesList(stale).Execute()
	told["stale"] = code(err)

	basic := osigu.BasicAuth{UserName: "cossen-osigu-service", Password: "base64secretkey"}
	asking := context.WithValue(context.Background(), osigu.ContextBasicAuth, basic)
	token, _, err := client.OauthAPI.TokenIssue(asking).GrantType("client_credentials").Execute()
	check(err)
	told["token"] = token.TokenType
	ctx := context.WithValue(context.Background(), osigu.ContextAccessToken, token.AccessToken)

	page, _, err := payments.InvoicesList(ctx).Size("3").Execute()
	check(err)
	told["listed"] = len(page.Content)

	payer := osigu.NewPayerBody("US", "123456789")
	body := osigu.NewInvoiceBody("G-1", "2026-01-02", *payer, "USD", 123456789012.34)
	batch := *osigu.NewInvoiceBatch([]osigu.InvoiceBody{*body})
	made, _, err := payments.InvoicesRegister(ctx).InvoiceBatch(batch).Execute()
	check(err)
	told["registered"] = []string{made[0].InvoiceNumber, made[0].PaymentStatus}

	read, _, err := payments.InvoicesRead(ctx, made[0].Id).Execute()
	check(err)
	told["amount"], told["issued"] = read.TotalAmount, read.IssueDate
	_, _, err = payments.InvoicesRegister(ctx).InvoiceBatch(batch).Execute()
	told["again"] = code(err)

	file, err := os.Open(os.Args[2])
	check(err)
	attached, _, err := payments.InvoicesAttachFile(ctx, made[0].Id).File(file).Execute()
	check(err)
	told["file"] = attached.Name

	_, err = payments.InvoicesDelete(ctx, made[0].Id).Execute()
	check(err)
	_, _, err = payments.InvoicesRead(ctx, made[0].Id).Execute()
	told["gone"] = code(err)
	page, _, err = payments.InvoicesList(ctx).Size("1").Execute()
	check(err)
	told["left"] = page.Page.TotalElements
	clock, _, err := client.ControlAPI.ControlClockRead(ctx).Execute()
	check(err)
	told["frozen"] = clock.Frozen
	check(json.NewEncoder(os.Stdout).Encode(told))
}
