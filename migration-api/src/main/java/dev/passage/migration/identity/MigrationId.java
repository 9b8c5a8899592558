package dev.passage.migration.identity;

/**
 * Names one migration, from its plan to the end of its cleanup; plan, run, journal and rollback share it.
 *
 * <p>Immutable and safe for use by several threads.
 *
 * @param value 1 to 64 letters, digits, dots, underscores or hyphens, starting with a letter or digit
 * @since 0.1.0
 */
public record MigrationId(String value) implements Comparable<MigrationId> {

    /**
     * Checks the text of the id.
     *
     * @throws IllegalArgumentException if the text is not of the form above
     */
    public MigrationId {
        Identifiers.checked(value, "A migration id");
    }

    /**
     * Returns the id with this text.
     *
     * @param value the text of the id
     * @return the id
     * @throws IllegalArgumentException if the text is not of the form above
     */
    public static MigrationId of(String value) {
        return new MigrationId(value);
    }

    @Override
    public int compareTo(MigrationId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
