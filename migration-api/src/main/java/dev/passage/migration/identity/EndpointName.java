package dev.passage.migration.identity;

/**
 * Names a system that takes part in migrations, for example a database; the host registers the connection under this
 * name, so that neither plan nor journal can hold a password (H4).
 *
 * <p>Immutable and safe for use by several threads.
 *
 * @param value 1 to 64 letters, digits, dots, underscores or hyphens, starting with a letter or digit
 * @since 0.1.0
 */
public record EndpointName(String value) implements Comparable<EndpointName> {

    /**
     * Checks the text of the name.
     *
     * @throws IllegalArgumentException if the text is not of the form above
     */
    public EndpointName {
        Identifiers.checked(value, "An endpoint name");
    }

    /**
     * Returns the endpoint name with this text.
     *
     * @param value the text of the name
     * @return the name
     * @throws IllegalArgumentException if the text is not of the form above
     */
    public static EndpointName of(String value) {
        return new EndpointName(value);
    }

    @Override
    public int compareTo(EndpointName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
