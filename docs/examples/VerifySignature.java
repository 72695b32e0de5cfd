import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Is a webhook from who knows the secret? Both forms of X-Osigu-Signature.
 * javac -d build docs/examples/VerifySignature.java
 * java -cp build VerifySignature SECRET SIGNATURE [UNIX_SECONDS_NOW] &lt; body
 */
public class VerifySignature {
    private static final long TOLERANCE_SECONDS = 300;

    /** {@code body} has the bytes as they came: with Spring, take a {@code byte[]} as the @RequestBody. */
    public static boolean isGenuine(String secret, String signature, byte[] body, long now)
            throws GeneralSecurityException {
        if (!signature.startsWith("t=")) {
            return matches(secret, body, signature);
        }
        String[] parts = signature.split(",");
        String seconds = parts[0].substring(2);
        if (!seconds.matches("[0-9]{1,12}") || Math.abs(now - Long.parseLong(seconds)) > TOLERANCE_SECONDS) {
            return false; // an old one may have been recorded by someone, and sent again
        }
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        signed.writeBytes((seconds + ".").getBytes(StandardCharsets.US_ASCII));
        signed.writeBytes(body);
        // While a secret is being changed there is one value for the old and one for the new.
        for (String value : Arrays.asList(parts).subList(1, parts.length)) {
            if (value.startsWith("v1=") && matches(secret, signed.toByteArray(), value.substring(3))) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String secret, byte[] signed, String given) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        StringBuilder expected = new StringBuilder();
        for (byte each : mac.doFinal(signed)) {
            expected.append(String.format("%02x", each));
        }
        byte[] actual = given.getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(actual, expected.toString().getBytes(StandardCharsets.UTF_8));
    }

    public static void main(String[] arguments) throws Exception {
        long now = arguments.length > 2 ? Long.parseLong(arguments[2]) : Instant.now().getEpochSecond();
        boolean genuine = isGenuine(arguments[0], arguments[1], System.in.readAllBytes(), now);
        System.out.println(genuine ? "genuine" : "forged");
    }
}
