package dev.passage.migration.config;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Asks to bring the documents of a store to a version (C1, C2).
 *
 * @param store the name of the store
 * @param folder the folder they lie in, the empty text for the whole store
 * @param version the version to bring them to
 * @param badDocuments what happens when a document cannot be upgraded
 * @param keepBackups for how long backups are kept and the way back is open, zero or more; empty for ever
 * @since 0.1.0
 */
public record ConfigUpgrade(
        String store, String folder, int version, BadDocuments badDocuments, Optional<Duration> keepBackups) {
    private static final Duration USUAL_RETENTION = Duration.ofDays(30);

    /** Checks that all is given. */
    public ConfigUpgrade {
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(badDocuments, "badDocuments");
        if (keepBackups.orElse(Duration.ZERO).isNegative()) {
            throw new IllegalArgumentException(
                    "Backups cannot be kept for " + keepBackups.get() + ". Choose zero or more.");
        }
    }

    /**
     * What happens when a document cannot be upgraded.
     *
     * @since 0.1.0
     */
    public enum BadDocuments {
        /** The plan is refused; a document that becomes bad after it stops the migration. */
        STOP,
        /** The document is left as it is, and named in plan and report. */
        SKIP
    }

    /**
     * Asks to bring all documents of a store to a version; bad documents stop it, backups are kept for 30 days.
     *
     * @param store the name of the store
     * @param version the version
     * @return the settings
     */
    public static ConfigUpgrade of(String store, int version) {
        return new ConfigUpgrade(store, "", version, BadDocuments.STOP, Optional.of(USUAL_RETENTION));
    }

    /**
     * Asks for the documents of one folder.
     *
     * @param name the folder
     * @return settings that differ in this
     */
    public ConfigUpgrade in(String name) {
        return new ConfigUpgrade(store, name, version, badDocuments, keepBackups);
    }

    /**
     * Asks to leave bad documents as they are.
     *
     * @return settings that differ in this
     */
    public ConfigUpgrade skippingBadDocuments() {
        return new ConfigUpgrade(store, folder, version, BadDocuments.SKIP, keepBackups);
    }

    /**
     * Says for how long the way back is kept open.
     *
     * @param time zero or more
     * @return settings that differ in this
     */
    public ConfigUpgrade keepingBackupsFor(Duration time) {
        return new ConfigUpgrade(store, folder, version, badDocuments, Optional.of(time));
    }

    /**
     * Says that backups are not deleted, so that the way back stays open.
     *
     * @return settings that differ in this
     */
    public ConfigUpgrade keepingBackupsForever() {
        return new ConfigUpgrade(store, folder, version, badDocuments, Optional.empty());
    }
}
