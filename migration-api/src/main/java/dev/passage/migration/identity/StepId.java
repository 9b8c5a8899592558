package dev.passage.migration.identity;

/**
 * Names a step within its plan, for example {@code copy}.
 *
 * <p>Immutable and safe for use by several threads.
 *
 * @param value 1 to 64 letters, digits, dots, underscores or hyphens, starting with a letter or digit
 * @since 0.1.0
 */
public record StepId(String value) implements Comparable<StepId> {

    /**
     * Checks the text of the id.
     *
     * @throws IllegalArgumentException if the text is not of the form above
     */
    public StepId {
        Identifiers.checked(value, "A step id");
    }

    /**
     * Returns the id with this text.
     *
     * @param value the text of the id
     * @return the id
     * @throws IllegalArgumentException if the text is not of the form above
     */
    public static StepId of(String value) {
        return new StepId(value);
    }

    @Override
    public int compareTo(StepId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
