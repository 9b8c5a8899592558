package dev.passage.migration.routing;

import java.sql.SQLException;
import java.time.Duration;

/** Tells of the transactions of one connection how they ended. Used by one thread at a time. */
final class TransactionWatch {
    private final TenantTraffic traffic;
    private final String tenant;
    private boolean running;
    private boolean failed;
    private long begun;

    TransactionWatch(TenantTraffic traffic, String tenant) {
        this.traffic = traffic;
        this.tenant = tenant;
    }

    void begin() {
        if (!running) {
            running = true;
            failed = false;
            begun = System.nanoTime();
        }
    }

    /** A lost race and a tenant that moved are repeated by whoever wrote the transaction, and count when they end. */
    void failed(Exception failure) {
        boolean worthRepeating = failure instanceof TenantRelocatedException
                || (failure instanceof SQLException refused
                        && String.valueOf(refused.getSQLState()).startsWith("40"));
        failed |= !worthRepeating;
    }

    void end() {
        if (running) {
            running = false;
            traffic.ended(tenant, Duration.ofNanos(System.nanoTime() - begun), failed);
        }
    }
}
