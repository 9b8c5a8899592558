package dev.passage.migration.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.event.MigrationEvent;
import dev.passage.migration.failure.Failure;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.status.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The progress bar tells a person at a terminal how far a migration is (X7). */
final class TerminalProgressBarTest {
    private static final MigrationId MIGRATION = MigrationId.of("m-1");
    private static final StepId COPY = StepId.of("copy");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final MovedClock clock = new MovedClock();

    @Nested
    final class InAFile {
        private final TerminalProgressBar bar =
                TerminalProgressBar.on(out).withRedrawing(false).withClock(clock);

        @Test
        void tellsStepUnitsRateAndTimeRemaining() {
            bar.on(progressed(12_000, 0.42, "customers"));

            assertThat(lines())
                    .containsExactly(
                            "m-1 [########------------]  42 % copy: 12,000 of 30,000 rows, 5,000/s, 3.6 s left,"
                                    + " customers");
        }

        @Test
        void writesALineEveryFiveSecondsAtTheMost() {
            bar.on(progressed(1, 0.1, ""));
            clock.advance(Duration.ofMillis(4_999));
            bar.on(progressed(2, 0.2, ""));
            clock.advance(Duration.ofMillis(1));
            bar.on(progressed(3, 0.3, ""));

            assertThat(lines()).hasSize(2).last().asString().contains("copy: 3 of");
        }

        @Test
        void writesOfEachMigrationInItsOwnTime() {
            bar.on(progressed(1, 0.1, ""));
            bar.on(new MigrationEvent.Progressed(new Progress(
                    MigrationId.of("m-2"),
                    MigrationState.EXECUTING,
                    Optional.empty(),
                    "",
                    0,
                    0,
                    "",
                    0,
                    Optional.empty(),
                    0)));

            assertThat(lines()).hasSize(2).last().isEqualTo("m-2 [--------------------]   0 % executing");
        }

        @Test
        void writesALineAtEachStep() {
            bar.on(new MigrationEvent.Resumed(MIGRATION, "1 of 3 steps done"));
            bar.on(new MigrationEvent.StepStarted(MIGRATION, COPY, 2));
            bar.on(new MigrationEvent.StepFailed(MIGRATION, COPY, 2, failure(), true));
            bar.on(new MigrationEvent.StepStarted(MIGRATION, COPY, 3));
            bar.on(new MigrationEvent.StepFinished(MIGRATION, COPY, Duration.ofMillis(4_200)));
            bar.on(new MigrationEvent.StateChanged(MIGRATION, MigrationState.QUEUED, MigrationState.EXECUTING));
            bar.on(new MigrationEvent.StateChanged(MIGRATION, MigrationState.EXECUTING, MigrationState.ROLLING_BACK));

            assertThat(lines())
                    .containsExactly(
                            "m-1: taken up: 1 of 3 steps done",
                            "m-1: step copy, attempt 2 begins",
                            "m-1: step copy failed and is tried again: Disk is full.",
                            "m-1: step copy, attempt 3 begins",
                            "m-1: step copy finished in 4.2 s",
                            "m-1: is rolling back");
        }

        @Test
        void writesNoControlCharacters() {
            bar.on(progressed(1, 0.1, "customers\n\u001b[2J"));

            assertThat(lines()).hasSize(1).first().asString().endsWith("customers \\u{001b}[2J");
        }
    }

    @Nested
    final class AtATerminal {
        private final TerminalProgressBar bar =
                TerminalProgressBar.on(out).withRedrawing(true).withClock(clock);

        @Test
        void drawsOneLineAgainAndAgain() {
            bar.on(progressed(12_000, 0.42, "a long name of a table"));
            bar.on(progressed(13_000, 0.45, "short"));

            String[] drawings = output().split("\r", -1);
            assertThat(drawings).hasSize(3);
            assertThat(drawings[1]).contains("42 %", "12,000").hasSizeLessThanOrEqualTo(79);
            assertThat(drawings[2]).contains("45 %", "13,000").hasSameSizeAs(drawings[1]);
            assertThat(output()).doesNotContain("\n");
        }

        @Test
        void fitsIntoTheTerminal() {
            bar.on(progressed(12_000, 0.42, "x".repeat(200)));

            assertThat(output()).hasSize(80).endsWith("...");
        }

        @Test
        void keepsWhatIsDoneWhenTheNextStepBegins() {
            bar.on(progressed(30_000, 0.5, ""));
            bar.on(new MigrationEvent.StepStarted(MIGRATION, StepId.of("verify"), 1));

            assertThat(output().substring(output().lastIndexOf('\r')).stripTrailing())
                    .isEqualTo("\rm-1 [##########----------]  50 % step verify");
        }

        @Test
        void leavesALineForEachStepAndTheEnd() {
            bar.on(progressed(30_000, 0.5, ""));
            bar.on(new MigrationEvent.StepFinished(MIGRATION, COPY, Duration.ofSeconds(6)));
            bar.on(new MigrationEvent.StateChanged(MIGRATION, MigrationState.EXECUTING, MigrationState.COMPLETED));

            assertThat(lines().stream().map(line -> line.substring(line.lastIndexOf('\r') + 1)))
                    .containsExactly("m-1: step copy finished in 6 s", "m-1: is completed");
        }
    }

    private String output() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private List<String> lines() {
        return Stream.of(output().split(System.lineSeparator(), -1))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static Failure failure() {
        return new Failure(FailureKind.STEP_FAILED, Optional.of(COPY), "Disk is full.", "", List.of());
    }

    private static MigrationEvent progressed(long done, double fraction, String activity) {
        return new MigrationEvent.Progressed(new Progress(
                MIGRATION,
                MigrationState.EXECUTING,
                Optional.of(COPY),
                activity,
                done,
                30_000,
                "rows",
                5_000,
                Optional.of(Duration.ofMillis((30_000 - done) / 5)),
                fraction));
    }

    /** A clock that a test moves. */
    private static final class MovedClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
