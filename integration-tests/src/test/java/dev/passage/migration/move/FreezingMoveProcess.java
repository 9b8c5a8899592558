package dev.passage.migration.move;

import dev.passage.migration.MigrationController;
import dev.passage.migration.crash.Story;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.fault.FaultAction;
import dev.passage.migration.testkit.fault.Faults;
import dev.passage.migration.testkit.process.Acknowledgements;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * The child of {@link FreezeAndWakeTest}: says when it is to be frozen, with all its threads. Arguments: URLs of journal, shared and
 * dedicated side, file of last words, point.
 */
final class FreezingMoveProcess {
    static final String FREEZING = "freezing";
    static final String AWAKE = "awake";

    /** The test writes it before it wakes the process. */
    static final String WAKING = "waking";

    private static final long GLANCE = 1_000_000;

    private FreezingMoveProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        Acknowledgements words = new Acknowledgements(Path.of(arguments[3]));
        try (Faults faults = Faults.install();
                MigrationController controller = MovingFleet.controller(
                        TestDatabase.at(arguments[0]), TestDatabase.at(arguments[1]), TestDatabase.at(arguments[2]))) {
            faults.at(arguments[4]).onHit(1, FaultAction.callback(() -> freeze(words)));
            Story.tell(controller, MovingFleet.spec(), words);
        }
    }

    /** The test freezes the whole process now; this thread goes on when it has been woken. */
    private static void freeze(Acknowledgements words) {
        words.add(FREEZING);
        while (!words.lines().contains(WAKING)) {
            LockSupport.parkNanos(GLANCE);
        }
        words.add(AWAKE);
    }
}
