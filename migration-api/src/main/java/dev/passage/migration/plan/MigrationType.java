package dev.passage.migration.plan;

/**
 * What kind of thing is moved (P3). All kinds, a user's own included, go through the same contract.
 *
 * @since 0.1.0
 */
public enum MigrationType {
    /** Calls go to another implementation of an interface. */
    ADAPTER,
    /** Sessions move to another store. */
    SESSION,
    /** Configuration documents go to another version. */
    CONFIGURATION,
    /** Rows move to another database. */
    DATA,
    /** A version of something is replaced by another. */
    VERSION_UPGRADE,
    /** A feature is switched on by and by. */
    ROLLOUT,
    /** Traffic goes to another place. */
    CUTOVER,
    /** Anything else. */
    CUSTOM
}
