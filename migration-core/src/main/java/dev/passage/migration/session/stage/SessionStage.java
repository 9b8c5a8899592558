package dev.passage.migration.session.stage;

import java.util.Locale;

/**
 * Where a move of sessions stands (S4). The owner of a stage is written first and answers; what it has acknowledged counts.
 *
 * @since 0.1.0
 */
public enum SessionStage {
    /** The source alone is read and written. */
    OFF(false, false, false),
    /** The source owns; the target is written too. */
    DUAL_WRITE(false, true, false),
    /** As before, and a sample of the reads is compared with the target. */
    SHADOW(false, true, true),
    /** The target owns; the source is written too, and a sample of the reads is compared with it. */
    LIVE(true, true, true),
    /** The target owns; the source is still written, for the way back, and no longer read. */
    RAMP_DOWN(true, true, false),
    /** The target alone is read and written. */
    COMPLETE(true, false, false);

    private final boolean targetOwns;
    private final boolean writesBoth;
    private final boolean comparesReads;

    SessionStage(boolean targetOwns, boolean writesBoth, boolean comparesReads) {
        this.targetOwns = targetOwns;
        this.writesBoth = writesBoth;
        this.comparesReads = comparesReads;
    }

    /**
     * Tells which store owns the sessions.
     *
     * @return whether it is the target
     */
    public boolean targetOwns() {
        return targetOwns;
    }

    /**
     * Tells whether the store that does not own is written too.
     *
     * @return whether it is
     */
    public boolean writesBoth() {
        return writesBoth;
    }

    /**
     * Tells whether reads are compared.
     *
     * @return whether a sample of them is
     */
    public boolean comparesReads() {
        return comparesReads;
    }

    /**
     * Returns the stage before this one.
     *
     * @return one stage back, for {@link #OFF} itself
     */
    public SessionStage before() {
        return switch (this) {
            case OFF, DUAL_WRITE -> OFF;
            case SHADOW -> DUAL_WRITE;
            case LIVE -> SHADOW;
            case RAMP_DOWN -> LIVE;
            case COMPLETE -> RAMP_DOWN;
        };
    }

    /**
     * Returns the stage in words.
     *
     * @return for example {@code dual write}
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
