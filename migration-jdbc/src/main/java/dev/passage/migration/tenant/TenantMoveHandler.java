package dev.passage.migration.tenant;

import dev.passage.migration.catchup.ParkedConflict;
import dev.passage.migration.conflict.ImageCipher;
import dev.passage.migration.copy.CopyThrottle;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.handler.Assessment;
import dev.passage.migration.handler.AssessmentContext;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.handler.Participant;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.observation.ObservedTraffic;
import dev.passage.migration.plan.MigrationType;
import dev.passage.migration.plan.PlanBuilder;
import dev.passage.migration.routing.TenantRouter;
import dev.passage.migration.step.Effect;
import dev.passage.migration.step.Resource;
import dev.passage.migration.step.StepBuilder;
import dev.passage.migration.step.StepContext;
import dev.passage.migration.step.StepEstimate;
import dev.passage.migration.step.StepKind;
import dev.passage.migration.step.StepOutcome;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Plans and runs the move of a tenant (D1, D2, D3, D5, D7, D11, K2): prepare, hold the tenant's writes, copy in checkpointed
 * chunks, compare every row, switch, prove the new route. Every step can be undone; the way back after the switch carries every
 * write made since.
 *
 * <p>Safe for use by several threads. Where a move stands is read from gates, fences and ledger in the two databases; the source
 * keeps the tenant's rows.
 *
 * @since 0.1.0
 */
public final class TenantMoveHandler implements Handler<TenantMove> {
    private static final HandlerId ID = HandlerId.of("tenant-move", 1);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final long ROWS_PER_SECOND = 40_000;

    private final Endpoints endpoints;
    private final TenantRouter router;
    private final CopyThrottle throttle;
    private final CopySettings settings;
    private final Optional<ObservedTraffic> traffic;
    private final Optional<ImageCipher> cipher;

    /**
     * Creates a handler that copies as fast as the databases are.
     *
     * @param endpoints the databases by name
     * @param router is told where the tenant lives after the switch
     */
    public TenantMoveHandler(Endpoints endpoints, TenantRouter router) {
        this(endpoints, router, CopyThrottle.unlimited());
    }

    /**
     * Creates the handler.
     *
     * @param endpoints the databases by name
     * @param router is told where the tenant lives after the switch
     * @param throttle spares the databases; the host may change it while moves run
     */
    public TenantMoveHandler(Endpoints endpoints, TenantRouter router, CopyThrottle throttle) {
        this(endpoints, router, throttle, CopySettings.USUAL, Optional.empty(), Optional.empty());
    }

    private TenantMoveHandler(
            Endpoints endpoints,
            TenantRouter router,
            CopyThrottle throttle,
            CopySettings settings,
            Optional<ObservedTraffic> traffic,
            Optional<ImageCipher> cipher) {
        this.endpoints = Objects.requireNonNull(endpoints, "endpoints");
        this.router = Objects.requireNonNull(router, "router");
        this.throttle = Objects.requireNonNull(throttle, "throttle");
        this.settings = settings;
        this.traffic = traffic;
        this.cipher = cipher;
    }

    /**
     * Returns a handler that copies some tables at the same time; one does one after another. A table waits for those that its rows
     * refer to. Each takes a connection on either side, and a plan is refused if the pools do not have them. It is worth it where
     * the machines have cores and disks to spare; tables go to H2 one after another all the same, and so do those of a live move, which
     * brings what has changed in the former before the next begins, but of which ranges are copied at the same time.
     *
     * @param streams how many, 1 to 64
     * @return the handler
     * @throws IllegalArgumentException if it is not 1 to 64
     */
    public TenantMoveHandler copyingInParallel(int streams) {
        return copyingInParallel(streams, 1);
    }

    /**
     * Returns a handler that copies some tables at the same time, and ranges of the keys of a big table too. A table with the rows of
     * two chunks or more is divided, into ranges of about as many rows, each of a chunk's at least; where they begin is written to the
     * ledger first, so that a copy that goes on after a crash has the same. It costs one pass over the keys, and needs an index that
     * starts with the key, or with the tenant's column and the key, for each range to read no more than its rows. Tables go to H2
     * undivided.
     *
     * @param streams how many tables and ranges at the same time, 1 to 64
     * @param rangesPerTable into how many ranges a table is divided at the most, 1 to as many as streams
     * @return the handler
     * @throws IllegalArgumentException if a number is out of its range
     */
    public TenantMoveHandler copyingInParallel(int streams, int rangesPerTable) {
        return new TenantMoveHandler(
                endpoints,
                router,
                throttle,
                new CopySettings(streams, rangesPerTable, settings.snapshot()),
                traffic,
                cipher);
    }

