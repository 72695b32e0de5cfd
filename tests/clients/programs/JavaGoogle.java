import com.google.api.client.auth.oauth2.BearerToken;
import com.google.api.client.auth.oauth2.ClientCredentialsTokenRequest;
import com.google.api.client.auth.oauth2.Credential;
import com.google.api.client.http.BasicAuthentication;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import java.io.IOException;

final class JavaGoogle {
    static final HttpTransport HTTP = new NetHttpTransport();
    static final Credential CREDENTIAL = new Credential(BearerToken.authorizationHeaderAccessMethod());

    // configure
    static Credential renew() throws IOException {
        GsonFactory json = GsonFactory.getDefaultInstance();
        ClientCredentialsTokenRequest request =
                new ClientCredentialsTokenRequest(HTTP, json, new GenericUrl(Tell.TOKEN_URL));
        request.setClientAuthentication(new BasicAuthentication(Tell.ID, Tell.SECRET));
        return CREDENTIAL.setFromTokenResponse(request.execute());
    }
    // end

    static String invoices() throws IOException {
        GenericUrl url = new GenericUrl(Tell.INVOICES_URL);
        return HTTP.createRequestFactory(CREDENTIAL).buildGetRequest(url).execute().parseAsString();
    }

    public static void main(String[] arguments) throws Exception {
        String version = Credential.class.getPackage().getImplementationVersion();
        renew();
        Tell.tell("Google OAuth client " + version, JavaGoogle::invoices, JavaGoogle::renew);
    }
}
