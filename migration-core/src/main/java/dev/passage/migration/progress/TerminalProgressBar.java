package dev.passage.migration.progress;

import dev.passage.migration.event.MigrationEvent;
import dev.passage.migration.event.MigrationListener;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.render.Amounts;
import dev.passage.migration.render.PlainText;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.status.Progress;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Shows a person at a terminal how far migrations are (X7): step, units done and in all, rate, time remaining, and a bar of the
 * whole.
 *
 * <pre>{@code
 * MigrationEngine.builder().listener(TerminalProgressBar.on(System.out))
 * }</pre>
 *
 * <p>At a terminal one line is drawn again and again, 79 characters at the most; where output goes to a file or a pipe, a line
 * is written at each step and at most every five seconds in between. What steps report is written without control characters.
 *
 * <p>Safe for use by several threads. Nothing of it survives the process; after a restart it goes on with what it is told.
 *
 * @since 0.1.0
 */
public final class TerminalProgressBar implements MigrationListener {
    private static final int WIDTH = 79;
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final PrintStream out;
    private final boolean redrawing;
    private final Clock clock;
    private final Map<MigrationId, Shown> shown = new HashMap<>();
    private int drawn;

    private TerminalProgressBar(PrintStream out, boolean redrawing, Clock clock) {
        this.out = Objects.requireNonNull(out, "out");
        this.redrawing = redrawing;
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * Returns a bar that writes here, and draws one line again and again when the process stands at a terminal.
     *
     * @param out where it writes; never closed
     * @return the bar
     */
    public static TerminalProgressBar on(PrintStream out) {
        return new TerminalProgressBar(out, Terminal.isThere(), Clock.systemUTC());
    }

    /**
     * Returns a bar that draws one line again and again, or never does, wherever the process stands.
     *
     * @param always whether it does
     * @return another bar, which has shown nothing yet
     */
    public TerminalProgressBar withRedrawing(boolean always) {
        return new TerminalProgressBar(out, always, clock);
    }

    /**
     * Returns a bar with another clock.
     *
     * @param other what tells it when to write the next line
     * @return another bar, which has shown nothing yet
     */
    public TerminalProgressBar withClock(Clock other) {
        return new TerminalProgressBar(out, redrawing, other);
    }

    @Override
    public synchronized void on(MigrationEvent event) {
        MigrationId migration = event.migration();
        if (event instanceof MigrationEvent.Progressed progressed) {
            progress(progressed.progress());
        } else if (event instanceof MigrationEvent.StepStarted started) {
            started(started);
        } else if (event instanceof MigrationEvent.StepFinished finished) {
            write(migration, "step " + finished.step() + " finished in " + Amounts.duration(finished.duration()));
        } else if (event instanceof MigrationEvent.StepFailed failed) {
            write(
                    migration,
                    "step " + failed.step() + " failed" + (failed.retrying() ? " and is tried again: " : ": ")
                            + failed.failure().message());
        } else if (event instanceof MigrationEvent.Resumed resumed) {
            write(migration, "taken up: " + resumed.found());
        } else if (event instanceof MigrationEvent.StateChanged changed) {
            changed(changed);
        } else {
            throw new AssertionError(event);
        }
    }

    private void progress(Progress progress) {
        Shown before = shown.getOrDefault(progress.migration(), Shown.NOTHING);
        Instant now = clock.instant();
        if (redrawing) {
            draw(ProgressLine.of(progress));
        } else if (before.isDue(now)) {
            out.println(ProgressLine.of(progress));
            out.flush();
        } else {
            now = before.at();
        }
        shown.put(progress.migration(), new Shown(now, progress.fraction()));
    }

    private void started(MigrationEvent.StepStarted started) {
        String step = "step " + started.step() + (started.attempt() > 1 ? ", attempt " + started.attempt() : "");
        if (redrawing) {
            double fraction =
                    shown.getOrDefault(started.migration(), Shown.NOTHING).fraction();
            draw(ProgressLine.bar(started.migration().value(), fraction) + " " + step);
        } else {
            write(started.migration(), step + " begins");
        }
    }

    private void changed(MigrationEvent.StateChanged changed) {
        if (isWorthALine(changed.to())) {
            write(changed.migration(), "is " + PlainText.word(changed.to()));
        }
        if (changed.to().isTerminal()) {
            shown.remove(changed.migration());
        }
    }

    private static boolean isWorthALine(MigrationState state) {
        return switch (state) {
            case PLANNED, AWAITING_APPROVAL, QUEUED, VALIDATING, EXECUTING -> false;
            case WAITING, PAUSED, BLOCKED, ROLLING_BACK -> true;
            case COMPLETED, FAILED, ROLLED_BACK, ROLLBACK_FAILED, CANCELLED -> true;
        };
    }

    private void write(MigrationId migration, String what) {
        if (drawn > 0) {
            out.print('\r' + " ".repeat(drawn) + '\r');
            drawn = 0;
        }
        out.println(migration + ": " + PlainText.line(what));
        out.flush();
    }

    private void draw(String line) {
        String fitting = PlainText.cut(line, WIDTH);
        out.print('\r' + fitting + " ".repeat(Math.max(0, drawn - fitting.length())));
        out.flush();
        drawn = fitting.length();
    }

    private record Shown(Instant at, double fraction) {
        private static final Shown NOTHING = new Shown(Instant.MIN, 0);

        boolean isDue(Instant now) {
            return now.isBefore(at) || at.equals(Instant.MIN) || !now.isBefore(at.plus(BETWEEN_LINES));
        }
    }
}
