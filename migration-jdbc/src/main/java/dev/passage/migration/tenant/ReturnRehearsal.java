package dev.passage.migration.tenant;

import dev.passage.migration.capture.ChangeEntry;
import dev.passage.migration.capture.ChangeFeed;
import dev.passage.migration.capture.TriggerFeed;
import dev.passage.migration.catchup.ChangeTimes;
import dev.passage.migration.catchup.FollowedTable;
import dev.passage.migration.catchup.LastBrought;
import dev.passage.migration.catchup.ParkedConflicts;
import dev.passage.migration.catchup.Referee;
import dev.passage.migration.catchup.Rulings;
import dev.passage.migration.catchup.WayBackPreview;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.copy.Side;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.gate.GateState;
import dev.passage.migration.gate.GateState.Position;
import dev.passage.migration.step.DryRunContext;
import dev.passage.migration.value.ChunkDigest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says what taking authority back would do, and writes nothing (R3). */
final class ReturnRehearsal {
    private final Endpoint source;
    private final Endpoint target;
    private final TenantMove move;
    private final TenantFacts facts;
    private final DryRunContext context;

    ReturnRehearsal(Endpoints endpoints, TenantMove move, TenantFacts facts, DryRunContext context) {
        this.source = endpoints.get(move.source());
        this.target = endpoints.get(move.target());
        this.move = move;
        this.facts = facts;
        this.context = context;
    }

    /** What would be lost by opening the source as it is. */
    void withoutTarget() throws SQLException {
        if (hasNotLeft()) {
            return;
        }
        if (LossyReturn.isReachable(target)) {
            throw StepFailedException.fatal(
                    FailureKind.STEP_FAILED,
                    "Endpoint " + move.target() + " can be reached, so that nothing has to be lost.",
                    "Roll back with RollbackOptions.carryingWrites(...).");
        }
        context.would("open the gate of tenant %s on %s without %s", move.tenant(), move.source(), move.target());
        Instant begun = context.begunAt().orElseGet(context.clock()::instant);
        context.would("lose %s", new SourceAlone(source, move, context.migration()).lost(begun));
    }

    /** What would come back, and how rows would end that were written behind the gate. */
    void withEveryWrite() throws SQLException {
        if (hasNotLeft()) {
            return;
        }
        MoveLayout layout = MoveLayout.read(source, target, move).changingKeys(facts.keyChanges());
        new TakenKeys(layout).refuseOnTheWayBack();
        if (move.cutover().live() && !feed(layout, true).isArmed()) {
            context.would(
                    "create triggers on %s again, and note there what differs while writers go on", move.target());
        }
        List<FollowedTable> tables = LiveFollowing.tablesBack(layout, facts.assessedAt());
        Looking looking = move.cutover().live() ? looking(layout) : Looking.NOT;
        WayBackPreview preview =
                new WayBackPreview(layout.target(), layout.source(), looking::noted, table -> referee(looking, layout));
        boolean any = false;
        for (int number = 0; number < tables.size(); number++) {
            FollowedTable table = tables.get(number);
            if (hasNoKey(layout, table)) {
                context.would(
                        "compare the rows of \"%s\", which have no key, and bring back what differs", table.name());
                any = true;
                continue;
            }
            WayBackPreview.Expected expected = preview.of(table, number);
            any |= !expected.isNothing();
            tell(expected);
        }
        if (!any) {
            context.would("bring nothing back, because both sides hold the same");
        }
        if (looking.memory().isEmpty()) {
            context.would("not look for rows that were written on %s behind its gate", move.source());
        }
        context.would("hand authority over tenant %s back to %s", move.tenant(), move.source());
    }

    private static boolean hasNoKey(MoveLayout layout, FollowedTable table) {
        return layout.source()
                .catalog()
                .table(table.name())
                .orElseThrow()
                .keyColumns()
                .isEmpty();
    }

    /**
     * Where the way back looks for rows that were written behind the gate.
     *
     * @param memory what rows of the source were; empty when it does not look
     * @param entries what the target has noted and not brought back
     * @param rulings what a person has decided already
     */
    private record Looking(Optional<LastBrought> memory, List<ChangeEntry> entries, Rulings rulings) {
        private static final Looking NOT = new Looking(Optional.empty(), List.of(), Rulings.NONE);

        Map<ChunkDigest, Instant> noted(FollowedTable table) {
            return table.lastNoted(entries.stream()
                    .filter(entry -> entry.table().equals(table.name()))
                    .toList());
        }
    }

    private Looking looking(MoveLayout layout) throws SQLException {
        ChangeFeed followed = feed(layout, false);
        LastBrought memory = new LastBrought(layout.source(), followed.memory(), LiveFollowing.stamps(move));
        ChangeFeed noting = feed(layout, true);
        if (!noting.isArmed() || !memory.isComplete()) {
            return Looking.NOT;
        }
        ParkedConflicts parked = new ParkedConflicts(layout.source(), followed.parked(), Optional.empty());
        return new Looking(Optional.of(memory), noting.poll(Integer.MAX_VALUE), parked.rulings());
    }

    private Optional<Referee> referee(Looking looking, MoveLayout layout) {
        ChangeTimes times = new ChangeTimes(layout.target(), layout.source(), LiveFollowing.stamps(move));
        return looking.memory().map(memory -> new Referee(memory, this::strategy, times, looking.rulings()));
    }

    private void tell(WayBackPreview.Expected expected) {
        if (expected.put() + expected.deleted() > 0) {
            context.would(
                    "bring %,d rows of \"%s\" back to %s, and delete %,d there",
                    expected.put(), expected.table(), move.source(), expected.deleted());
            context.rows(expected.put() + expected.deleted());
        }
        if (expected.kept() + expected.overwritten() + expected.undecided() > 0) {
            context.would(
                    "settle rows of \"%s\" that were written on %s behind its gate (%s): %,d stay, %,d become what they are on %s,"
                            + " of %,d a person has to say so",
                    expected.table(),
                    move.source(),
                    strategy(expected.table()),
                    expected.kept(),
                    expected.overwritten(),
                    move.target(),
                    expected.undecided());
        }
    }

    private ConflictStrategy strategy(String table) {
        return move.cutover().conflicts().getOrDefault(table, context.conflicts());
    }

    private boolean hasNotLeft() throws SQLException {
        Optional<GateState> gate = new Gate(source).read(move.tenant());
        boolean left = gate.filter(state -> state.position() == Position.MOVED)
                .flatMap(GateState::successor)
                .filter(move.target()::equals)
                .isPresent();
        if (!left) {
            context.would("take nothing back, because the tenant is not on %s", move.target());
        }
        return !left;
    }

    private ChangeFeed feed(MoveLayout layout, boolean ofTarget) {
        Side side = ofTarget ? layout.target() : layout.source();
        return new TriggerFeed(
                ofTarget ? target : source,
                side.catalog(),
                MoveFeeds.tables(layout, side),
                move.tenant(),
                context.migration());
    }
}
