package dev.passage.migration.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;

/**
 * Names one session. Who knows the id of a session is logged in, so its text stays within the host and its stores: journal, log,
 * report and messages show the {@link #fingerprint()} (H4).
 *
 * <p>Immutable.
 *
 * @param value the id as the host knows it, 1 to 200 characters
 * @since 0.1.0
 */
public record SessionId(String value) {
    private static final int LONGEST = 200;
    private static final int FINGERPRINT_BYTES = 8;

    /**
     * Checks the length.
     *
     * @throws IllegalArgumentException if it has not 1 to 200 characters
     */
    public SessionId {
        Objects.requireNonNull(value, "value");
        if (value.isEmpty() || value.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "The id of a session needs 1 to " + LONGEST + " characters, but has " + value.length() + ".");
        }
    }

    /**
     * Returns the id with this text.
     *
     * @param value the text
     * @return the id
     */
    public static SessionId of(String value) {
        return new SessionId(value);
    }

    /**
     * Returns what may be shown of the id: by it a host that has the ids finds the session, and nobody else can use it.
     *
     * @return the first 16 hexadecimal digits of the SHA-256 of the text in UTF-8
     */
    public String fingerprint() {
        MessageDigest digest = EntryDigest.sha256();
        byte[] hash = digest.digest(value.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, FINGERPRINT_BYTES);
    }

    /**
     * Returns the fingerprint, not the id.
     *
     * @return for example {@code session 9f86d081884c7d65}
     */
    @Override
    public String toString() {
        return "session " + fingerprint();
    }
}
