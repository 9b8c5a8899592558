package dev.passage.migration.step;

import java.time.Duration;
import java.util.Objects;

/**
 * What a step is expected to cost (P6).
 *
 * @param rows rows to be written, not negative
 * @param bytes bytes to be written, not negative
 * @param duration how long it takes
 * @param writePause how long writers are held by it
 * @since 0.1.0
 */
public record StepEstimate(long rows, long bytes, Duration duration, Duration writePause) {

    /** Nothing worth counting. */
    public static final StepEstimate NONE = new StepEstimate(0, 0, Duration.ZERO, Duration.ZERO);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is negative
     */
    public StepEstimate {
        Objects.requireNonNull(duration, "duration");
        Objects.requireNonNull(writePause, "writePause");
        if (rows < 0 || bytes < 0 || duration.isNegative() || writePause.isNegative()) {
            throw new IllegalArgumentException("An estimate must not be negative: rows " + rows + ", bytes " + bytes
                    + ", duration " + duration + ", write pause " + writePause + ".");
        }
    }

    /**
     * Returns the estimate of a step that takes this long.
     *
     * @param duration how long
     * @return the estimate
     */
    public static StepEstimate lasting(Duration duration) {
        return new StepEstimate(0, 0, duration, Duration.ZERO);
    }

    /**
     * Returns the sum of two estimates.
     *
     * @param other the other
     * @return the sum
     */
    public StepEstimate plus(StepEstimate other) {
        return new StepEstimate(
                rows + other.rows,
                bytes + other.bytes,
                duration.plus(other.duration),
                writePause.plus(other.writePause));
    }
}
