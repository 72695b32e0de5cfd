import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A token and the first page of invoices, with the HTTP client of Java 11 and later, as it is by default.
 * javac -d build docs/examples/Token.java && java -cp build Token [http://127.0.0.1:6744]
 */
public class Token {
    private static final String HEADER = "Basic Y29zc2VuLW9zaWd1LXNlcnZpY2U6YmFzZTY0c2VjcmV0a2V5";
    private static final Pattern ACCESS_TOKEN = Pattern.compile("\"access_token\":\"([^\"]+)\"");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    public static void main(String[] arguments) throws Exception {
        String fallback = System.getenv().getOrDefault("OSIGU_BASE_URL", "http://127.0.0.1:6744");
        String baseUrl = arguments.length > 0 ? arguments[0] : fallback;

        HttpRequest.Builder token = to(baseUrl + "/v1/oauth/token?grant_type=client_credentials", HEADER);
        Matcher found = ACCESS_TOKEN.matcher(send(token.POST(BodyPublishers.noBody()).build()));
        if (!found.find()) {
            throw new IllegalStateException("the answer has no access_token");
        }
        System.out.println(found.group(1));

        HttpRequest.Builder invoices = to(baseUrl + "/v1/invoices", "Bearer " + found.group(1));
        System.out.println(send(invoices.GET().build()));
    }

    private static HttpRequest.Builder to(String url, String authorization) {
        return HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", authorization);
    }

    private static String send(HttpRequest request) throws Exception {
        HttpResponse<String> answer = CLIENT.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }
}
