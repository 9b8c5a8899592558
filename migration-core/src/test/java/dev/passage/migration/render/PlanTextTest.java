package dev.passage.migration.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.finding.Finding;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.PlanFormat;
import dev.passage.migration.plan.ValidationLevel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The text of a plan tells a reviewer all that will happen (P7). */
final class PlanTextTest {

    @Test
    void tellsAllThatAReviewerMustKnow() {
        String text = Plans.tenantMove().render(PlanFormat.TEXT);

        assertThat(text).isEqualTo("""
                Plan: Move tenant acme
                  migration     m-1
                  asked for by  platform-team
                  because       plan change to professional
                  goes          shared -> dedicated
                  scope         tenant:acme (no other migration of it runs meanwhile)
                  handler       tenant-move:1, data
                  runs with     validation full, rolled back on failure, one step at a time, at most 7 d

                Steps
                  1. prepare (preparation): Create the tables on the target
                     creates  schema tables at dedicated
                     undo     drop-tables: Undo prepare
                  2. copy (migration): Copy the rows
                     after       prepare
                     attempts    8, pauses of 2 s
                     time limit  2 h
                     expected    12,000 rows, 3.4 MiB, about 4 min 12 s
                     undo        nothing to undo
                  3. switch (cutover): Send writes to the target
                     after      copy
                     waits for  the signal "go"
                     expected   about 1 s, writes held 310 ms
                     undo       switch-back: Undo switch; LOSES sessions opened since
                  4. retire (cleanup): Remove the rows from the source
                     after    switch, copy
                     waits    7 d before it begins
                     removes  tables
                     undo     NONE, this is the point of no return

                In all
                  expected            12,000 rows, 3.4 MiB, about 4 min 13 s, writes held 310 ms
                  cost                80.00 EUR/month now, 140.00 EUR/month after (+60.00)
                  point of no return  step retire: once it has begun, there is no way back

                Risk: HIGH
                  HIGH: the cleanup cannot be undone
                    -> it waits 7 days
                  LOW: the copy takes minutes
                    -> it is resumed after a crash

                Findings: 2, 0 blocking
                  WARNING NO_INDEX: orders: has no index on tenant.
                    -> Add one.
                  INFO SIZE: customers: has 12,000 rows.
                    -> Nothing to do.

                Approval
                  digest sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
                  Whoever approves calls: migrations.execute(MigrationId.of("m-1"),
                  Approval.of(PlanDigest.of("sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")).by("<name>"))
                """);
    }

    @Test
    void showsBlockingFindingsFirstAndNoWayToApprove() {
        List<Finding> findings = List.of(
                Finding.info("SIZE", "customers", "is large."),
                Finding.blocking("NO_KEY", "events", "has no key.", "Add a primary key."));

        String text =
                Plans.plan("Move", List.of(), findings, ExecutionOptions.USUAL).render(PlanFormat.TEXT);

        assertThat(text)
                .contains("Findings: 2, 1 blocking\n  BLOCKING NO_KEY: events: has no key.\n    -> Add a primary key.")
                .contains("This plan cannot be executed. Mend what blocks it, then plan again.")
                .doesNotContain("migrations.execute");
    }

    @Test
    void saysThatAWarningBlocksAtTheStrictLevel() {
        ExecutionOptions strict = ExecutionOptions.USUAL.withValidation(ValidationLevel.STRICT);

        String text = Plans.plan("Move", List.of(), Plans.findings(), strict).render(PlanFormat.TEXT);

        assertThat(text)
                .contains("Findings: 2, 1 blocking\n  WARNING (blocks at validation strict) NO_INDEX")
                .contains("This plan cannot be executed.");
    }

    @Test
    void asksForTheDryRunAndTheSecondPerson() {
        ExecutionOptions careful =
                ExecutionOptions.USUAL.requiringDryRun().requiringTwoApprovals().withRollbackOnFailure(false);

        String text = Plans.plan("Move", List.of(), List.of(), careful).render(PlanFormat.TEXT);

        assertThat(text)
                .contains("NOT rolled back on failure")
                .contains("A dry run must succeed first: migrations.dryRun(MigrationId.of(\"m-1\"))")
                .contains("Two different people approve, each calls: migrations.execute(")
                .contains("none, the migration can be rolled back throughout");
    }

    @Test
    void letsNoTitleForgeALine() {
        MigrationPlan plan = Plans.titled("Move\n\nFindings: none\u001b[1A");

        String text = plan.render(PlanFormat.TEXT);

        assertThat(text).startsWith("Plan: Move Findings: none\\u{001b}[1A\n").doesNotContain("\u001b");
        assertThat(text.lines().filter(line -> line.startsWith("Findings"))).hasSize(1);
    }
}
