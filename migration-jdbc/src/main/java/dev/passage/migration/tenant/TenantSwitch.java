package dev.passage.migration.tenant;

import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.copy.CopyObserver;
import dev.passage.migration.copy.CopyRun;
import dev.passage.migration.copy.RowFilter;
import dev.passage.migration.copy.SequenceCarrier;
import dev.passage.migration.copy.Side;
import dev.passage.migration.copy.TableRoute;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.failure.VerificationFailedException;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.gate.GateState;
import dev.passage.migration.gate.GateState.Position;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.step.Check;
import dev.passage.migration.verify.TableComparison;
import dev.passage.migration.verify.TableVerifier;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Hands authority over a tenant from one side to the other, and back with every write made since. Which of it is done already is
 * read from the gates, never from the journal (ALGORITHMS 1.5, 2.5).
 */
final class TenantSwitch {
    private static final int CHUNK_OF_VERIFICATION = 10_000;
    private static final int MOST_DIFFERENCES = 20;

    private final MoveSteps steps;

    TenantSwitch(MoveSteps steps) {
        this.steps = steps;
    }

    /** Whether authority has left the source for the target. */
    boolean isDecided() throws SQLException {
        return isDecided(false);
    }

    /** Whether authority has left one side for the other. */
    boolean isDecided(boolean back) throws SQLException {
        return movedTo(back, successor(back)).isPresent();
    }

    /** Decides under this closing; returns false when writers were let in meanwhile. */
    boolean decide(boolean back, String hold) throws SQLException {
        return steps.gate(back).decide(steps.guard(back), steps.move().tenant(), hold, successor(back));
    }

    /** Opens the side that authority went to; anybody who has seen the decision may do so, any number of times. */
    void openSuccessor() throws SQLException {
        openSuccessor(false);
    }

    /** Opens the side that authority went to, on the way there or back. */
    void openSuccessor(boolean back) throws SQLException {
        open(back, successor(back));
    }

    private EndpointName successor(boolean back) {
        return back ? steps.move().source() : steps.move().target();
    }

    private void open(boolean leftTarget, EndpointName successor) throws SQLException {
        GateState moved = movedTo(leftTarget, successor).orElseThrow();
        steps.gate(!leftTarget).open(steps.move().tenant(), moved.epoch());
        TenantFaultPoints.SWITCH_OPENED.reached();
        steps.router().moved(steps.move().tenant(), successor, moved.epoch());
        TenantFaultPoints.SWITCH_ROUTED.reached();
    }

    private Optional<GateState> movedTo(boolean gateOfTarget, EndpointName successor) throws SQLException {
        return steps.gate(gateOfTarget)
                .read(steps.move().tenant())
                .filter(state -> state.position() == Position.MOVED)
                .filter(state -> state.successor().filter(successor::equals).isPresent());
    }

    /**
     * Takes authority back with every write made since: holds the target's gate, makes the source's rows like the target's,
     * compares, decides and opens the source. Returns false when it was asked to stop.
     */
    boolean takeBack() throws SQLException {
        if (isBack()) {
            return true;
        }
        openSuccessor();
        new TakenKeys(steps.layout()).refuseOnTheWayBack();
        Gate.Guard guard = steps.guard(true);
        while (true) {
            String hold = steps.hold(true).ensure(guard);
            TenantFaultPoints.BACK_HELD.reached();
            if (!reconcile(hold)) {
                return false;
            }
            if (steps.context().isEmergency()) {
                steps.context().note("not compared again", "this was an emergency");
            } else {
                verifyBack();
            }
            TenantFaultPoints.BACK_VERIFIED.reached();
            if (decide(true, hold)) {
                openSuccessor(true);
                return true;
            }
        }
    }

    /** Whether there is nothing to take back: authority never left the source, or has come back. */
    boolean isBack() throws SQLException {
        if (isDecided(true)) {
            openSuccessor(true);
            return true;
        }
        return !isDecided();
    }

    private boolean reconcile(String hold) throws SQLException {
        CopyRun run = steps.run(false, hold, steps.counting(0, 0));
        List<String> differing = new ArrayList<>();
        for (ClassifiedTable table : steps.layout().tenantTables()) {
            if (!compare(table, CopyObserver.NONE).isEqual()) {
                differing.add(table.name());
            }
        }
        if (!differing.isEmpty() && !new HeldRows(steps, false).reconcile(run, differing)) {
            return false;
        }
        TenantFaultPoints.BACK_RECONCILED.reached();
        carrySequencesBack();
        steps.context().note("tables changed on the way back", Integer.toString(differing.size()));
        return true;
    }

    /** Lets identities and sequences of the source go on where the target is. */
    void carrySequencesBack() {
        List<TableRoute> routes = steps.layout().tenantTables().stream()
                .map(table -> steps.layout().route(table).reversed())
                .toList();
        Side left = steps.layout().target();
        Side regained = steps.layout().source();
        SequenceCarrier.carry(left, regained, steps.guard(false)::check, routes);
    }

    private void verifyBack() {
        List<String> differences = new ArrayList<>();
        for (ClassifiedTable table : steps.layout().tenantTables()) {
            differences.addAll(compare(table, CopyObserver.NONE).differences());
        }
        if (!differences.isEmpty()) {
            throw new VerificationFailedException(
                    "Tenant " + steps.move().tenant() + " on endpoint "
                            + steps.move().source(),
                    differences);
        }
    }

    private TableComparison compare(ClassifiedTable table, CopyObserver observer) {
        Side left = steps.layout().target();
        Side regained = steps.layout().source();
        RowFilter written = steps.layout().onTarget(table);
        RowFilter outdated = steps.layout().onSource(table, steps.assessedAt());
        return new TableVerifier(left, regained, CHUNK_OF_VERIFICATION, MOST_DIFFERENCES, observer)
                .compare(steps.layout().route(table).reversed(), written, outdated);
    }

    /**
     * Checks that the route leads to the target and that the target accepts writes. A router that remembers in memory has
     * forgotten the switch when the process has started anew since, so it is told again.
     */
    void prove() throws SQLException {
        openSuccessor();
        EndpointName owner = steps.router().ownerOf(steps.move().tenant());
        boolean open = steps.gate(true)
                .read(steps.move().tenant())
                .filter(GateState::isOpen)
                .isPresent();
        if (!owner.equals(steps.move().target()) || !open) {
            throw StepFailedException.retryable(
                    FailureKind.STEP_FAILED,
                    "Tenant " + steps.move().tenant() + " is routed to endpoint " + owner
                            + ", and the gate of endpoint " + steps.move().target() + " is "
                            + (open ? "open." : "not open."),
                    "Look at the gates of both endpoints.");
        }
    }

    /** Reads the tenant where its route leads; its own row, or that it has any. */
    Check provedBy() throws SQLException {
        List<ClassifiedTable> asked =
                steps.layout().root().map(List::of).orElse(steps.layout().tenantTables());
        long rows = 0;
        for (ClassifiedTable table : asked) {
            rows += RowCount.of(
                    steps.layout().target(), table.name(), steps.layout().onTarget(table));
        }
        return rows > 0
                ? Check.passed(
                        "tenant at its new place",
                        rows + " rows read on " + steps.move().target())
                : Check.failed(
                        "tenant at its new place",
                        "no row of it on " + steps.move().target());
    }
}
