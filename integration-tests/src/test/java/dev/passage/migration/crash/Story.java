package dev.passage.migration.crash;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.MigrationHead;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.process.Acknowledgements;
import java.time.Duration;
import java.util.List;

/** What each child process does that may be killed: begins the migration or goes on with it, and says how it ended. */
public final class Story {
    /** A line that a child writes once its engine is built. */
    public static final String READY = "ready";

    private static final String END = "end ";
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private Story() {}

    /** Begins the only migration of the journal, or goes on with it, and waits for its end. */
    public static void tell(MigrationController controller, MigrationSpec spec, Acknowledgements words)
            throws InterruptedException {
        words.add(READY);
        say(run(controller, spec), words);
    }

    /** Begins the only migration of the journal, or goes on with it, and returns how it ended. */
    public static MigrationResult run(MigrationController controller, MigrationSpec spec) throws InterruptedException {
        return begin(controller, spec).await(LIMIT);
    }

    /** Begins the only migration of the journal, or goes on with it. */
    public static MigrationHandle begin(MigrationController controller, MigrationSpec spec) {
        List<MigrationHead> known = controller.migrations(1);
        MigrationId migration;
        if (known.isEmpty() || known.get(0).summary().state() == MigrationState.PLANNED) {
            MigrationPlan plan = known.isEmpty()
                    ? controller.plan(spec)
                    : controller.planOf(known.get(0).id());
            controller.execute(plan.id(), Approval.of(plan.digest()).by("story"));
            migration = plan.id();
        } else {
            controller.recover();
            migration = known.get(0).id();
        }
        return controller.handle(migration);
    }

    /** Says how the migration ended. */
    public static void say(MigrationResult result, Acknowledgements words) {
        words.add(END
                + result.state()
                + result.status().failure().map(failure -> " " + failure).orElse(""));
    }

    /** Tells whether a child has said how it ended. */
    public static boolean hasEnded(Acknowledgements words) {
        return words.lines().stream().anyMatch(line -> line.startsWith(END));
    }

    /** Returns the last words about the end. */
    public static String end(Acknowledgements words) {
        return words.lines().stream()
                .filter(line -> line.startsWith(END))
                .reduce((first, last) -> last)
                .map(line -> line.substring(END.length()))
                .orElse("not ended");
    }

    /** Returns how many children got ready. */
    public static long starts(Acknowledgements words) {
        return words.lines().stream().filter(READY::equals).count();
    }
}
