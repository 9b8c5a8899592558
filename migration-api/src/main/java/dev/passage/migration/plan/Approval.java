package dev.passage.migration.plan;

import java.util.Objects;

/**
 * A person's word that the plan with this digest may run (promise 4, P5). Stored in the journal.
 *
 * @param digest the digest of the plan that was reviewed
 * @param by who approves; not blank
 * @param reason why, may be empty
 * @since 0.1.0
 */
public record Approval(PlanDigest digest, String by, String reason) {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if nobody is named
     */
    public Approval {
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(reason, "reason");
        if (by.isBlank()) {
            throw new IllegalArgumentException("An approval must name who approves. Use Approval.of(digest).by(name).");
        }
    }

    /**
     * Begins an approval of this digest.
     *
     * @param digest the digest of the plan that was reviewed
     * @return what still wants a name
     */
    public static Unsigned of(PlanDigest digest) {
        return new Unsigned(digest);
    }

    /**
     * Returns the same approval with a reason.
     *
     * @param text why
     * @return the approval
     */
    public Approval because(String text) {
        return new Approval(digest, by, text);
    }

    /**
     * An approval that nobody has signed yet.
     *
     * @param digest the digest of the plan that was reviewed
     * @since 0.1.0
     */
    public record Unsigned(PlanDigest digest) {

        /** Checks that the digest is given. */
        public Unsigned {
            Objects.requireNonNull(digest, "digest");
        }

        /**
         * Signs the approval.
         *
         * @param name who approves; not blank
         * @return the approval
         * @throws IllegalArgumentException if the name is blank
         */
        public Approval by(String name) {
            return new Approval(digest, name, "");
        }
    }
}
