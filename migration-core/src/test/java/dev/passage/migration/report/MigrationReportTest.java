package dev.passage.migration.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.failure.Failure;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.history.HistoryEvent;
import dev.passage.migration.history.HistoryEvent.Note;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.step.Check;
import dev.passage.migration.step.Choice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The report tells what moved, how long it took, what was verified, and how to go back (O8). */
final class MigrationReportTest {

    @Test
    void tellsACompletedMigrationWhole() {
        Histories events = Histories.approved()
                .done("prepare", List.of())
                .done(
                        "switch",
                        List.of(Check.passed("rows of customers", "12,000"), Check.skipped("sample", "too small")),
                        new Note("rows of customers", "12,000"),
                        new Note("writes held", "280 ms"))
                .done("retire", List.of())
                .engine(new HistoryEvent.Completed());

        String report = MigrationReport.render(events.history());

        assertThat(report).isEqualTo("""
                Migration: Move tenant acme
                  migration      m-1
                  state          COMPLETED
                  moved          shared -> dedicated
                  scope          tenant:acme
                  handler        tenant-move:1, data
                  asked for by   platform-team, because plan change
                  approved by    on-call
                  plan           sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, no dry run
                  planned at     2026-01-01T00:00:00Z
                  approved at    2026-01-01T00:00:01Z
                  ended at       2026-01-01T00:00:09Z, 8 s after the approval
                  expected were  20 s, 12,000 rows, 3.4 MiB, writes held 310 ms

                Steps
                  step     outcome  took   attempts  begun at              what it does
                  prepare  done     4.2 s  1         2026-01-01T00:00:03Z  Create the tables on the target
                  switch   done     4.2 s  1         2026-01-01T00:00:05Z  Send writes to the target
                  retire   done     4.2 s  1         2026-01-01T00:00:07Z  Remove the rows from the source

                Notes
                  switch  rows of customers  12,000
                          writes held        280 ms

                Checks: 1 of 2 passed
                  switch  PASSED   rows of customers  12,000
                  switch  SKIPPED  sample             too small

                Resources that are still there
                  tables  schema  passage_f4ddd9eea4b69fc5  created by prepare at dedicated

                Way back
                  It cannot be rolled back: step retire is a point of no return and has begun.
                """);
    }

    @Test
    void tellsHowToRollBackWhatHasRun() {
        Histories events = Histories.approved()
                .done("prepare", List.of())
                .done("switch", List.of())
                .engine(new HistoryEvent.Paused());

        String report = MigrationReport.render(events.history());

        assertThat(report).contains("PAUSED, 66 % done").contains("""
                Way back
                  It can be rolled back until step retire begins:
                    migrations.rollback(MigrationId.of("m-1"),
                    RollbackOptions.carryingWrites(ConflictStrategy.NEWEST_WINS).by("<name>"))
                  These steps then run, in this order:
                    switch-back  Undo switch (reversible with loss of sessions opened since)
                    drop-tables  Undo prepare (reversible)
                """).doesNotContain("ended at");
    }

    @Test
    void tellsTheFailureAndWhatToDo() {
        Failure failure = new Failure(
                FailureKind.STEP_FAILED,
                Optional.of(StepId.of("switch")),
                "Step switch failed.",
                "java.io.IOException",
                FailureKind.STEP_FAILED.usualActions());
        Histories events = Histories.approved()
                .done("prepare", List.of())
                .begun("switch")
                .engine(new HistoryEvent.StepFailed(
                        StepId.of("switch"),
                        false,
                        1,
                        failure,
                        false,
                        List.of(Check.failed("rows", "expected 2 but found 1")),
                        Duration.ofSeconds(1)))
                .engine(new HistoryEvent.Failed(failure));

        String report = MigrationReport.render(events.history());

        assertThat(report)
                .contains("""
                Failure
                  kind        step failed
                  step        switch
                  what        Step switch failed.
                  cause       java.io.IOException
                  what to do  Read the step's error, mend its cause, then resume or roll back.
                """)
                .contains("switch   FAILED     1 s")
                .contains("Checks: 0 of 1 passed\n  switch  FAILED  rows  expected 2 but found 1\n");
    }

    @Test
    void tellsTheWayBackThatWasGone() {
        Histories events = Histories.approved()
                .done("prepare", List.of())
                .done("switch", List.of())
                .happened(
                        "on-call",
                        new HistoryEvent.RollbackRequested(
                                ConflictStrategy.NEWEST_WINS,
                                Optional.empty(),
                                false,
                                "customers complain",
                                Optional.empty()))
                .engine(new HistoryEvent.TurnedBack("asked for", Optional.empty()))
                .undone("switch", new Note("writes carried back", "17"))
                .undone("prepare")
                .engine(new HistoryEvent.RolledBack());

        String report = MigrationReport.render(events.history());

        assertThat(report)
                .contains("""
                Rollback
                  step         outcome  took    attempts  begun at
                  switch-back  done     800 ms  1         2026-01-01T00:00:09Z
                  drop-tables  done     800 ms  1         2026-01-01T00:00:11Z
                """)
                .contains("Notes\n  switch-back  writes carried back  17\n")
                .contains("Resources: none is left\n")
                .contains("It cannot be rolled back: it is rolled back already.");
    }

    @Test
    void tellsTheQuestionThatIsOpen() {
        Histories events = Histories.approved()
                .begun("prepare")
                .engine(new HistoryEvent.StepBlocked(
                        StepId.of("prepare"),
                        false,
                        "There are tables already. Keep them?",
                        List.of(
                                new Choice("keep", "They are used as they are."),
                                new Choice("drop", "They are dropped.")),
                        false));

        String report = MigrationReport.render(events.history());

        assertThat(report).contains("""
                Question of step prepare
                  There are tables already. Keep them?
                    keep  They are used as they are.
                    drop  They are dropped.
                """).contains("prepare  asks ");
    }

    @Test
    void tellsWhatAStepWaitsFor() {
        Histories events = Histories.approved()
                .begun("prepare")
                .engine(new HistoryEvent.StepWaiting(
                        StepId.of("prepare"),
                        false,
                        Optional.of(Instant.parse("2026-01-02T00:00:00Z")),
                        Optional.of("go"),
                        Duration.ofMillis(10),
                        Optional.of(List.of(new Note("obstacle", "a long transaction")))));

        String report = MigrationReport.render(events.history());

        assertThat(report)
                .contains("Step prepare waits for the signal \"go\" until 2026-01-02T00:00:00Z\n")
                .containsPattern("obstacle +a long transaction");
    }

    @Test
    void tellsAPlanThatNobodyHasApproved() {
        String report = MigrationReport.render(new Histories("Move").history());

        assertThat(report)
                .contains("approved by    nobody yet")
                .contains("Checks: none were made")
                .contains("prepare  not begun")
                .contains("It cannot be rolled back: nothing has run yet.");
    }

    @Test
    void letsNoNoteForgeALine() {
        Histories events =
                Histories.approved().done("prepare", List.of(), new Note("rows\nChecks: 9 of 9 passed", "1\u001b[2J"));

        String report = MigrationReport.render(events.history());

        assertThat(report).contains("rows Checks: 9 of 9 passed  1\\u{001b}[2J").doesNotContain("\u001b");
        assertThat(report.lines().filter(line -> line.startsWith("Checks"))).hasSize(1);
    }
}
