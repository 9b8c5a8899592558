package dev.passage.migration.examples.demo;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.MigrationHead;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.DryRunReport;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.plan.PlanFormat;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.status.MigrationStatus;
import dev.passage.migration.status.StepState;
import dev.passage.migration.status.StepStatus;
import dev.passage.migration.tenant.TenantMove;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/** Plans the move or goes on with the one in the journal; what to do follows from the journal alone. */
final class DemoStory {
    private static final Duration LIMIT = Duration.ofHours(12);
    private static final Duration GLANCE = Duration.ofMillis(100);

    /** For how long writes follow to where the tenant was, if it is to go back there. */
    private static final Duration WAY_BACK = Duration.ofMinutes(5);

    private static final String ACTOR = "demo";

    private final MigrationController migrations;
    private final DemoSettings settings;
    private final PrintStream out;
    private MigrationState ended = MigrationState.PLANNED;

    DemoStory(MigrationController migrations, DemoSettings settings, PrintStream out) {
        this.migrations = migrations;
        this.settings = settings;
        this.out = out;
    }

    /** Returns whether it ended as it was asked to. */
    boolean tell() throws InterruptedException {
        List<MigrationHead> known = migrations.migrations(1);
        if (known.isEmpty()) {
            out.println("The journal is empty: a move is planned.");
            return begin(plan());
        }
        MigrationId id = known.get(0).id();
        MigrationStatus status = migrations.status(id);
        out.println("Found in the journal: " + describe(status) + ".");
        return switch (status.state()) {
            case PLANNED, AWAITING_APPROVAL -> begin(migrations.planOf(id));
            case COMPLETED -> completed(id);
            case ROLLED_BACK, CANCELLED -> nothingToDo(status.state());
            case FAILED, ROLLBACK_FAILED, BLOCKED, PAUSED -> {
                out.print(migrations.report(id));
                ended = status.state();
                yield false;
            }
            default -> goOn(id, status);
        };
    }

    private MigrationPlan plan() {
        TenantMove move =
                TenantMove.of(DemoFleet.TENANT).from("shared").to("dedicated").root("customers");
        return migrations.plan(MigrationSpec.of(settings.rollback() ? move.keepingWayBackFor(WAY_BACK) : move)
                .requestedBy(ACTOR)
                .because("acme gets a database of its own"));
    }

    private boolean begin(MigrationPlan plan) throws InterruptedException {
        out.println();
        out.print(plan.render(PlanFormat.TEXT));
        out.println();
        if (settings.dryRun()) {
            return rehearse(plan);
        }
        return end(migrations.execute(plan.id(), Approval.of(plan.digest()).by(ACTOR)));
    }

    private boolean rehearse(MigrationPlan plan) {
        DryRunReport report = migrations.dryRun(plan.id());
        out.println("Dry run, which changes nothing:");
        for (DryRunReport.Rehearsed step : report.steps()) {
            out.println("  " + step.step());
            step.actions().forEach(action -> out.println("    would " + action));
            step.error().ifPresent(error -> out.println("    could not tell: " + error));
        }
        report.findings().forEach(finding -> out.println("  " + finding));
        return report.isSuccessful();
    }

    private boolean goOn(MigrationId id, MigrationStatus status) throws InterruptedException {
        status.owner()
                .ifPresent(owner -> out.println("It was run by " + owner
                        + ", which is gone; this waits until its lease of a few seconds has expired, then goes on."));
        migrations.recover();
        return end(migrations.handle(id));
    }

    private boolean completed(MigrationId id) throws InterruptedException {
        return settings.rollback() ? rollBack(id) : nothingToDo(MigrationState.COMPLETED);
    }

    private boolean nothingToDo(MigrationState state) {
        out.println("There is nothing to do.");
        ended = state;
        return true;
    }

    private boolean end(MigrationHandle run) throws InterruptedException {
        MigrationResult result = settings.rollback() ? awaitWayBack(run) : run.await(LIMIT);
        ended = result.state();
        if (settings.rollback() && (result.isCompleted() || keepsWayBack(result))) {
            return rollBack(run.id());
        }
        out.println();
        out.print(migrations.report(run.id()));
        return result.isCompleted()
                || (result.state() == MigrationState.ROLLED_BACK
                        && result.status().failure().isEmpty());
    }

    /** Waits for the end, or until all that goes on is that writes follow to where the tenant was. */
    private static MigrationResult awaitWayBack(MigrationHandle run) throws InterruptedException {
        MigrationResult result = run.await(GLANCE);
        while (!isAtRest(result.state()) && !keepsWayBack(result)) {
            result = run.await(GLANCE);
        }
        return result;
    }

    private static boolean isAtRest(MigrationState state) {
        return state.isTerminal() || state == MigrationState.BLOCKED || state == MigrationState.PAUSED;
    }

    private static boolean keepsWayBack(MigrationResult result) {
        return result.state() != MigrationState.ROLLING_BACK
                && result.status().steps().stream()
                        .anyMatch(step -> step.id().value().equals("keep-way-back")
                                && (step.state() == StepState.RUNNING || step.state() == StepState.WAITING));
    }

    private boolean rollBack(MigrationId id) throws InterruptedException {
        out.println();
        out.println("It is rolled back now, with every write made since the switch.");
        MigrationResult result = migrations
                .rollback(
                        id,
                        RollbackOptions.carryingWrites(ConflictStrategy.NEWEST_WINS)
                                .by(ACTOR)
                                .because("-Ddemo.rollback"))
                .await(LIMIT);
        ended = result.state();
        out.println();
        out.print(migrations.report(id));
        return result.state() == MigrationState.ROLLED_BACK;
    }

    /** What a person may want to do now. */
    String next() {
        String again = " -Ddemo.fresh begins from nothing.";
        return switch (ended) {
            case PLANNED -> "To run it: the same command without -Ddemo.dryRun.";
            case COMPLETED -> "To roll it back: add -Ddemo.rollback." + again;
            case ROLLED_BACK, CANCELLED -> "To see it all again:" + again;
            default -> "Once the cause is mended:" + again;
        };
    }

    private static String describe(MigrationStatus status) {
        long done = status.steps().stream()
                .filter(step -> step.state() == StepState.DONE)
                .count();
        long undone = status.steps().stream()
                .filter(step -> step.state() == StepState.ROLLED_BACK)
                .count();
        List<String> begun = status.steps().stream()
                .filter(step -> step.state() == StepState.RUNNING || step.state() == StepState.ROLLING_BACK)
                .map(DemoStory::describe)
                .toList();
        return "\"" + status.title() + "\" (" + status.id() + "), " + status.state() + ", " + done + " of "
                + status.steps().size() + " steps done"
                + (undone == 0 ? "" : ", " + undone + " undone")
                + (begun.isEmpty() ? "" : ", begun: " + String.join(", ", begun));
    }

    private static String describe(StepStatus step) {
        return step.id() + " (attempt " + step.attempts() + ")";
    }
}
