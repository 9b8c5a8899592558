package dev.passage.migration.copy;

import java.sql.Statement;
import java.time.Duration;

/** Tells another observer, and waits after each chunk as a throttle says; a pause ends the wait. */
record PacedCopy(CopyThrottle throttle, CopyObserver observer) implements CopyObserver {

    @Override
    public void written(String table, long rows) {
        observer.written(table, rows);
        throttle.pass(rows, observer::stopRequested);
    }

    @Override
    public void committed(Duration latency) {
        observer.committed(latency);
        throttle.rest(latency, observer::stopRequested);
    }

    @Override
    public boolean stopRequested() {
        return observer.stopRequested();
    }

    @Override
    public void running(Statement statement) {
        observer.running(statement);
    }

    @Override
    public void interruptible(Interruption interruption) {
        observer.interruptible(interruption);
    }
}
