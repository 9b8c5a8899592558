package dev.passage.migration.adapter.recording;

import dev.passage.migration.adapter.AdapterCall;
import dev.passage.migration.adapter.CallOutcome;
import dev.passage.migration.adapter.CallRedactor;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call that is kept, after the host's redactor; its text form shows no value.
 *
 * @param call the call with redacted arguments
 * @param outcome how it ended at the old adapter, redacted
 * @since 0.1.0
 */
public record RecordedCall(AdapterCall call, CallOutcome outcome) {

    /** Checks that the parts are given. */
    public RecordedCall {
        Objects.requireNonNull(call, "call");
        Objects.requireNonNull(outcome, "outcome");
    }

    /**
     * Returns what is kept of a call.
     *
     * @param call the call
     * @param outcome how it ended
     * @param redactor takes out what must not be kept
     * @return the redacted call
     */
    public static RecordedCall of(AdapterCall call, CallOutcome outcome, CallRedactor redactor) {
        @Nullable Object[] arguments = call.arguments();
        for (int index = 0; index < arguments.length; index++) {
            Object argument = arguments[index];
            arguments[index] = argument == null ? null : redactor.redacted(call, argument);
        }
        return new RecordedCall(new AdapterCall(call.method(), arguments), redacted(call, outcome, redactor));
    }

    /**
     * Returns what is kept of an outcome.
     *
     * @param call the call
     * @param outcome how it ended
     * @param redactor takes out what must not be kept
     * @return the redacted outcome
     */
    static CallOutcome redacted(AdapterCall call, CallOutcome outcome, CallRedactor redactor) {
        if (outcome instanceof CallOutcome.Returned returned) {
            Optional<Object> value = returned.value().map(present -> redactor.redacted(call, present));
            return new CallOutcome.Returned(value);
        }
        Throwable failure = ((CallOutcome.Threw) outcome).failure();
        Object kept = redactor.redacted(call, failure);
        return kept instanceof Throwable thrown
                ? new CallOutcome.Threw(thrown)
                : new CallOutcome.Returned(Optional.of(kept));
    }
}
