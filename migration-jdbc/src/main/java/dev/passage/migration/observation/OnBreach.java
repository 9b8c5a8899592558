package dev.passage.migration.observation;

/**
 * What happens when a tenant fares worse at its new place than allowed.
 *
 * @since 0.1.0
 */
public enum OnBreach {
    /** The step fails, so that the migration rolls back with every write made since, unless its options say otherwise. */
    ROLL_BACK,
    /** The migration stays where it is, with everything that a way back needs, until somebody gives the signal to go on or rolls back. */
    FREEZE,
    /** A person is asked whether to go on or to roll back. */
    ASK
}
