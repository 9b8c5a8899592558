package dev.passage.migration.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** What runs inside of the server, each as one step that no other command comes between. */
enum RedisScript {
    PUT,
    TOUCH,
    READ,
    RESTORE,
    FORGET,
    RAISE,
    NOTE_REPAIR,
    HEED_REPAIR;

    private final String text;
    private final String digest;

    RedisScript() {
        String name = name().toLowerCase(Locale.ROOT).replace('_', '-');
        text = resource("common") + resource(name);
        digest = digestOf(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The source, for SCRIPT LOAD. */
    byte[] text() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The name by which the server knows a loaded script. */
    byte[] digest() {
        return digest.getBytes(StandardCharsets.US_ASCII);
    }

    private static String resource(String name) {
        try (InputStream stream = RedisScript.class.getResourceAsStream(name + ".lua")) {
            if (stream == null) {
                throw new AssertionError("This module has no script " + name + ".");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digestOf(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java platform has SHA-1.", e);
        }
    }
}
