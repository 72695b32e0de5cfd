import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;

final class JavaUrlConnection {
    static String token;

    // configure
    static String renew() throws IOException {
        URL url = new URL(Tell.TOKEN_URL + "?grant_type=client_credentials");
        HttpURLConnection connection = (HttpURLConnection) url.openConnection();
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Authorization", Tell.BASIC);
        return token = Tell.member(body(connection), "access_token");
    }
    // end

    static String invoices() throws IOException {
        HttpURLConnection connection = (HttpURLConnection) new URL(Tell.INVOICES_URL).openConnection();
        connection.setRequestProperty("Authorization", "Bearer " + token);
        return body(connection);
    }

    static String body(HttpURLConnection connection) throws IOException {
        return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    public static void main(String[] arguments) throws Exception {
        renew();
        Tell.tell("HttpURLConnection of " + Tell.JAVA, JavaUrlConnection::invoices, JavaUrlConnection::renew);
    }
}
