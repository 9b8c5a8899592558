package dev.passage.migration.tenant;

import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.gate.GateState;
import dev.passage.migration.step.StepContext;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The switch of a live move, there or back (ALGORITHMS 1.5): close the gate for a moment, bring what is left, decide. Each attempt has a closing of
 * its own and ends in the decision or with the gate open; the decision is one compare-and-set of the gate's row. A mover that dies
 * in between is waited for by nobody, because the gate opens by itself.
 */
final class LiveCutover {
    private static final String UNTIL = "until";
    private static final int PARTS_OF_PAUSE = 2;
    private static final Duration SHORTEST_REST = Duration.ofMillis(200);
    private static final int MOST_DOUBLINGS = 5;

    private final MoveSteps steps;
    private final boolean back;
    private final Follower follower;
    private final TenantSwitch authority;
    private final Gate gate;
    private OptionalLong closing = OptionalLong.empty();

    private LiveCutover(MoveSteps steps, boolean back, Follower follower) {
        this.steps = steps;
        this.back = back;
        this.follower = follower;
        this.authority = new TenantSwitch(steps);
        this.gate = steps.gate(back);
    }

    /** From the source to the target. */
    static LiveCutover there(MoveSteps steps) {
        return new LiveCutover(steps, false, () -> LiveFollowing.forward(steps));
    }

    /** From the target to the source. */
    static LiveCutover back(MoveSteps steps, Conflicts conflicts) {
        return new LiveCutover(steps, true, () -> LiveFollowing.back(steps, conflicts));
    }

    private interface Follower {
        LiveFollowing open() throws SQLException;
    }

    /** Switches; returns false when it was asked to stop, or a person has to decide something first. */
    boolean run() throws SQLException {
        if (!authority.isDecided(back)) {
            Instant until = until();
            try (LiveFollowing following = follower.open()) {
                release();
                if (!decide(following, until)) {
                    return false;
                }
            }
        }
        authority.openSuccessor(back);
        closing.ifPresent(begun -> {
            Duration held = Duration.ofNanos(System.nanoTime() - begun);
            steps.context().note("writers waited for at most", held.toMillis() + " ms");
        });
        return true;
    }

    /** When to give up; the same after a restart. A way back that is asked for again has its time again. */
    private Instant until() {
        StepContext context = steps.context();
        Instant now = context.clock().instant();
        Optional<Instant> former = context.checkpoint(UNTIL).map(Instant::parse);
        if (former.isPresent() && (!back || now.isBefore(former.get()))) {
            return former.get();
        }
        Instant until = now.plus(steps.move().cutover().attempts());
        context.checkpoint(UNTIL, until.toString());
        return until;
    }

