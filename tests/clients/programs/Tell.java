import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What telling.py does, for Java. */
final class Tell {
    static final String TOKEN_URL = System.getenv("OSIGU_TOKEN_URL");
    static final String INVOICES_URL = System.getenv("OSIGU_BASE_URL") + "/v1/invoices";
    static final String ID = System.getenv("OSIGU_CLIENT_ID");
    static final String SECRET = System.getenv("OSIGU_CLIENT_SECRET");
    static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString((ID + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
    static final String JAVA = "Java " + System.getProperty("java.version");

    private Tell() {}

    /** Lists, lists, renews, lists; `invoices` gives the JSON. */
    static void tell(String client, Callable<String> invoices, Callable<?> renew) throws Exception {
        String first = told(invoices), second = told(invoices);
        renew.call();
        System.out.printf(
                "{\"client\": %s, \"calls\": [%s, %s, %s]}%n", quoted(client), first, second, told(invoices));
    }

    /** For a client that takes 401 for an answer like any other. */
    static final class NoException extends IOException {
        NoException(int status) {
            super("no exception; status " + status);
        }
    }

    static String member(String json, String name) {
        Matcher found = Pattern.compile('"' + name + "\"\\s*:\\s*\"?([^\",}]+)").matcher(json);
        if (!found.find()) throw new IllegalStateException("no " + name + " in " + json);
        return found.group(1);
    }

    private static String told(Callable<String> invoices) {
        try {
            return quoted(member(invoices.call(), "total_elements") + " invoices");
        } catch (NoException error) {
            return quoted(error.getMessage());
        } catch (Exception error) {
            String text = String.valueOf(error.getMessage()).split("\\R")[0];
            return quoted(error.getClass().getName() + ": " + text);
        }
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\t", "\\t") + '"';
    }
}
