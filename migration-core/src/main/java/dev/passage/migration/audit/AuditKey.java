package dev.passage.migration.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key of the host's that signs an export (HMAC-SHA-256, RFC 2104), so that nobody without it can change the export unseen.
 *
 * <p>Immutable and safe for use by several threads; never prints the key.
 *
 * @since 0.1.0
 */
public final class AuditKey {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST = 16;

    private final String id;
    private final byte[] secret;

    private AuditKey(String id, byte[] secret) {
        this.id = id;
        this.secret = secret;
    }

    /**
     * Returns a key.
     *
     * @param id its name, which stands in the export, so that the right one is found later
     * @param secret the key itself, 16 bytes or more; copied
     * @return the key
     * @throws IllegalArgumentException if the name is blank or the key too short
     */
    public static AuditKey of(String id, byte[] secret) {
        if (Objects.requireNonNull(id, "id").isBlank()) {
            throw new IllegalArgumentException("A key needs a name. Give it one that says which key it is.");
        }
        if (secret.length < SHORTEST) {
            throw new IllegalArgumentException("Key " + id + " has " + secret.length + " bytes. Use " + SHORTEST
                    + " or more from a secure random source.");
        }
        return new AuditKey(id, secret.clone());
    }

    /**
     * Returns the name of the key.
     *
     * @return the name
     */
    public String id() {
        return id;
    }

    String sign(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM + ".", missing);
        }
    }

    boolean signed(String text, String signature) {
        return MessageDigest.isEqual(
                sign(text).getBytes(StandardCharsets.US_ASCII), signature.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "AuditKey[" + id + "]";
    }
}