    /**
     * Returns a handler that holds one snapshot of the source for so long at the most; one holds it for five minutes. A table that
     * takes longer is read on behind its last key in a new snapshot.
     *
     * @param time longer than zero
     * @return the handler
     * @throws IllegalArgumentException if it is zero or negative
     */
    public TenantMoveHandler holdingSnapshotsFor(Duration time) {
        return new TenantMoveHandler(
                endpoints,
                router,
                throttle,
                new CopySettings(settings.streams(), settings.ranges(), time),
                traffic,
                cipher);
    }

    /**
     * Returns a handler that can watch tenants after their switch, see {@link TenantMove#observing}.
     *
     * @param seen is told of the tenants' transactions, by their connections or by the host
     * @return the handler
     */
    public TenantMoveHandler observing(ObservedTraffic seen) {
        return new TenantMoveHandler(endpoints, router, throttle, settings, Optional.of(seen), cipher);
    }

    /**
     * Returns a handler that parks what rows hold of which a person has to decide on the way back, encrypted with a key of the host's
     * (R3). Without one only digests are parked. Every instance needs the same key.
     *
     * @param images encrypts them, for example by AES in Galois/Counter Mode with {@code AesGcmCipher}
     * @return the handler
     */
    public TenantMoveHandler parkingWith(ImageCipher images) {
        return new TenantMoveHandler(endpoints, router, throttle, settings, traffic, Optional.of(images));
    }

    /**
     * Lists the rows of which a person has to decide, or has decided, on the way back of a move (R3): what they are on both sides, if they
     * were {@linkplain #parkingWith parked with a key}, and the choices by which {@link
     * dev.passage.migration.MigrationController#decide} takes them one by one. They are gone when the move has ended or is rolled back.
     *
     * @param migration the move
     * @param move what was asked for
     * @return the conflicts in the order of their numbers; empty when there is none
     * @throws SQLException when the source refuses
     * @throws dev.passage.migration.failure.EndpointUnavailableException if the source cannot be reached
     * @throws IllegalArgumentException if they were parked with another key
     */
    public List<ParkedConflict> conflicts(MigrationId migration, TenantMove move) throws SQLException {
        return new SourceAlone(endpoints.get(move.source()), move, migration).conflicts(cipher);
    }

    /**
     * Since when writes are held.
     *
     * @param since the instant, by the engine's clock
     * @since 0.1.0
     */
    public record Held(Instant since) {}

    /**
     * Under which closing of the gate rows were copied or compared.
     *
     * @param hold the closing
     * @param rows number of rows
     * @since 0.1.0
     */
    public record UnderHold(String hold, long rows) {}

    @Override
    public HandlerId id() {
        return ID;
    }

    @Override
    public Class<TenantMove> settingsType() {
        return TenantMove.class;
    }

    @Override
    public MigrationType type() {
        return MigrationType.DATA;
    }

    @Override
    public List<Participant> participants(TenantMove move) {
        return List.of(
                new MoveParticipant(endpoints.get(move.source()), move, false),
                new MoveParticipant(endpoints.get(move.target()), move, true));
    }

    @Override
    public Assessment assess(TenantMove move, AssessmentContext context) throws SQLException {
        Assessment found = new TenantAssessment(
                        endpoints,
                        move,
                        context.clock().instant(),
                        context.options().validation(),
                        settings)
                .assess();
        return ObservedMove.assessed(found, move, traffic);
    }

    @Override
    public String sourceState(TenantMove move) throws SQLException {
        return SourceState.of(endpoints.get(move.source()), endpoints.get(move.target()), move.tenant());
    }

