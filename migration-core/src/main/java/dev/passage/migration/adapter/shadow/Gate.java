package dev.passage.migration.adapter.shadow;

import dev.passage.migration.adapter.Percentage;
import java.util.Objects;
import java.util.Optional;

/**
 * What the new adapter must hold to stay in a stage and to go on to the next (A2).
 *
 * @param mismatches the greatest share of compared answers that differ
 * @param errors the greatest share of measured calls that fail
 * @param slow the greatest share of measured calls that are slow
 * @param judgedFrom from how many calls or comparisons on the rates of the window are judged, 1 or more
 * @param minimumCalls how many the instance that runs the migration must have seen in a stage before it goes on, not negative
 * @since 0.1.0
 */
public record Gate(Percentage mismatches, Percentage errors, Percentage slow, int judgedFrom, long minimumCalls) {

    /** No mismatch, 1 % errors, 5 % slow calls, judged from 20 on, and 100 calls before going on. */
    public static final Gate USUAL = new Gate(Percentage.NONE, Percentage.of(1), Percentage.of(5), 20, 100);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public Gate {
        Objects.requireNonNull(mismatches, "mismatches");
        Objects.requireNonNull(errors, "errors");
        Objects.requireNonNull(slow, "slow");
        if (judgedFrom < 1 || minimumCalls < 0) {
            throw new IllegalArgumentException("A gate judges from 1 call on and asks for 0 calls or more, not from "
                    + judgedFrom + " on and for " + minimumCalls + ".");
        }
    }

    /**
     * Returns the same gate with another number of calls to be seen in each stage.
     *
     * @param calls the number, not negative
     * @return the gate
     */
    public Gate withMinimumCalls(long calls) {
        return new Gate(mismatches, errors, slow, judgedFrom, calls);
    }

    /**
     * Returns the same gate that judges from another number on.
     *
     * @param calls the number, 1 or more
     * @return the gate
     */
    public Gate judgingFrom(int calls) {
        return new Gate(mismatches, errors, slow, calls, minimumCalls);
    }

    /**
     * Tells whether rates are worse than allowed.
     *
     * @param rates the rates
     * @return which one and how much, empty when all are within their bounds or too few calls were seen to tell
     */
    public Optional<String> breach(Rates rates) {
        Optional<String> different = exceeded("answers differ", rates.mismatches(), rates.comparisons(), mismatches);
        Optional<String> failed = exceeded("calls failed", rates.errors(), rates.calls(), errors);
        return different.or(() -> failed).or(() -> exceeded("calls were slow", rates.slow(), rates.calls(), slow));
    }

    private Optional<String> exceeded(String what, long part, long whole, Percentage bound) {
        return whole >= judgedFrom && bound.isExceededBy(part, whole)
                ? Optional.of(part + " of " + whole + " " + what + ", more than " + bound)
                : Optional.empty();
    }
}
