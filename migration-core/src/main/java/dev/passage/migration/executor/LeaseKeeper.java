package dev.passage.migration.executor;

import dev.passage.migration.failure.LeaseLostException;
import dev.passage.migration.fault.SimulatedCrashError;
import dev.passage.migration.handler.Participant;
import dev.passage.migration.lease.Lease;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the lease of a run, and knows when it must no longer be relied on: counted on this machine's monotonic clock from
 * before the renewal was sent, less a margin, so that no clock of another machine matters (ALGORITHMS 2.4).
 */
final class LeaseKeeper {
    private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);

    private final ExecutorSettings settings;
    private final RunJournal journal;
    private final List<Participant> participants;
    private final Runnable onLost;
    private final long margin;
    private volatile long deadline;
    private volatile boolean lost;
    private long nextRenewal;
    private @Nullable ScheduledFuture<?> ticking;

    LeaseKeeper(
            ExecutorSettings settings,
            RunJournal journal,
            List<Participant> participants,
            long requestedAt,
            Runnable onLost) {
        this.settings = settings;
        this.journal = journal;
        this.participants = List.copyOf(participants);
        this.onLost = onLost;
        this.margin = settings.leaseDuration().toNanos() / 5;
        this.deadline = requestedAt + journal.lease().remaining().toNanos() - margin;
        this.nextRenewal = requestedAt + renewalNanos();
    }

    void start() {
        Duration tick =
                settings.pollInterval().compareTo(settings.leaseDuration().dividedBy(3)) < 0
                        ? settings.pollInterval()
                        : settings.leaseDuration().dividedBy(3);
        ticking = settings.timer()
                .scheduleWithFixedDelay(this::tick, tick.toNanos(), tick.toNanos(), TimeUnit.NANOSECONDS);
    }

    void stop() {
        ScheduledFuture<?> present = ticking;
        if (present != null) {
            present.cancel(false);
        }
    }

    /** Whether effects may still be started. */
    boolean isSafe() {
        return !lost && System.nanoTime() - deadline < 0;
    }

    boolean isLost() {
        return lost;
    }

    private long renewalNanos() {
        return settings.leaseDuration().toNanos() / 3;
    }

    private void tick() {
        try {
            if (System.nanoTime() - nextRenewal >= 0) {
                renew();
            }
            journal.refresh();
        } catch (LeaseLostException overtaken) {
            lost = true;
            stop();
            onLost.run();
        } catch (SimulatedCrashError crash) {
            stop();
        } catch (RuntimeException unreachable) {
            log.atWarn()
                    .addKeyValue("migration", journal.lease().migration())
                    .addKeyValue("thrown", FailureDescription.describe(unreachable))
                    .log("The lease could not be renewed; trying again");
        }
    }

    private void renew() {
        long sent = System.nanoTime();
        Lease renewed = settings.journal().renew(journal.lease(), settings.leaseDuration());
        journal.renewed(renewed);
        deadline = sent + renewed.remaining().toNanos() - margin;
        nextRenewal = sent + renewalNanos();
        for (Participant participant : participants) {
            try {
                participant.heartbeat(renewed.migration(), renewed.token());
            } catch (LeaseLostException overtaken) {
                throw overtaken;
            } catch (Exception failure) {
                log.atWarn()
                        .addKeyValue("migration", renewed.migration())
                        .addKeyValue("participant", participant.name())
                        .addKeyValue("thrown", FailureDescription.describe(failure))
                        .log("A heartbeat failed; trying again at the next renewal");
            }
        }
    }
}
