package dev.passage.migration.session;

/**
 * How a store keeps overtaken instances from writing.
 *
 * @since 0.1.0
 */
public enum Fencing {
    /** The store checks the epoch of each write together with the write. */
    ENFORCED,
    /** The store cannot check; safety rests on every instance following a stage in time. The plan says so. */
    COOPERATIVE
}
