package dev.passage.migration.live;

import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.gate.GateState;
import dev.passage.migration.testkit.history.OwnershipLog;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Looks at both gates all the time, and remembers when two sides were open in one epoch (promise 2). */
final class GateWatch implements AutoCloseable {
    private static final long MILLIS_BETWEEN_LOOKS = 50;

    private final LiveFleet fleet;
    private final OwnershipLog log = new OwnershipLog();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::watch, "gate-watch");

    GateWatch(LiveFleet fleet) {
        this.fleet = fleet;
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            while (!closed.await(MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS)) {
                for (Endpoint endpoint : fleet.endpoints.all()) {
                    look(endpoint);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Endpoint endpoint) {
        try {
            Optional<GateState> state = new Gate(endpoint).read(LiveFleet.TENANT);
            state.ifPresent(seen -> log.seen(endpoint.name().value(), seen.isOpen(), seen.epoch()));
        } catch (SQLException busyOrNotYetThere) {
            // looked at again in a moment
        }
    }

    List<String> violations() {
        return log.violations();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
