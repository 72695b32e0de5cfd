import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Asks for each "name timeoutMillis url" of the arguments after the token, all at once, and says what came. */
public class Effects {
    public static void main(String[] arguments) throws Exception {
        warmUp(URI.create(arguments[3]).resolve("/health"));
        HttpClient client = HttpClient.newHttpClient();
        Map<String, CompletableFuture<String>> told = new LinkedHashMap<>();
        for (int at = 1; at < arguments.length; at += 3) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[at + 2]))
                .header("Authorization", "Bearer " + arguments[0])
                .timeout(Duration.ofMillis(Long.parseLong(arguments[at + 1])))
                .build();
            told.put(arguments[at], client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(Effects::tell)
                .exceptionally(Effects::tellFailure));
        }
        told.forEach((name, text) -> System.out.println(name + "\t" + text.join()));
        System.exit(0);
    }

    /** The first request of a Java machine is slow, which would count as a slow answer. */
    private static void warmUp(URI health) throws Exception {
        HttpClient.newHttpClient().send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String tell(HttpResponse<String> answer) {
        String type = answer.headers().firstValue("Content-Type").orElse("nothing");
        return answer.statusCode() + ", " + answer.body().length() + " characters of " + type;
    }

    private static String tellFailure(Throwable error) {
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        return String.valueOf(cause).lines().findFirst().orElse("");
    }
}
