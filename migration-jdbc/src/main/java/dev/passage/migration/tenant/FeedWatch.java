package dev.passage.migration.tenant;

import dev.passage.migration.capture.ChangeFeed;
import dev.passage.migration.capture.FeedState;
import dev.passage.migration.copy.CopyObserver;
import dev.passage.migration.copy.DatabaseFailures;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/** Ends a live move before the changes that wait for it fill the owner's disk, and says so when half of that is reached. */
final class FeedWatch implements CopyObserver {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    private final MoveSteps steps;
    private final CopyObserver next;
    private final AtomicReference<Instant> looked;

    FeedWatch(MoveSteps steps, CopyObserver next) {
        this.steps = steps;
        this.next = next;
        this.looked = new AtomicReference<>(steps.context().clock().instant());
    }

    /** Looks at once; returns what waits. */
    static FeedState check(MoveSteps steps, ChangeFeed feed) throws SQLException {
        FeedState state = feed.state();
        long waiting = state.entries();
        long most = steps.move().cutover().mostEntries();
        if (waiting > most) {
            throw StepFailedException.fatal(
                    FailureKind.INSUFFICIENT_RESOURCES,
                    String.format(
                            Locale.ENGLISH,
                            "%,d changes of tenant %s wait on the database that owns it, more than the %,d that are"
                                    + " allowed.",
                            waiting,
                            steps.move().tenant(),
                            most),
                    "Roll back, and move the tenant when it is written to less, or allow more.");
        }
        if (waiting > most / 2) {
            steps.context()
                    .note(
                            "alarm",
                            String.format(
                                    Locale.ENGLISH, "%,d changes wait, more than half of what is allowed", waiting));
        }
        return state;
    }

    @Override
    public void written(String table, long rows) {
        next.written(table, rows);
        Instant now = steps.context().clock().instant();
        Instant before = looked.get();
        if (Duration.between(before, now).compareTo(BETWEEN_LOOKS) >= 0 && looked.compareAndSet(before, now)) {
            try {
                check(steps, steps.feeds().of(false));
            } catch (SQLException failure) {
                throw DatabaseFailures.of(
                        "Looking at the changes that wait",
                        failure,
                        steps.layout().source());
            }
        }
    }

    @Override
    public void committed(Duration latency) {
        next.committed(latency);
    }

    @Override
    public boolean stopRequested() {
        return next.stopRequested();
    }

    @Override
    public void running(Statement statement) {
        next.running(statement);
    }

    @Override
    public void interruptible(Interruption interruption) {
        next.interruptible(interruption);
    }
}
