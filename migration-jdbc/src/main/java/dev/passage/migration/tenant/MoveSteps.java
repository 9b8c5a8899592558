package dev.passage.migration.tenant;

import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.conflict.ImageCipher;
import dev.passage.migration.copy.CopyObserver;
import dev.passage.migration.copy.CopyRun;
import dev.passage.migration.copy.CopyThrottle;
import dev.passage.migration.copy.KeyRange;
import dev.passage.migration.copy.KeyRanges;
import dev.passage.migration.copy.Ledger;
import dev.passage.migration.copy.Side;
import dev.passage.migration.dialect.Engine;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.gate.Fence;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.routing.TenantRouter;
import dev.passage.migration.step.StepContext;
import dev.passage.migration.step.Tunable;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** What every step of one move works with, opened when the step runs. */
final class MoveSteps {
    /** How fast this move may copy and compare, beside what the host allows all moves together. */
    static final Tunable ROWS_PER_SECOND = new Tunable("rows-per-second", 10, CopyThrottle.UNLIMITED);

    private final TenantMove move;
    private final Endpoint source;
    private final Endpoint target;
    private final TenantRouter router;
    private final CopyThrottle throttle;
    private final CopySettings settings;
    private final Optional<ImageCipher> cipher;
    private final StepContext context;
    private final TenantFacts facts;
    private final MoveLayout layout;
    private final MoveFeeds feeds = new MoveFeeds(this);

    MoveSteps(
            Endpoints endpoints,
            TenantRouter router,
            CopyThrottle throttle,
            CopySettings settings,
            Optional<ImageCipher> cipher,
            TenantMove move,
            TenantFacts facts,
            StepContext context)
            throws SQLException {
        this.move = move;
        this.source = endpoints.get(move.source());
        this.target = endpoints.get(move.target());
        this.router = router;
        this.throttle = throttle;
        this.settings = settings;
        this.cipher = cipher;
        this.context = context;
        this.facts = facts;
        this.layout = MoveLayout.read(source, target, move).changingKeys(facts.keyChanges());
    }

    /**
     * How many tables and ranges of tables are copied at the same time. H2 locks the row of the fence for one writer at a time, so that
     * streams would only wait for each other there.
     */
    int streams() {
        return layout.target().catalog().engine() == Engine.H2 ? 1 : settings.streams();
    }

    /** The ranges of a table that are copied at the same time. */
    List<KeyRange> rangesOf(CopyRun run, ClassifiedTable table) {
        return factsOf(table)
                .filter(known -> known.ranges() > 1)
                .map(known -> KeyRanges.of(
                        run, layout.route(table), layout.onSource(table, assessedAt()), known.ranges(), known.rows()))
                .orElse(List.of(KeyRange.WHOLE));
    }

    /** What the analysis knew of a table; nothing of one that it did not know. */
    Optional<TenantFacts.MovingTable> factsOf(ClassifiedTable table) {
        return facts.table(table.name());
    }

    TenantMove move() {
        return move;
    }

    /** Encrypts what rows hold that are parked, if the host has given a key. */
    Optional<ImageCipher> cipher() {
        return cipher;
    }

    MoveLayout layout() {
        return layout;
    }

    StepContext context() {
        return context;
    }

    Instant assessedAt() {
        return facts.assessedAt();
    }

    MigrationId migration() {
        return context.migration();
    }

    TenantRouter router() {
        return router;
    }

    Endpoint endpoint(boolean ofTarget) {
        return ofTarget ? target : source;
    }

    Gate gate(boolean ofTarget) {
        return new Gate(endpoint(ofTarget));
    }

    WriteHold hold(boolean ofTarget) {
        return new WriteHold(endpoint(ofTarget), move, migration());
    }

    /** Refuses an overtaken mover, as the first statement of each of its transactions on that side. */
    Gate.Guard guard(boolean ofTarget) {
        Fence fence = new Fence(endpoint(ofTarget));
        return connection -> fence.check(connection, migration(), context.token());
    }

    MoveFeeds feeds() {
        return feeds;
    }

    /** One side, left alone for a while when it could not be reached. */
    Side side(boolean ofTarget) {
        return throttle.guarded(ofTarget ? layout.target() : layout.source());
    }

    /** A copy from one side to the other under a closing of the gate; in a live move its writes are not noted there. */
    CopyRun run(boolean toTarget, String hold, CopyObserver observer) throws SQLException {
        boolean live = move.cutover().live();
        Side to = side(toTarget);
        return new CopyRun(
                side(!toTarget),
                live ? MoveFeeds.own(to) : to,
                Ledger.of(to, migration(), hold),
                live ? feeds.guard(toTarget) : guard(toTarget)::check,
                settings.chunksOf(move.chunkRows()),
                observer,
                context.clock());
    }

    /** Reports rows as progress of the step, and stops the copy where the engine asks for it. */
    CopyObserver counting(long total, long already) {
        context.progress().total(total, "rows");
        CopyThrottle own = CopyThrottle.unlimited();
        return throttle.pacing(own.pacing(new CopyObserver() {
            private final AtomicLong rows = new AtomicLong(already);

            @Override
            public void written(String table, long more) {
                long now = rows.addAndGet(more);
                context.tuned(ROWS_PER_SECOND.name()).ifPresent(own::limitTo);
                context.progress().now(table);
                context.progress().done(Math.min(now, total));
            }

            @Override
            public boolean stopRequested() {
                return context.stopRequested();
            }

            @Override
            public void running(Statement statement) {
                context.onCancel(statement::cancel);
            }

            @Override
            public void interruptible(Interruption interruption) {
                context.onCancel(interruption::interrupt);
            }
        }));
    }
}
