package dev.passage.migration.observation;

import dev.passage.migration.routing.TenantTraffic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds what is seen of the tenants that are being watched. Fed by the connections of the tenants or by the host; asked by the move.
 *
 * <pre>{@code
 * ObservedTraffic traffic = new ObservedTraffic(Clock.systemUTC());
 * TenantConnections tenants = TenantConnections.over(endpoints, router).reportingTo(traffic);
 * TenantMoveHandler moves = new TenantMoveHandler(endpoints, router).observing(traffic);
 * }</pre>
 *
 * <p>Knows what happens in this process: a host with several instances either runs the move where the traffic is, or reports from
 * its own metrics. Nothing is kept for a tenant that is not watched, and nothing survives a restart: a window then begins anew, and
 * the observation ends when it would have ended.
 *
 * <p>Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class ObservedTraffic implements TenantTraffic {
    private final Clock clock;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();

    private record Watched(Observation by, Instant until, SlidingWindow window) {}

    /**
     * Creates an empty holder.
     *
     * @param clock tells what is in the window; that of the engine
     */
    public ObservedTraffic(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    @Override
    public void ended(String tenant, Duration took, boolean failed) {
        Watched present = watched.get(tenant);
        if (present == null) {
            return;
        }
        if (clock.instant().isAfter(present.until().plus(present.by().window()))) {
            watched.remove(tenant, present);
        } else {
            present.window().add(took, failed);
        }
    }

    /**
     * Returns whether a tenant fares as well as it should; begins to watch it when it was not watched so far.
     *
     * @param tenant the tenant
     * @param observation the thresholds
     * @param until when nobody will ask any more
     * @return what is to be said about the present window
     */
    public Verdict watch(String tenant, Observation observation, Instant until) {
        Watched present = watched.compute(
                tenant,
                (name, former) -> former != null
                                && former.by().equals(observation)
                                && former.until().equals(until)
                        ? former
                        : new Watched(observation, until, new SlidingWindow(observation, clock)));
        boolean whole = !clock.instant().isBefore(present.window().since().plus(observation.window()));
        Rates seen = present.window().rates();
        return new Verdict(seen, observation.breaches(seen, whole));
    }

    /**
     * Ends watching a tenant.
     *
     * @param tenant the tenant; one that is not watched is left alone
     */
    public void forget(String tenant) {
        watched.remove(tenant);
    }
}
