package dev.passage.migration.finding;

import java.util.Objects;

/**
 * One thing that an analysis found: what, where, and how to mend it (P4).
 *
 * <p>Findings are stored in the journal and shown to people; they must never hold a secret or a value of a user's row.
 *
 * @param severity how much it matters
 * @param code a short stable name of the rule, for example {@code column.narrower}; tests and policies refer to it
 * @param subject the thing at fault, for example {@code target table "vehicles", column "plate"}
 * @param message what is wrong with it and why that matters
 * @param fix what a person does about it
 * @since 0.1.0
 */
public record Finding(Severity severity, String code, String subject, String message, String fix) {

    /** Checks that every part is given. */
    public Finding {
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(fix, "fix");
    }

    /**
     * Returns a finding that must be mended before the migration may run.
     *
     * @param code the name of the rule
     * @param subject the thing at fault
     * @param message what is wrong
     * @param fix what to do about it
     * @return the finding
     */
    public static Finding blocking(String code, String subject, String message, String fix) {
        return new Finding(Severity.BLOCKING, code, subject, message, fix);
    }

    /**
     * Returns a finding that should be looked at.
     *
     * @param code the name of the rule
     * @param subject the thing at fault
     * @param message what is wrong
     * @param fix what to do about it
     * @return the finding
     */
    public static Finding warning(String code, String subject, String message, String fix) {
        return new Finding(Severity.WARNING, code, subject, message, fix);
    }

    /**
     * Returns a finding that is good to know.
     *
     * @param code the name of the rule
     * @param subject what it is about
     * @param message what was found
     * @return the finding, whose fix says that nothing has to be done
     */
    public static Finding info(String code, String subject, String message) {
        return new Finding(Severity.INFO, code, subject, message, "Nothing to do.");
    }

    /**
     * Tells whether this finding keeps a plan from being executed.
     *
     * @return whether it blocks
     */
    public boolean isBlocking() {
        return severity == Severity.BLOCKING;
    }

    /**
     * Returns the finding as one line for a person.
     *
     * @return severity, subject, message and fix
     */
    @Override
    public String toString() {
        return severity + " " + code + ": " + subject + ": " + message + " " + fix;
    }
}
