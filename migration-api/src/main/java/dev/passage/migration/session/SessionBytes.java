package dev.passage.migration.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Bytes of a session, which Passage copies and never reads as objects (H4). Immutable.
 *
 * @since 0.1.0
 */
public final class SessionBytes {
    /** No bytes. */
    public static final SessionBytes EMPTY = new SessionBytes(new byte[0]);

    private final byte[] bytes;

    private SessionBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Returns a copy of these bytes.
     *
     * @param bytes the bytes
     * @return the copy
     */
    public static SessionBytes of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new SessionBytes(bytes.clone());
    }

    /**
     * Returns a text in UTF-8.
     *
     * @param text the text
     * @return its bytes
     */
    public static SessionBytes ofText(String text) {
        return text.isEmpty() ? EMPTY : new SessionBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the bytes.
     *
     * @return a copy
     */
    public byte[] toArray() {
        return bytes.clone();
    }

    /**
     * Returns the text that the bytes are in UTF-8.
     *
     * @return the text
     */
    public String toText() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * Returns how many there are.
     *
     * @return 0 or more
     */
    public int length() {
        return bytes.length;
    }

    void addTo(MessageDigest digest) {
        digest.update(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionBytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /**
     * Returns the number of bytes, not what they are.
     *
     * @return for example {@code 120 bytes}
     */
    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
