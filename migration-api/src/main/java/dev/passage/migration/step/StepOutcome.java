package dev.passage.migration.step;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a step asks the engine to do next (X5, X6, X11). There are no other outcomes than those below; to fail, a step
 * throws.
 *
 * @since 0.1.0
 */
public sealed interface StepOutcome {

    /**
     * The step is complete.
     *
     * @param output what later steps read, a record that can be stored as JSON
     */
    record Done(Optional<Record> output) implements StepOutcome {
        /** Checks that the output is given or empty. */
        public Done {
            Objects.requireNonNull(output, "output");
        }
    }

    /**
     * Run the step again; the wait holds no thread and survives a restart.
     *
     * @param notBefore the earliest instant of the next run
     */
    record Again(Instant notBefore) implements StepOutcome {
        /** Checks that the instant is given. */
        public Again {
            Objects.requireNonNull(notBefore, "notBefore");
        }
    }

    /**
     * Run the step again when a signal has come; the wait holds no thread and survives a restart.
     *
     * @param signal the name of the signal
     * @param until when to run the step again even without the signal, or empty to wait for ever
     */
    record Await(String signal, Optional<Instant> until) implements StepOutcome {
        /** Checks the parts. */
        public Await {
            Objects.requireNonNull(signal, "signal");
            Objects.requireNonNull(until, "until");
        }
    }

    /**
     * The step stopped at a safe point because {@link StepContext#stopRequested()} said so; it is run again later and goes on
     * from what it stored.
     */
    record Stopped() implements StepOutcome {}

    /**
     * The step does not know a safe way on and asks a person; when one of the choices has been taken, the step is run again
     * and reads it from {@link StepContext#decision()}.
     *
     * @param question what is to be decided, and why
     * @param choices the ways on, at least one
     */
    record Blocked(String question, List<Choice> choices) implements StepOutcome {
        /**
         * Checks the parts and copies the list.
         *
         * @throws IllegalArgumentException if there is no choice
         */
        public Blocked {
            Objects.requireNonNull(question, "question");
            choices = List.copyOf(choices);
            if (choices.isEmpty()) {
                throw new IllegalArgumentException("A blocked step must offer at least one choice.");
            }
        }
    }

    /**
     * Returns the outcome of a complete step without output.
     *
     * @return the outcome
     */
    static StepOutcome done() {
        return new Done(Optional.empty());
    }

    /**
     * Returns the outcome of a complete step.
     *
     * @param output what later steps read
     * @return the outcome
     */
    static StepOutcome done(Record output) {
        return new Done(Optional.of(output));
    }

    /**
     * Returns the outcome of a step that wants to be run again.
     *
     * @param notBefore the earliest instant of the next run
     * @return the outcome
     */
    static StepOutcome again(Instant notBefore) {
        return new Again(notBefore);
    }

    /**
     * Returns the outcome of a step that waits for a signal.
     *
     * @param signal the name of the signal
     * @return the outcome
     */
    static StepOutcome await(String signal) {
        return new Await(signal, Optional.empty());
    }

    /**
     * Returns the outcome of a step that waits for a signal up to an instant.
     *
     * @param signal the name of the signal
     * @param until when to run the step again without it
     * @return the outcome
     */
    static StepOutcome await(String signal, Instant until) {
        return new Await(signal, Optional.of(until));
    }

    /**
     * Returns the outcome of a step that stopped at a safe point.
     *
     * @return the outcome
     */
    static StepOutcome stopped() {
        return new Stopped();
    }

    /**
     * Returns the outcome of a step that asks a person.
     *
     * @param question what is to be decided
     * @param choices the ways on
     * @return the outcome
     */
    static StepOutcome blocked(String question, Choice... choices) {
        return new Blocked(question, List.of(choices));
    }
}
