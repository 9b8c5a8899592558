package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.status.MigrationStatus;
import dev.passage.migration.status.StepState;
import dev.passage.migration.tenant.TenantMove;
import dev.passage.migration.tenant.TenantMoveHandler;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.fault.Seed;
import dev.passage.migration.testkit.history.Writers;
import dev.passage.migration.testkit.history.WrittenStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** How tests of live moves run one. */
final class LiveMoves {
    static final Duration LIMIT = Duration.ofMinutes(2);
    static final Duration GLANCE = Duration.ofMillis(20);

    /** How many write at the same time in most tests. */
    static final int WRITERS = 8;

    static final RollbackOptions BACK =
            RollbackOptions.carryingWrites(ConflictStrategy.TARGET_WINS).by("on-call");
    private static final Duration WINDOW = Duration.ofHours(1);

    private LiveMoves() {}

    /** What happens when the mover has come to a point. */
    @FunctionalInterface
    interface Act {
        void run() throws SQLException;
    }

    static MigrationController engine(LiveFleet fleet) {
        return engine(fleet, new TenantMoveHandler(fleet.endpoints, fleet.router));
    }

    static MigrationController engine(LiveFleet fleet, TenantMoveHandler handler) {
        return MigrationEngine.builder()
                .journal(JdbcJournal.on(fleet.journal).creatingSchema())
                .register(handler)
                .build();
    }

    static MigrationHandle begin(MigrationController engine, TenantMove move) {
        MigrationPlan plan = engine.plan(MigrationSpec.of(move));
        return engine.execute(plan.id(), Approval.of(plan.digest()).by("tester"));
    }

    static MigrationResult run(MigrationController engine, TenantMove move) throws InterruptedException {
        return begin(engine, move).await(LIMIT);
    }

    /** Runs a move; the transaction ends when the move has given up, for triggers can only go when nobody writes. */
    static MigrationResult runBeside(MigrationController engine, TenantMove move, Connection open)
            throws InterruptedException, SQLException {
        MigrationHandle handle = begin(engine, move);
        while (engine.status(handle.id()).failure().isEmpty()) {
            handle.await(GLANCE);
        }
        open.commit();
        open.close();
        return handle.await(LIMIT);
    }

    /** Waits until the move does, and this step is as told. */
    static void awaitWaiting(MigrationHandle handle, String step, StepState state) throws InterruptedException {
        boolean waits = false;
        while (!waits) {
            MigrationStatus status = handle.await(GLANCE).status();
            assertThat(status.state().isTerminal()).as("%s", status).isFalse();
            waits = status.state() == MigrationState.WAITING
                    && status.steps().stream()
                            .anyMatch(each -> each.id().value().equals(step) && each.state() == state);
        }
    }

    /** Begins a move, and returns when all that goes on is that writes follow to where the tenant was. */
    static MigrationHandle intoWindow(MigrationController engine, TenantMove move) throws InterruptedException {
        MigrationHandle handle = begin(engine, move);
        awaitWaiting(handle, "keep-way-back", StepState.WAITING);
        return handle;
    }

    /**
     * A tenant that was written to went there and came back.
     *
     * @param result how it ended
     * @param writers those who wrote, who have stopped
     */
    record ThereAndBack(MigrationResult result, Writers writers) {}

    /** How far a move goes before it is rolled back. */
    @FunctionalInterface
    private interface There {
        MigrationHandle with(MigrationController engine) throws InterruptedException;
    }

    /** Moves a tenant there and back under eight writers who saw no error, and leaves nothing; it is looked at in between. */
    static ThereAndBack thereAndBack(LiveFleet fleet, TenantMove move, WrittenStore store, int keys, Act between)
            throws Exception {
        return thereAndBack(fleet, store, keys, engine -> intoWindow(engine, move.keepingWayBackFor(WINDOW)), between);
    }

    /** The same when the move has ended, and nothing on the other side was noted any more. */
    static ThereAndBack thereAndBackLate(LiveFleet fleet, TenantMove move, WrittenStore store, int keys, Act between)
            throws Exception {
        return thereAndBack(fleet, store, keys, engine -> toTheEnd(engine, move), between);
    }

    /** Moves a tenant for good. */
    static MigrationHandle toTheEnd(MigrationController engine, TenantMove move) throws InterruptedException {
        MigrationHandle handle = begin(engine, move);
        MigrationStatus status = handle.await(LIMIT).status();
        assertThat(status.state()).as("%s", status.failure()).isEqualTo(MigrationState.COMPLETED);
        return handle;
    }

    private static ThereAndBack thereAndBack(LiveFleet fleet, WrittenStore store, int keys, There there, Act between)
            throws Exception {
        DatabaseImage shared = LiveFleet.imageOf(fleet.shared);
        DatabaseImage dedicated = LiveFleet.imageOf(fleet.dedicated);
        MigrationResult result;

        Writers writers = Writers.start(store, WRITERS, keys, Seed.ofThisRun());
        try (MigrationController engine = engine(fleet)) {
            MigrationHandle handle = there.with(engine);
            between.run();
            result = engine.rollback(handle.id(), BACK).await(LIMIT);
            writers.stop();
        } finally {
            writers.close();
        }

        assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(writers.errors()).isEmpty();
        assertThat(writers.acknowledged()).isPositive();
        assertThat(dedicated.differencesTo(LiveFleet.imageOf(fleet.dedicated))).isEmpty();
        LiveFleet.checkNoResidue(shared, fleet.shared);
        LiveFleet.checkNoResidue(dedicated, fleet.dedicated);
        return new ThereAndBack(result, writers);
    }

    /** Does something once when the mover has come to a point. */
    static void at(FaultPoint where, Act act) {
        AtomicBoolean done = new AtomicBoolean();
        FaultPoint.inject(point -> {
            if (point.equals(where) && done.compareAndSet(false, true)) {
                try {
                    act.run();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
    }
}
