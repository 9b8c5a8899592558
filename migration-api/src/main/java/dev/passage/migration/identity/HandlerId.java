package dev.passage.migration.identity;

/**
 * Names a handler and its version; both are pinned in the journal, so that a migration is only ever resumed by the code
 * that planned it (X10).
 *
 * <p>Raise the version whenever the handler would plan other steps for the same settings and facts.
 *
 * @param name 1 to 64 letters, digits, dots, underscores or hyphens, for example {@code tenant-move}
 * @param version the version, 1 or more
 * @since 0.1.0
 */
public record HandlerId(String name, int version) {

    /**
     * Checks name and version.
     *
     * @throws IllegalArgumentException if the name is not of the form above or the version is below 1
     */
    public HandlerId {
        Identifiers.checked(name, "A handler name");
        if (version < 1) {
            throw new IllegalArgumentException(
                    "The version of handler " + name + " must be 1 or more, but was " + version + ".");
        }
    }

    /**
     * Returns the id of a handler.
     *
     * @param name the name
     * @param version the version, 1 or more
     * @return the id
     * @throws IllegalArgumentException if the name is malformed or the version is below 1
     */
    public static HandlerId of(String name, int version) {
        return new HandlerId(name, version);
    }

    /**
     * Returns name and version as text, for example {@code tenant-move:1}.
     *
     * @return the text
     */
    @Override
    public String toString() {
        return name + ":" + version;
    }
}
