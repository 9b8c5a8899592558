package dev.passage.migration.capture;

import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.identity.MigrationId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** Names of what a feed creates: a fixed prefix, the readable part of the migration's id, and a digest of all of it. */
final class CaptureNames {
    private static final int READABLE = 16;
    private static final int DIGEST = 10;

    private final Catalog catalog;
    private final String stem;

    CaptureNames(Catalog catalog, MigrationId migration) {
        this.catalog = catalog;
        String readable = migration.value().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        String digest = HexFormat.of().formatHex(sha256(migration.value())).substring(0, DIGEST);
        this.stem = Catalog.OWN_PREFIX + readable.substring(0, Math.min(READABLE, readable.length())) + "_" + digest;
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    String stem() {
        return stem;
    }

    /** The tables that hold entries, a table each, because a key keeps its types. */
    String log(int number) {
        return catalog.qualified(logName(number));
    }

    String logName(int number) {
        return stem + "_" + number;
    }

    String index(int number) {
        return stem + "_" + number + "_keys";
    }

    /** The digests of the tokens by which the mover's own sessions are known. */
    String origin() {
        return catalog.qualified(stem + "_origin");
    }

    /** What whoever uses the feed remembers. */
    String memory() {
        return catalog.qualified(stem + "_memory");
    }

    /** What whoever uses the feed leaves to a person. */
    String parked() {
        return catalog.qualified(stem + "_parked");
    }

    /** What a trigger in Java runs, where the engine has no triggers in SQL. */
    String rules() {
        return catalog.qualified(stem + "_rules");
    }

    String function(int number) {
        return catalog.qualified(stem + "_on_" + number);
    }

    String trigger(int number, String event) {
        return stem + "_" + number + "_" + event;
    }
}
