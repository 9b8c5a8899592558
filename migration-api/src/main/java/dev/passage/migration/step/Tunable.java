package dev.passage.migration.step;

import java.util.Objects;

/**
 * A number that people may change while a step runs, for example how many rows a second it may copy (X13).
 *
 * @param name its name, the same for each step of a plan that follows it
 * @param least the least value that makes sense
 * @param most the greatest value that makes sense
 * @since 0.1.0
 */
public record Tunable(String name, long least, long most) {

    /** How many independent steps may run at once; each migration has it. */
    public static final Tunable PARALLELISM = new Tunable("parallelism", 1, 64);

    /**
     * Checks name and range.
     *
     * @throws IllegalArgumentException if the name is not of 1 to 64 lower-case letters, digits and hyphens, or the range is empty
     */
    public Tunable {
        Objects.requireNonNull(name, "name");
        if (!name.matches("[a-z0-9-]{1,64}")) {
            throw new IllegalArgumentException(
                    "The name of a tunable needs 1 to 64 lower-case letters, digits and hyphens: " + name);
        }
        if (least > most) {
            throw new IllegalArgumentException(
                    "Tunable " + name + " needs a range, but was given " + least + " to " + most + ".");
        }
    }

    /**
     * Tells whether a value is in the range.
     *
     * @param value the value
     * @return whether it is
     */
    public boolean admits(long value) {
        return value >= least && value <= most;
    }
}
