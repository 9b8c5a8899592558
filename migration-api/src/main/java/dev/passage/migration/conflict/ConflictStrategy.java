package dev.passage.migration.conflict;

/**
 * What happens when, on the way back, the side that authority returns to was changed behind its gate (R3).
 *
 * @since 0.1.0
 */
public enum ConflictStrategy {
    /** The side that authority returns to keeps its value. */
    SOURCE_WINS,
    /** The side that authority leaves keeps its value. */
    TARGET_WINS,
    /** The later change stays; when both sides have changed and nobody can tell for sure which came later, it goes to a person. */
    NEWEST_WINS,
    /** Each conflict goes to a person; the way back is blocked until all are decided. */
    MANUAL;

    /**
     * Returns whose value stays as long as nothing is known of when it was changed. A change behind the gate may have come at any moment
     * since both sides were last the same; who knows the times of both can do better than to ask a person.
     *
     * @param sourceChanged whether the side that authority returns to has changed since both were last the same
     * @param targetChanged whether the side that authority leaves has
     * @return the winner
     */
    public ConflictWinner winner(boolean sourceChanged, boolean targetChanged) {
        if (!sourceChanged) {
            return ConflictWinner.TARGET;
        }
        return switch (this) {
            case SOURCE_WINS -> ConflictWinner.SOURCE;
            case TARGET_WINS -> ConflictWinner.TARGET;
            case NEWEST_WINS -> targetChanged ? ConflictWinner.PERSON : ConflictWinner.SOURCE;
            case MANUAL -> ConflictWinner.PERSON;
        };
    }
}
