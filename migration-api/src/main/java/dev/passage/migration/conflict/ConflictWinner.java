package dev.passage.migration.conflict;

/**
 * Whose value stays.
 *
 * @since 0.1.0
 */
public enum ConflictWinner {
    /** That of the side that authority returns to. */
    SOURCE,
    /** That of the side that authority leaves. */
    TARGET,
    /** A person decides; until then neither side is changed. */
    PERSON
}
