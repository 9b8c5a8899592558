package dev.passage.migration.simulation;

/** What the protocol must not do; each must show in the histories of the simulation (ALGORITHMS 1.6). */
enum Mistake {
    /** A mover writes without looking at the fence. */
    NO_FENCE_CHECK,
    /** A mover that takes over does not raise the fence. */
    TOKEN_NOT_RAISED,
    /** The journal tells that a step is done before it is. */
    OUTCOME_BEFORE_EFFECT,
    /** The way back undoes only what is known to be done, not what may have been. */
    ONLY_CONFIRMED_UNDONE,
    /** The checkpoint of a chunk is not in the transaction of its rows. */
    CHECKPOINT_APART,
    /** The copy goes on behind a checkpoint of an earlier closing. */
    COPY_GOES_ON_AFTER_LAPSE,
    /** A writer looks at the gate without locking it. */
    GATE_READ_UNLOCKED,
    /** A writer locks the gate in a mode that closing does not wait for. */
    GATE_KEY_SHARE,
    /** The gate is checked where a row is changed only, so not by a delete that finds none. */
    GATE_IN_ROW_TRIGGERS,
    /** A writer believes its route and does not look at the gate. */
    ROUTE_BELIEVED,
    /** The other side is opened before the decision. */
    OPENED_BEFORE_DECISION,
    /** A side is opened whatever epoch it has seen. */
    OPENED_WITHOUT_EPOCH,
    /** A gate that was closed for too long is opened without looking again. */
    HEALED_BLINDLY,
    /** The change log is read behind the last id that was seen. */
    CURSOR_BY_ID,
    /** The rows are read before the entries of the change log that tell of them. */
    REFETCHED_TOO_EARLY,
    /** Authority moves before the change log is empty. */
    NOT_DRAINED,
    /** Changes on the other side are captured only after it is open. */
    REVERSE_CAPTURE_LATE
}
