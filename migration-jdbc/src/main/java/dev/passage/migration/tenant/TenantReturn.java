package dev.passage.migration.tenant;

import dev.passage.migration.catchup.OnlineVerifier;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.failure.VerificationFailedException;
import dev.passage.migration.step.StepOutcome;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Takes authority back after the switch, with every write made since (R3). That is the switch with the sides exchanged, and writers
 * wait for a moment; where the target notes its changes no more it is made to do so again first. Only where that is refused are
 * writes held while both sides are made the same.
 */
final class TenantReturn {
    private final MoveSteps steps;
    private final TenantSwitch authority;
    private final Conflicts conflicts;

    TenantReturn(MoveSteps steps) {
        this.steps = steps;
        this.authority = new TenantSwitch(steps);
        this.conflicts = new Conflicts(steps);
    }

    /** Takes it back, if it was handed over at all. */
    StepOutcome takeBack() throws SQLException {
        boolean live = steps.move().cutover().live();
        if (live) {
            LiveCutover.there(steps).release();
        }
        if (authority.isBack()) {
            return StepOutcome.done();
        }
        return live ? takeBackLive() : takeBackHolding();
    }

    private StepOutcome takeBackHolding() throws SQLException {
        conflicts.note(Optional.empty());
        return outcome(authority.takeBack());
    }

    private StepOutcome takeBackLive() throws SQLException {
        authority.openSuccessor();
        new TakenKeys(steps.layout()).refuseOnTheWayBack();
        LiveCutover cutover = LiveCutover.back(steps, conflicts);
        cutover.release();
        steps.hold(true).release(steps.guard(true));
        WayBackRenewal renewal = new WayBackRenewal(steps, conflicts);
        try {
            if (renewal.isNeeded() && !renewal.renew()) {
                return StepOutcome.stopped();
            }
        } catch (StepFailedException refused) {
            if (refused.kind() != FailureKind.STEP_FAILED || refused.isRetryable()) {
                throw refused;
            }
            steps.context().note("writers were held", String.valueOf(refused.getMessage()));
            return takeBackHolding();
        }
        Optional<StepOutcome> obstacle = follow();
        return obstacle.isPresent() ? obstacle.get() : outcome(cutover.run());
    }

    /** What was undecided at the last moment is found again by the next attempt, and asked about then. */
    private StepOutcome outcome(boolean done) {
        if (done) {
            return StepOutcome.done();
        }
        return steps.context().stopRequested()
                ? StepOutcome.stopped()
                : StepOutcome.again(steps.context().clock().instant());
    }

    /** Brings what is noted and compares both sides, while writers go on; returns why it cannot go on. */
    private Optional<StepOutcome> follow() throws SQLException {
        try (LiveFollowing following = LiveFollowing.back(steps, conflicts)) {
            boolean caughtUp = following.untilLittleWaits();
            if (caughtUp) {
                TenantFaultPoints.BACK_CAUGHT_UP.reached();
                caughtUp = compare(following);
            }
            if (following.isUndecided()) {
                return Optional.of(conflicts.ask(following.referee().orElseThrow()));
            }
            conflicts.note(following.referee());
            return caughtUp ? Optional.empty() : Optional.of(StepOutcome.stopped());
        }
    }

    private boolean compare(LiveFollowing following) {
        if (steps.context().isEmergency()) {
            steps.context().note("not compared again", "this was an emergency");
            return true;
        }
        Optional<OnlineVerifier.Comparison> found =
                new OnlineVerifier(following.applier(), steps.counting(0, 0), true).compare();
        if (found.isEmpty() || following.isUndecided()) {
            return false;
        }
        List<String> differences = found.get().differences();
        if (!differences.isEmpty()) {
            throw new VerificationFailedException(
                    "Tenant " + steps.move().tenant() + " on endpoint "
                            + steps.move().source(),
                    differences);
        }
        if (!found.get().repaired().isEmpty()) {
            steps.context()
                    .note(
                            "differed on " + steps.move().source() + " when both sides were compared",
                            String.join("; ", found.get().repaired()));
        }
        steps.context()
                .note(
                        "compared on the way back",
                        String.format(
                                Locale.ENGLISH,
                                "%,d rows on both sides",
                                found.get().rows()));
        TenantFaultPoints.BACK_VERIFIED.reached();
        return true;
    }
}
