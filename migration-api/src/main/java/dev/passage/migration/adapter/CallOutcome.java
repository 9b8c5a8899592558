package dev.passage.migration.adapter;

import java.util.Objects;
import java.util.Optional;

/**
 * How a call ended. There are no other ends than those below. Its text form never shows a value or a message.
 *
 * @since 0.1.0
 */
public sealed interface CallOutcome {

    /**
     * It returned.
     *
     * @param value what it returned, empty for null and for nothing
     */
    record Returned(Optional<Object> value) implements CallOutcome {
        /** Checks that the value is given or empty. */
        public Returned {
            Objects.requireNonNull(value, "value");
        }

        @Override
        public String toString() {
            return value.map(present -> "returned a " + present.getClass().getSimpleName())
                    .orElse("returned nothing");
        }
    }

    /**
     * It threw.
     *
     * @param failure what it threw
     */
    record Threw(Throwable failure) implements CallOutcome {
        /** Checks that the failure is given. */
        public Threw {
            Objects.requireNonNull(failure, "failure");
        }

        @Override
        public String toString() {
            return "threw " + failure.getClass().getSimpleName();
        }
    }
}
