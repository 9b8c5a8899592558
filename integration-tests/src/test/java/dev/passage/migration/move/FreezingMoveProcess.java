package dev.passage.migration.move;

import dev.passage.migration.MigrationController;
import dev.passage.migration.crash.Story;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.fault.FaultAction;
import dev.passage.migration.testkit.fault.Faults;
import dev.passage.migration.testkit.process.Acknowledgements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * The child of {@link FreezeAndWakeTest}: freezes itself once, with all its threads. Arguments: URLs of journal, shared and
 * dedicated side, file of last words, point.
 */
final class FreezingMoveProcess {
    static final String FREEZING = "freezing";
    static final String AWAKE = "awake";
    private static final long LONG_FOR_A_SIGNAL = 50_000_000;

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

    private static void freeze(Acknowledgements words) {
        words.add(FREEZING);
        long before = System.nanoTime();
        try {
            new ProcessBuilder(
                            "kill",
                            "-STOP",
                            Long.toString(ProcessHandle.current().pid()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long last = before;
        for (long now = before; now - last < LONG_FOR_A_SIGNAL; now = System.nanoTime()) {
            last = now;
            LockSupport.parkNanos(1_000_000);
        }
        words.add(AWAKE);
    }
}
