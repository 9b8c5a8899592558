package dev.passage.migration.testkit.crash;

import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.fault.SimulatedCrashError;
import dev.passage.migration.testkit.connection.FaultyDataSource;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

/**
 * A process that dies within the process of the test: its connections are cut, and whoever asks its journal for anything or reaches
 * a fault point is stopped by an error. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class CrashProcess {

    private final Clock clock;
    private final List<FaultyDataSource> sources = new CopyOnWriteArrayList<>();
    private volatile boolean dead;

    CrashProcess(Clock clock) {
        this.clock = clock;
    }

    /**
     * Returns the clock of the process.
     *
     * @return the clock
     */
    public Clock clock() {
        return clock;
    }

    /**
     * Returns a source of connections that are cut when the process dies.
     *
     * @param real where they come from
     * @return the source
     */
    public DataSource connect(DataSource real) {
        FaultyDataSource source = new FaultyDataSource(real);
        sources.add(source);
        if (dead) {
            source.kill();
        }
        return source;
    }

    /**
     * Tells whether the process is dead.
     *
     * @return whether it is
     */
    public boolean isDead() {
        return dead;
    }

    /** The next commit of each source takes place, but nobody hears of it. */
    void loseNextAcknowledgement() {
        sources.forEach(source -> source.loseAcknowledgement(1));
    }

    void die(FaultPoint point) {
        dead = true;
        sources.forEach(FaultyDataSource::kill);
        throw new SimulatedCrashError(point);
    }

    void mustLive(FaultPoint point) {
        if (dead) {
            throw new SimulatedCrashError(point);
        }
    }
}
