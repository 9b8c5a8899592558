package dev.passage.migration.tenant;

import dev.passage.migration.capture.ChangeFeed;
import dev.passage.migration.capture.FeedState;
import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.catalog.TableClass;
import dev.passage.migration.catchup.Applied;
import dev.passage.migration.catchup.ChangeApplier;
import dev.passage.migration.catchup.ChangeTimes;
import dev.passage.migration.catchup.FollowedTable;
import dev.passage.migration.catchup.LastBrought;
import dev.passage.migration.catchup.Referee;
import dev.passage.migration.catchup.Stamps;
import dev.passage.migration.copy.CopyObserver;
import dev.passage.migration.copy.CopyRun;
import dev.passage.migration.copy.ReferenceMerge;
import dev.passage.migration.copy.TableRoute;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Follows the owner's writes on the other side, until little is left to bring. Used by one thread. */
final class LiveFollowing implements AutoCloseable {
    /** How many changes are little in any case. */
    static final long FEW_ENTRIES = 50;

    private static final int QUIET_ROUNDS = 2;
    private static final int PARTS_OF_PAUSE = 4;

    private final MoveSteps steps;
    private final ChangeFeed feed;
    private final Optional<Referee> referee;
    private final ChangeApplier applier;
    private Duration lastRound = Duration.ZERO;

    private LiveFollowing(MoveSteps steps, ChangeFeed feed, Optional<Referee> referee, ChangeApplier applier) {
        this.steps = steps;
        this.feed = feed;
        this.referee = referee;
        this.applier = applier;
    }

    /** Follows the source's writes on the target. */
    static LiveFollowing forward(MoveSteps steps) throws SQLException {
        return open(steps, true, tablesThere(steps), Optional.empty());
    }

    /** Follows the target's writes on the source, after the switch. */
    static LiveFollowing back(MoveSteps steps, Conflicts conflicts) throws SQLException {
        LastBrought memory = memory(steps);
        Optional<Referee> referee = memory.isComplete()
                ? Optional.of(new Referee(memory, conflicts::strategy, times(steps), conflicts.rulings()))
                : Optional.empty();
        return open(steps, false, tablesBack(steps.layout(), steps.assessedAt()), referee);
    }

    private static ChangeTimes times(MoveSteps steps) {
        return new ChangeTimes(steps.layout().target(), steps.layout().source(), stamps(steps.move()));
    }

    static Stamps stamps(TenantMove move) {
        return new Stamps(move.cutover().stamps());
    }

    /** Remembers what the source's rows are, before anything is brought back to it; returns false when it was asked to stop. */
    static boolean remember(MoveSteps steps) throws SQLException {
        Conflicts.parked(steps).create(steps.guard(false)::check);
        return memory(steps)
                .rememberAll(
                        tablesBack(steps.layout(), steps.assessedAt()),
                        steps.guard(false)::check,
                        steps.counting(0, 0));
    }

    private static LastBrought memory(MoveSteps steps) throws SQLException {
        return new LastBrought(steps.layout().source(), steps.feeds().of(false).memory(), stamps(steps.move()));
    }

    /** Nothing is known any more of what was written on the source behind its gate. */
    static void forget(MoveSteps steps) throws SQLException {
        memory(steps).forgetAll(steps.guard(false)::check);
    }

    /** Remembers up to when everything has come back; of later writes nothing is known when the target is lost. */
    static void noteBrought(MoveSteps steps, Instant until) throws SQLException {
        memory(steps).noteBrought(until, steps.guard(false)::check);
    }

    static List<FollowedTable> tablesThere(MoveSteps steps) {
        return steps.layout().tenantTables().stream()
                .map(table -> new FollowedTable(
                        steps.layout().route(table),
                        steps.layout().onSource(table, steps.assessedAt()),
                        steps.layout().onTarget(table),
                        steps.layout().onTarget(table)))
                .toList();
    }

    static List<FollowedTable> tablesBack(MoveLayout layout, Instant assessedAt) {
        return layout.tenantTables().stream()
                .map(table -> new FollowedTable(
                        layout.route(table).reversed(),
                        layout.onTarget(table),
                        layout.allOnSource(table),
                        layout.onSource(table, assessedAt)))
                .toList();
    }

    private static LiveFollowing open(
            MoveSteps steps, boolean toTarget, List<FollowedTable> tables, Optional<Referee> referee)
            throws SQLException {
        CopyRun run = steps.run(toTarget, "live", CopyObserver.NONE);
        ChangeFeed feed = steps.feeds().of(!toTarget);
        ChangeApplier applier = ChangeApplier.open(
                feed,
                run.source(),
                run.target(),
                run.guard(),
                () -> mergeShared(steps, run, toTarget),
                tables,
                referee);
        return new LiveFollowing(steps, feed, referee, applier);
    }

    /** Brings shared rows that the other side lacks. */
    static void mergeShared(MoveSteps steps, CopyRun run, boolean toTarget) {
        for (ClassifiedTable table : steps.layout().tables()) {
            if (table.tableClass() == TableClass.REFERENCE) {
                TableRoute route = steps.layout().route(table);
                ReferenceMerge.merge(run, toTarget ? route : route.reversed());
            }
        }
    }

    ChangeApplier applier() {
        return applier;
    }

    /** What is known of rows that were written behind the gate; nothing when nobody looks for them. */
    Optional<Referee> referee() {
        return referee;
    }

    /** Whether a person has to say first what happens to a row; until then nothing more is brought. */
    boolean isUndecided() {
        return referee.filter(Referee::isUndecided).isPresent();
    }

    /** Brings what waits for tables whose copy is complete. */
    Applied bring(Collection<String> ready, Collection<String> begun) {
        return checked(applier.apply(ready, begun, false));
    }

    /** Brings what waits for every table. */
    Applied bringAll() {
        return checked(applier.applyAll());
    }

    private Applied checked(Applied round) {
        steps.context()
                .progress()
                .now(String.format(
                        Locale.ENGLISH,
                        "%,d changes waited, brought in %,d ms",
                        round.entries(),
                        round.took().toMillis()));
        return round;
    }

    /** Brings changes until little waits twice in a row; returns false when it was asked to stop, or is undecided. */
    boolean untilLittleWaits() throws SQLException {
        Duration pause = steps.move().cutover().pause();
        int quiet = 0;
        while (quiet < QUIET_ROUNDS) {
            if (steps.context().stopRequested()) {
                return false;
            }
            Applied round = bringAll();
            if (isUndecided()) {
                return false;
            }
            lastRound = round.took();
            quiet = round.isSmall(FEW_ENTRIES, pause.dividedBy(PARTS_OF_PAUSE)) ? quiet + 1 : 0;
            if (quiet == 0) {
                FeedState left = FeedWatch.check(steps, feed);
                steps.context()
                        .progress()
                        .now(String.format(
                                Locale.ENGLISH,
                                "%,d changes wait, the oldest for %.1f s; %,d rows a second",
                                left.entries(),
                                left.oldest().toMillis() / 1_000.0,
                                round.keys() * 1_000 / Math.max(1, round.took().toMillis())));
            }
        }
        return true;
    }

    /** How long the last round of {@link #untilLittleWaits} took, which the rest will take about as well. */
    Duration lastRound() {
        return lastRound;
    }

    @Override
    public void close() throws SQLException {
        applier.close();
    }
}
