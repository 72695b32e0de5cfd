import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

final class JavaHttpClient {
    static final HttpClient HTTP = HttpClient.newHttpClient();
    static String token;

    // configure
    static String renew() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(Tell.TOKEN_URL))
                .header("Authorization", Tell.BASIC)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials")).build();
        return token = Tell.member(HTTP.send(request, BodyHandlers.ofString()).body(), "access_token");
    }
    // end

    static String invoices() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(Tell.INVOICES_URL)).header("Authorization", "Bearer " + token).build();
        HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) throw new Tell.NoException(answer.statusCode());
        return answer.body();
    }

    public static void main(String[] arguments) throws Exception {
        renew();
        Tell.tell("HttpClient of " + Tell.JAVA, JavaHttpClient::invoices, JavaHttpClient::renew);
    }
}
