import org.springframework.core.SpringVersion;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.RestTemplate;

final class JavaSpring {
    static final RestTemplate REST = new RestTemplate();
    static String token;

    // configure
    static String renew() {
        MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
        form.add("grant_type", "client_credentials");
        HttpEntity<Object> request = new HttpEntity<>(form, authorization(Tell.BASIC));
        return token = Tell.member(REST.postForObject(Tell.TOKEN_URL, request, String.class), "access_token");
    }
    // end

    static HttpHeaders authorization(String value) {
        HttpHeaders headers = new HttpHeaders();
        headers.set("Authorization", value);
        return headers;
    }

    static String invoices() {
        HttpEntity<Object> request = new HttpEntity<>(authorization("Bearer " + token));
        return REST.exchange(Tell.INVOICES_URL, HttpMethod.GET, request, String.class).getBody();
    }

    public static void main(String[] arguments) throws Exception {
        renew();
        Tell.tell("Spring RestTemplate " + SpringVersion.getVersion(), JavaSpring::invoices, JavaSpring::renew);
    }
}
