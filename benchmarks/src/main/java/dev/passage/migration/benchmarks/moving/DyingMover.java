package dev.passage.migration.benchmarks.moving;

import dev.passage.migration.testkit.fault.FaultAction;
import dev.passage.migration.testkit.fault.Faults;
import java.util.List;

/** A mover that dies by {@code kill -9} while the gate is closed. Arguments: number of the tenant, URLs of the databases. */
final class DyingMover {
    private static final String IN_THE_PAUSE = "tenant.live.drained";

    private DyingMover() {}

    public static void main(String[] arguments) throws InterruptedException {
        List<String> all = List.of(arguments);
        Faults.install().at(IN_THE_PAUSE).once(FaultAction.kill());
        List<String> urls = all.subList(1, all.size());
        try (Mover mover = Mover.over(urls)) {
            mover.move(Integer.parseInt(all.get(0)), 0);
        }
        throw new IllegalStateException("The mover was not killed at " + IN_THE_PAUSE + ".");
    }
}
