package dev.passage.migration.observation;

import java.util.List;
import java.util.Objects;

/**
 * How a tenant fares.
 *
 * @param seen what was seen within the window
 * @param breaches which thresholds were crossed, in words; empty when it fares well
 * @since 0.1.0
 */
public record Verdict(Rates seen, List<String> breaches) {

    /** Checks the rates and copies the list. */
    public Verdict {
        Objects.requireNonNull(seen, "seen");
        breaches = List.copyOf(breaches);
    }
}
