package dev.passage.migration.tenant;

import dev.passage.migration.catchup.OnlineVerifier;
import dev.passage.migration.failure.VerificationFailedException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Takes authority back after the switch, with every write made since (R3). As long as the target notes its changes this is the switch
 * with the sides exchanged, and writers wait for a moment; later on their writes are held while both sides are compared.
 */
final class TenantReturn {
    private final MoveSteps steps;
    private final TenantSwitch authority;

    TenantReturn(MoveSteps steps) {
        this.steps = steps;
        this.authority = new TenantSwitch(steps);
    }

    /** Takes it back, if it was handed over at all; returns false when it was asked to stop. */
    boolean takeBack() throws SQLException {
        if (!steps.move().cutover().live()) {
            return authority.takeBack();
        }
        LiveCutover.there(steps).release();
        if (authority.isBack()) {
            return true;
        }
        if (!steps.feeds().of(true).isArmed()) {
            return authority.takeBack();
        }
        authority.openSuccessor();
        new TakenKeys(steps.layout()).refuseOnTheWayBack();
        LiveCutover cutover = LiveCutover.back(steps);
        cutover.release();
        return follow() && cutover.run();
    }

    /** Brings what is noted and compares both sides, while writers go on. */
    private boolean follow() throws SQLException {
        try (LiveFollowing following = LiveFollowing.back(steps)) {
            if (!following.untilLittleWaits()) {
                return false;
            }
            TenantFaultPoints.BACK_CAUGHT_UP.reached();
            if (steps.context().isEmergency()) {
                steps.context().note("not compared again", "this was an emergency");
                return true;
            }
            return compare(following);
        }
    }

    private boolean compare(LiveFollowing following) {
        Optional<OnlineVerifier.Comparison> found =
                new OnlineVerifier(following.applier(), steps.counting(0, 0), true).compare();
        if (found.isEmpty()) {
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
                            "differed on " + steps.move().source() + ", made as on "
                                    + steps.move().target(),
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