    @Override
    public void plan(TenantMove move, Assessment assessment, PlanBuilder plan) {
        TenantFacts facts = assessment.facts(TenantFacts.class);
        plan.title("Move tenant " + move.tenant())
                .between(
                        move.source() + " (" + facts.sourceEngine() + ")",
                        move.target() + " (" + facts.targetEngine() + ")")
                .scope(move.scope());
        Duration copying = Duration.ofSeconds(1 + facts.rows() / ROWS_PER_SECOND);
        ReturnSteps back = new ReturnSteps(endpoints, router, move, facts, context -> steps(move, facts, context));
        planPreparation(move, facts, plan, back);
        boolean live = move.cutover().live();
        SourceKeeping keeping = new SourceKeeping(move, facts, context -> steps(move, facts, context));
        if (live) {
            LivePlan steps = new LivePlan(move, facts, context -> steps(move, facts, context), back, copying);
            planSwitch(move, facts, plan, steps.plan(plan), back);
        } else {
            HeldPlan steps = new HeldPlan(move, facts, context -> steps(move, facts, context), back, copying);
            planSwitch(move, facts, plan, steps.plan(plan), back);
        }
        String known = live ? keeping.planRemembering(plan, "prove-route") : "prove-route";
        String proven = ObservedMove.plan(move, traffic, plan, known);
        if (live) {
            keeping.planWayBack(plan, proven);
        }
        plan.step("forget-ledger", StepKind.CLEANUP)
                .after(live ? SourceKeeping.DISARM : proven)
                .describedAs("Forget the list of chunks on " + move.target()
                        + (move.cutover().retirement().isPresent()
                                ? ""
                                : "; " + move.source() + " keeps the tenant's rows"))
                .effect(Effect.MARKED)
                .releases("ledger")
                .run(context -> {
                    new TenantCopy(steps(move, facts, context)).forget();
                    TenantFaultPoints.LEDGER_FORGOTTEN.reached();
                })
                .dryRun(context -> context.would("delete the ledger rows of this move"))
                .harmless();
        keeping.planRetirement(plan, "forget-ledger");
    }

    private void planPreparation(TenantMove move, TenantFacts facts, PlanBuilder plan, ReturnSteps back) {
        StepBuilder prepare = plan.step("prepare", StepKind.PREPARATION)
                .describedAs("Make sure that gate, fence and ledger exist on both sides"
                        + (facts.created().isEmpty()
                                ? ""
                                : ", and create tables on " + move.target() + ": "
                                        + String.join(", ", facts.created())))
                .creates(Resource.of("ledger", "ledger rows", move.target().value()))
                .estimate(StepEstimate.lasting(Duration.ofSeconds(1)))
                .run(context -> new TargetPreparation(steps(move, facts, context), facts).prepare())
                .dryRun(context -> {
                    context.would("create passage_gate, passage_fence and passage_ledger where they are missing");
                    facts.created().forEach(table -> context.would("create table \"%s\" on %s", table, move.target()));
                });
        prepare.rollbackToOutcome("drop-created", "Undo prepare", back::dropCreated);
        prepare.rollbackCleansUp();
    }

    private void planSwitch(TenantMove move, TenantFacts facts, PlanBuilder plan, String before, ReturnSteps back) {
        StepBuilder change = plan.step("switch", StepKind.CUTOVER)
                .after(before)
                .describedAs("Hand authority from " + move.source() + " to " + move.target()
                        + " by one compare-and-set of the gate, open the gate there, change the route")
                .effect(Effect.MARKED)
                .timeout(LONGEST)
                .tunable(MoveSteps.ROWS_PER_SECOND)
                .estimate(new StepEstimate(
                        0,
                        0,
                        Duration.ofSeconds(1),
                        move.cutover().live() ? move.cutover().pause() : Duration.ZERO))
                .runToOutcome(context -> {
                    MoveSteps steps = steps(move, facts, context);
                    if (!move.cutover().live()) {
                        return HeldPlan.switchOver(steps, facts.validation());
                    }
                    return LiveCutover.there(steps).run() ? StepOutcome.done() : StepOutcome.stopped();
                })
                .dryRun(context -> context.would("make %s the owner of tenant %s", move.target(), move.tenant()))
                .rollbackToOutcome(
                        "take-back",
                        (move.cutover().live()
                                        ? "Carry every write made on " + move.target()
                                        : "Hold the tenant's writes on " + move.target()
                                                + ", carry every write made there")
                                + " back to " + move.source() + ", compare, and hand authority back",
                        back::takeBack)
                .rollbackDryRun(back::rehearseTakingBack);
        if (move.cutover().live()) {
            change.rollbackRecreates(SourceKeeping.CAPTURE);
        }
        plan.step("prove-route", StepKind.VERIFICATION)
                .after("switch")
                .describedAs("Read the tenant through its new route")
                .effect(Effect.READ_ONLY)
                .run(context -> new TenantSwitch(steps(move, facts, context)).prove())
                .check(context -> new TenantSwitch(steps(move, facts, context)).provedBy())
                .dryRun(context -> context.would("read the tenant on %s", move.target()))
                .harmless();
    }

    private MoveSteps steps(TenantMove move, TenantFacts facts, StepContext context) throws SQLException {
        return new MoveSteps(endpoints, router, throttle, settings, cipher, move, facts, context);
    }

    static String strategies(TenantFacts facts) {
        return facts.tables().stream()
                .map(TenantFacts.MovingTable::described)
                .distinct()
                .reduce((one, other) -> one + "; " + other)
                .orElse("nothing to copy");
    }
}
