package dev.passage.migration.live;

import dev.passage.migration.testkit.database.DatabaseKind;
import java.util.concurrent.Callable;

/** What happens while a tenant moves, at points that are always the same, and the rule that must hold then; true when it did. */
@SuppressWarnings("ImmutableEnumChecker") // what is played holds nothing
enum Story implements Callable<Boolean> {
    DELETE_BY_AN_OLD_ROUTE(
            DatabaseKind.H2, "a delete that was acknowledged has deleted", WriterStories::deleteByAnOldRoute),
    WRITER_IN_FLIGHT(
            DatabaseKind.H2, "the switch waits for a writer", () -> WriterStories.writerInFlight(DatabaseKind.H2)),
    WRITER_IN_FLIGHT_ON_POSTGRES(
            DatabaseKind.POSTGRESQL,
            "the switch waits for a writer",
            () -> WriterStories.writerInFlight(DatabaseKind.POSTGRESQL)),
    WRITER_OF_AN_OLD_SNAPSHOT(
            DatabaseKind.POSTGRESQL,
            "a write that was acknowledged is on the target",
            WriterStories::writerOfAnOldSnapshot),
    STRICT_READER(
            DatabaseKind.POSTGRESQL,
            "a strict read is not older than what was acknowledged before it",
            WriterStories::strictReader),
    WRITER_WITHOUT_THE_WRAPPER(
            DatabaseKind.H2, "nobody writes past the gate while it is closed", WriterStories::writerWithoutTheWrapper),
    WRITER_WHO_ENDS_WHILE_THE_GATE_CLOSES(
            DatabaseKind.H2,
            "a write that was acknowledged is on the target",
            MoverStories::writerWhoEndsWhileTheGateCloses),
    TWO_WRITERS_OUT_OF_ORDER(
            DatabaseKind.POSTGRESQL,
            "a write that was acknowledged is on the target",
            MoverStories::twoWritersOutOfOrder),
    WRITE_BETWEEN_ROWS_AND_ENTRIES(
            DatabaseKind.H2,
            "a write that was acknowledged is on the target",
            MoverStories::writeBetweenRowsAndEntries),
    FAILED_COMMIT(DatabaseKind.H2, "a write that was acknowledged is on the target", MoverStories::failedCommit),
    OVERTAKEN_MOVER(DatabaseKind.H2, "a mover that was overtaken writes nothing", MoverStories::overtakenMover),
    SECOND_CLOSING(DatabaseKind.H2, "a write that was acknowledged is on the target", MoverStories::secondClosing),
    LATE_DECISION(DatabaseKind.H2, "nothing is decided after its time", MoverStories::lateDecision),
    LATE_OPENING(DatabaseKind.H2, "one side is open", MoverStories::lateOpening),
    WRITE_BEFORE_THE_WAY_BACK(
            DatabaseKind.H2, "a write that was acknowledged is on the way back", MoverStories::writeBeforeTheWayBack);

    private final DatabaseKind kind;
    private final String rule;
    private final Callable<Boolean> plot;

    Story(DatabaseKind kind, String rule, Callable<Boolean> plot) {
        this.kind = kind;
        this.rule = rule;
        this.plot = plot;
    }

    DatabaseKind kind() {
        return kind;
    }

    String rule() {
        return rule;
    }

    @Override
    public Boolean call() throws Exception {
        return plot.call();
    }
}
