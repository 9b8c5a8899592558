package dev.passage.migration.executor;

import dev.passage.migration.event.MigrationEvent;
import dev.passage.migration.history.MigrationHistory;
import dev.passage.migration.history.StepValue;
import dev.passage.migration.status.Progress;
import dev.passage.migration.step.StepProgress;
import java.time.Duration;
import java.util.Optional;

/** Turns what a step reports into progress of the migration, at most five times a second (X7). */
final class ProgressReporter implements StepProgress {
    private static final long LEAST_NANOS_BETWEEN = 200_000_000L;
    private static final double SMOOTHING = 0.3;

    private final RunJournal journal;
    private final StepValue step;
    private final Events events;
    private long total;
    private long done;
    private String unit = "units";
    private String activity = "";
    private long lastTold;
    private long rateSince;
    private long rateDone;
    private double rate;

    ProgressReporter(RunJournal journal, StepValue step, Events events) {
        this.journal = journal;
        this.step = step;
        this.events = events;
        this.rateSince = System.nanoTime();
        this.lastTold = rateSince - LEAST_NANOS_BETWEEN;
    }

    @Override
    public synchronized void total(long units, String newUnit) {
        total = units;
        unit = newUnit;
        tell(false);
    }

    @Override
    public synchronized void done(long units) {
        if (done == 0 && rateDone == 0) {
            // What a resumed step finds done already was not done just now.
            rateDone = units;
            rateSince = System.nanoTime();
        }
        done = units;
        measure();
        tell(done == total);
    }

    @Override
    public synchronized void now(String what) {
        activity = what;
        tell(false);
    }

    private void measure() {
        long now = System.nanoTime();
        long elapsed = now - rateSince;
        if (elapsed < LEAST_NANOS_BETWEEN || done <= rateDone) {
            return;
        }
        double current = (done - rateDone) * 1e9 / elapsed;
        rate = rate == 0 ? current : rate + SMOOTHING * (current - rate);
        rateSince = now;
        rateDone = done;
    }

    private void tell(boolean always) {
        long now = System.nanoTime();
        if (!always && now - lastTold < LEAST_NANOS_BETWEEN) {
            return;
        }
        lastTold = now;
        MigrationHistory history = journal.history();
        double all = history.steps().stream()
                .mapToDouble(each -> MigrationHistory.weight(each.value()))
                .sum();
        double share = total > 0 ? Math.min(1, (double) done / total) : 0;
        double fraction = Math.min(1, history.fraction() + share * MigrationHistory.weight(step) / all);
        Optional<Duration> remaining = rate > 0 && total >= done
                ? Optional.of(Duration.ofMillis((long) ((total - done) / rate * 1000)))
                : Optional.empty();
        events.tell(new MigrationEvent.Progressed(new Progress(
                history.id(),
                history.state(),
                Optional.of(step.id()),
                activity,
                done,
                total,
                unit,
                rate,
                remaining,
                fraction)));
    }
}
