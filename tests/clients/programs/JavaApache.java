import java.io.IOException;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.client.methods.HttpUriRequest;
import org.apache.http.impl.client.BasicResponseHandler;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.VersionInfo;

final class JavaApache {
    static final CloseableHttpClient HTTP = HttpClients.createSystem();
    static String token;

    // configure
    static String renew() throws IOException {
        HttpPost request = new HttpPost(Tell.TOKEN_URL + "?grant_type=client_credentials");
        request.setHeader("Authorization", Tell.BASIC);
        return token = Tell.member(HTTP.execute(request, new BasicResponseHandler()), "access_token");
    }
    // end

    static String invoices() throws IOException {
        HttpUriRequest request = new HttpGet(Tell.INVOICES_URL);
        request.setHeader("Authorization", "Bearer " + token);
        return HTTP.execute(request, new BasicResponseHandler());
    }

    public static void main(String[] arguments) throws Exception {
        renew();
        VersionInfo version = VersionInfo.loadVersionInfo("org.apache.http.client", JavaApache.class.getClassLoader());
        Tell.tell("Apache HttpClient " + version.getRelease(), JavaApache::invoices, JavaApache::renew);
    }
}
