package dev.passage.migration.adapter;

/**
 * Which of two adapters answers a call, from the first stage of a replacement to its last (A2).
 *
 * @since 0.1.0
 */
public enum AdapterStage {
    /** The old one answers every call. */
    OLD,
    /** The old one answers; a sample of the calls is given to the new one as well, and the results are compared. */
    SHADOW,
    /** The new one answers the calls of some keys, the old one all others. */
    CANARY,
    /** The new one answers every call; the old one is kept for the way back. */
    NEW,
    /** The new one answers every call, and the old one is let go. */
    RETIRED
}
