package dev.passage.migration.live;

import java.util.List;

/**
 * Mistakes in the code that moves a tenant, each of them fatal in ALGORITHMS 1.6 or one of its rules. Where a second guard would catch
 * the mistake as well, that is taken away too, and said here.
 */
@SuppressWarnings("ImmutableEnumChecker") // an edit has no state
enum Mutant {
    /** The wrapper lets everybody pass, so that only row triggers look at the gate. */
    GATE_IN_ROW_TRIGGERS_ONLY(Story.DELETE_BY_AN_OLD_ROUTE, Edit.body("routing.Entrance", "passes", "yes")),

    /** A writer reads the gate and takes no lock. */
    GATE_READ_UNLOCKED(Story.WRITER_IN_FLIGHT, Edit.text("gate.Gate", "enter", "{share}", "")),

    /** A writer's lock is of a mode that closing does not wait for; closing also waits for turns, so nobody takes any. */
    GATE_KEY_SHARE(
            Story.WRITER_IN_FLIGHT_ON_POSTGRES,
            Edit.text("dialect.PostgresDialect", "forShare", "FOR SHARE", "FOR KEY SHARE"),
            Edit.body("dialect.PostgresDialect", "sharedTurn", "noTurn"),
            Edit.body("dialect.PostgresDialect", "turn", "noTurn")),

    /** A writer takes its turn and reads the gate without a lock of the row: what it reads may be older than its turn. */
    GATE_READ_IN_AN_OLD_SNAPSHOT(
            Story.WRITER_OF_AN_OLD_SNAPSHOT, Edit.text("dialect.PostgresDialect", "forShare", " FOR SHARE", "")),

    /** A strict reader looks at the gate and does not take its turn. */
    STRICT_READ_UNLOCKED(Story.STRICT_READER, Edit.call("routing.Entrance", "look", "attend", "look")),

    /** Triggers take every gate to be open; the proof of the way back would see it, so there is none. */
    TRIGGERS_IGNORE_THE_GATE(
            Story.WRITER_WITHOUT_THE_WRAPPER,
            Edit.call("capture.H2Triggers", "rules", "gateOfTenant", "gateThatIsOpen"),
            Edit.body("tenant.WayBackProof", "prove", "nothing")),

    /** The target is open from the beginning; the proof of the way back would see it, so there is none. */
    OPENED_BEFORE_THE_DECISION(
            Story.WRITER_WITHOUT_THE_WRAPPER,
            Edit.call("tenant.LivePlan", "planArming", "reserve", "openAtOnce"),
            Edit.body("tenant.WayBackProof", "prove", "nothing")),

    /** A side is opened whatever epoch it has seen, and neither the look before nor the statement asks. */
    OPENED_WITHOUT_EPOCH(
            Story.LATE_OPENING,
            Edit.text("gate.Gate", "open", "[epoch] < ?", "[epoch] <> ?"),
            Edit.body("gate.Gate", "isBehind", "yes")),

    /** A mover writes without looking at the fence. */
    NO_FENCE_CHECK(Story.OVERTAKEN_MOVER, Edit.body("gate.Fence", "check", "nothing")),

    /** Entries up to the highest that was applied are acknowledged, and not just those that were. */
    ACKNOWLEDGED_BY_HIGHEST_ID(
            Story.TWO_WRITERS_OUT_OF_ORDER,
            Edit.text("capture.TriggerFeed", "remove", " WHERE id IN (", " WHERE id <= GREATEST(")),

    /** Entries are acknowledged before what they name is committed on the other side. */
    ACKNOWLEDGED_BEFORE_THE_COMMIT(
            Story.FAILED_COMMIT, Edit.call("catchup.ChangeApplier", "read", "poll", "pollAndAcknowledge")),

    /** Rows are read before the entries that name them. */
    ROWS_READ_BEFORE_ENTRIES(
            Story.WRITE_BETWEEN_ROWS_AND_ENTRIES,
            Edit.call("catchup.ChangeApplier", "read", "poll", "pollAfterTheRows")),

    /** Authority moves with what was brought before the gate was closed; what was noted since is not. */
    NOT_DRAINED(
            Story.WRITER_WHO_ENDS_WHILE_THE_GATE_CLOSES,
            Edit.call("tenant.LiveCutover", "drainAndDecide", "bringAll", "nothingLeft")),

    /** The decision does not name the closing under which everything was brought. */
    DECIDED_WITHOUT_CLOSE_ID(
            Story.SECOND_CLOSING,
            Edit.text("gate.Gate", "decide", "[close_id] = ? AND [closed", "[tenant] <> ? AND [closed")),

    /** The decision does not look whether its time is over. */
    DECIDED_AFTER_THE_DEADLINE(
            Story.LATE_DECISION, Edit.text("gate.Gate", "decide", " AND [closed_until] > {now}", "")),

    /**
     * Changes of the target are noted only after it is open; the proof of the way back would see it, so there is none. A way back that
     * compares both sides would repair it.
     */
    REVERSE_CAPTURE_LATE(
            Story.WRITE_BEFORE_THE_WAY_BACK,
            Edit.call("tenant.LivePlan", "planArming", "arm", "armTheFirst"),
            Edit.body("tenant.WayBackProof", "prove", "nothing"));

    private final Story story;
    private final List<Edit> edits;

    Mutant(Story story, Edit... edits) {
        this.story = story;
        this.edits = List.of(edits);
    }

    Story story() {
        return story;
    }

    List<Edit> edits() {
        return edits;
    }
}
