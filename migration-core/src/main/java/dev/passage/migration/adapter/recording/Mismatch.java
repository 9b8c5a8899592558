package dev.passage.migration.adapter.recording;

import dev.passage.migration.adapter.AdapterCall;
import dev.passage.migration.adapter.CallOutcome;
import dev.passage.migration.adapter.CallRedactor;
import java.time.Instant;
import java.util.Objects;

/**
 * A call to which two adapters answered differently, with enough to make it again; its text form shows no value.
 *
 * @param kind how they differ
 * @param recorded the call, with how it ended at the old adapter, redacted
 * @param replacement how it ended at the new one, redacted
 * @param at when it was found
 * @since 0.1.0
 */
public record Mismatch(Kind kind, RecordedCall recorded, CallOutcome replacement, Instant at) {

    /**
     * How two answers differ.
     *
     * @since 0.1.0
     */
    public enum Kind {
        /** Both returned, but not the same. */
        OTHER_RESULT,
        /** Both threw, but not the same. */
        OTHER_EXCEPTION,
        /** The old one returned, the new one threw. */
        ONLY_REPLACEMENT_THREW,
        /** The old one threw, the new one returned. */
        ONLY_OLD_THREW,
        /** The host's comparator threw. */
        COMPARATOR_FAILED;

        static Kind of(CallOutcome old, CallOutcome replacement) {
            if (old instanceof CallOutcome.Returned) {
                return replacement instanceof CallOutcome.Returned ? OTHER_RESULT : ONLY_REPLACEMENT_THREW;
            }
            return replacement instanceof CallOutcome.Returned ? ONLY_OLD_THREW : OTHER_EXCEPTION;
        }
    }

    /** Checks that the parts are given. */
    public Mismatch {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(recorded, "recorded");
        Objects.requireNonNull(replacement, "replacement");
        Objects.requireNonNull(at, "at");
    }

    /**
     * Returns a mismatch of two outcomes.
     *
     * @param call the call
     * @param old how it ended at the old adapter
     * @param replacement how it ended at the new one
     * @param redactor takes out what must not be kept
     * @param at when it was found
     * @return the mismatch
     */
    public static Mismatch of(
            AdapterCall call, CallOutcome old, CallOutcome replacement, CallRedactor redactor, Instant at) {
        return new Mismatch(
                Kind.of(old, replacement),
                RecordedCall.of(call, old, redactor),
                RecordedCall.redacted(call, replacement, redactor),
                at);
    }

    /**
     * Returns the same mismatch of another kind.
     *
     * @param other the kind
     * @return the mismatch
     */
    public Mismatch as(Kind other) {
        return new Mismatch(other, recorded, replacement, at);
    }
}
