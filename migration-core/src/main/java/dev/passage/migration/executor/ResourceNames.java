package dev.passage.migration.executor;

import dev.passage.migration.identity.MigrationId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names for what a migration creates: the same after each restart, and different in each migration (X12). */
public final class ResourceNames {
    private static final int DIGITS = 16;

    private ResourceNames() {}

    /**
     * Returns the identity of a resource.
     *
     * @param migration the migration
     * @param resource what its steps call it
     * @return letters, digits and underscores, short enough for every database
     */
    public static String identity(MigrationId migration, String resource) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((migration.value() + '\n' + resource).getBytes(StandardCharsets.UTF_8));
            return "passage_" + HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java platform has SHA-256.", missing);
        }
    }
}