    private boolean decide(LiveFollowing following, Instant until) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            if (!following.untilLittleWaits()) {
                return false;
            }
            Optional<String> obstacle = attemptUnlessHeldUp(following);
            if (obstacle.isEmpty()) {
                steps.context().note("attempts to switch", Integer.toString(attempt));
                return true;
            }
            if (following.isUndecided()) {
                return false;
            }
            if (steps.context().clock().instant().isAfter(until)) {
                throw StepFailedException.fatal(
                        FailureKind.TIMEOUT,
                        "Tenant " + steps.move().tenant() + " could not be switched within "
                                + steps.move().cutover().attempts() + ": " + obstacle.get(),
                        "Nothing has changed for its writers. Look for long transactions, or allow a longer pause.");
            }
            steps.context().note("last obstacle to the switch", obstacle.get());
            rest(attempt, until);
        }
    }

    /** Longer each time, because each attempt that waits for a long transaction lets other writers wait behind it. */
    private void rest(int attempts, Instant until) {
        long millis = SHORTEST_REST.toMillis() << Math.min(attempts - 1, MOST_DOUBLINGS);
        long left = Duration.between(steps.context().clock().instant(), until).toMillis();
        try {
            TimeUnit.MILLISECONDS.sleep(Math.max(0, Math.min(millis, left)));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<String> attemptUnlessHeldUp(LiveFollowing following) throws SQLException {
        try {
            carrySequences();
            steps.context().note("pause expected", following.lastRound().toMillis() + " ms");
            following.bringAll();
            if (following.isUndecided()) {
                return Optional.of("a person has to say first what happens to a row.");
            }
            TenantFaultPoints.BEFORE_CLOSING.reached();
            return attempt(following);
        } catch (StepFailedException held) {
            if (held.kind() != FailureKind.TIMEOUT) {
                throw held;
            }
            return Optional.of(String.valueOf(held.getMessage()));
        }
    }

    /** One attempt; returns what was in its way, nothing when authority has changed hands. */
    private Optional<String> attempt(LiveFollowing following) throws SQLException {
        GateState state = gate.read(steps.move().tenant()).orElseThrow();
        if (!state.isOpen()) {
            gate.heal(steps.move().tenant());
            return Optional.of("the gate was " + state.position() + ".");
        }
        String closeId = prefix() + UUID.randomUUID().toString().substring(0, 8);
        long begun = System.nanoTime();
        if (!close(following, state.epoch(), closeId)) {
            return Optional.of("the gate was changed by somebody else.");
        }
        if (drainAndDecide(following, closeId)) {
            closing = OptionalLong.of(begun);
            return Optional.empty();
        }
        return Optional.of("what was left could not be brought within "
                + steps.move().cutover().pause().toMillis() + " ms.");
    }

    /** Brings what is there already while writers in flight end, so that less is left when nobody writes any more. */
    private boolean close(LiveFollowing following, long epoch, String closeId) throws SQLException {
        Duration pause = steps.move().cutover().pause();
        Closing closing = Closing.begin(() -> gate.close(
                steps.guard(back), steps.move().tenant(), epoch, closeId, pause, pause.dividedBy(PARTS_OF_PAUSE)));
        try {
            while (!closing.hasEnded()
                    && !following.isUndecided()
                    && following.bringAll().entries() > 0) {
                // the next round has less to bring
            }
            TenantFaultPoints.CLOSING.reached();
        } catch (RuntimeException failure) {
            closing.endAfter(failure);
            reopenAfter(failure, closeId);
            throw failure;
        } catch (Error grave) {
            closing.endAfter(grave);
            throw grave;
        }
        return closing.await();
    }

    private boolean drainAndDecide(LiveFollowing following, String closeId) throws SQLException {
        boolean decided = false;
        try {
            TenantFaultPoints.CLOSED.reached();
            // Nobody writes now, so a round that took all it saw has left nothing.
            boolean all = false;
            while (!all && !following.isUndecided()) {
                all = following.bringAll().isAll();
                TenantFaultPoints.BROUGHT.reached();
            }
            if (all) {
                TenantFaultPoints.DRAINED.reached();
                carrySequences();
                TenantFaultPoints.BEFORE_DECIDING.reached();
                decided = authority.decide(back, closeId);
            }
        } catch (SQLException | RuntimeException failure) {
            reopenAfter(failure, closeId);
            throw failure;
        }
        if (!decided) {
            gate.reopen(steps.guard(back), steps.move().tenant(), closeId);
        }
        return decided;
    }

    private void carrySequences() {
        if (back) {
            authority.carrySequencesBack();
        } else {
            new TenantCopy(steps).carrySequences();
        }
    }

    private void reopenAfter(Exception failure, String closeId) {
        try {
            gate.reopen(steps.guard(back), steps.move().tenant(), closeId);
        } catch (SQLException | RuntimeException second) {
            failure.addSuppressed(second);
        }
    }

    /** Lets writers in whom a former attempt of this move has left waiting. */
    void release() throws SQLException {
        Optional<GateState> state = gate.read(steps.move().tenant());
        if (state.filter(found -> found.closeId().startsWith(prefix())).isPresent()) {
            gate.reopen(steps.guard(back), steps.move().tenant(), state.get().closeId());
        }
    }

    /** Not the form of a closing that is prolonged as long as the mover lives. */
    private String prefix() {
        return steps.migration().value() + "/";
    }
}
