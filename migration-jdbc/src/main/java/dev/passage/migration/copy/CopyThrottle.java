package dev.passage.migration.copy;

import dev.passage.migration.sql.SqlStates;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Spares the databases at both ends of a copy (D4): so many rows a second, changed at any time; a rest after commits that the target
 * takes long for; and no more attempts for a while at an end that cannot be reached.
 *
 * <p>Safe for use by several threads; copies that share it share its rows per second. Nothing of it survives the process.
 *
 * @since 0.1.0
 */
public final class CopyThrottle {
    /** As fast as the databases are. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    private static final long LEAST_ROWS = 10;
    private static final Duration PERIOD = Duration.ofMillis(100);
    private static final int PERIODS_PER_SECOND = 10;
    private static final Duration CALM_COMMIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_REST = Duration.ofSeconds(10);

    private final AtomicLong rowsPerSecond;
    private final RateLimiter rows;
    private final RateLimiter rests;
    private final Map<String, CircuitBreaker> ends = new ConcurrentHashMap<>();

    private CopyThrottle(long rowsPerSecond) {
        this.rowsPerSecond = new AtomicLong(checked(rowsPerSecond));
        this.rows = limiter("rows", inPeriod(rowsPerSecond));
        this.rests = limiter("rests", 1);
    }

    /**
     * Creates a throttle.
     *
     * @param rowsPerSecond 10 or more, {@link #UNLIMITED} for no limit
     * @return the throttle
     * @throws IllegalArgumentException if it is less than 10
     */
    public static CopyThrottle of(long rowsPerSecond) {
        return new CopyThrottle(rowsPerSecond);
    }

    /**
     * Creates a throttle that lets as many rows pass as the databases take.
     *
     * @return the throttle
     */
    public static CopyThrottle unlimited() {
        return new CopyThrottle(UNLIMITED);
    }

    /**
     * Changes the limit; copies that wait for it go on under the new one within a tenth of a second.
     *
     * @param newRowsPerSecond 10 or more, {@link #UNLIMITED} for no limit
     * @throws IllegalArgumentException if it is less than 10
     */
    public void limitTo(long newRowsPerSecond) {
        long before = rowsPerSecond.getAndSet(checked(newRowsPerSecond));
        if (before != newRowsPerSecond) {
            rows.changeLimitForPeriod(inPeriod(newRowsPerSecond));
            rows.drainPermissions(); // what the old limit had left over is not for use under the new one
        }
    }

    /**
     * Returns the limit.
     *
     * @return rows per second
     */
    public long rowsPerSecond() {
        return rowsPerSecond.get();
    }

    /** Waits until so many rows may have passed, unless told to stop. */
    void pass(long passed, BooleanSupplier stopped) {
        long left = passed;
        while (left > 0 && !stopped.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
            if (rowsPerSecond.get() == UNLIMITED) {
                return;
            }
            int now = (int) Math.min(left, inPeriod(rowsPerSecond.get()));
            if (rows.acquirePermission(now)) {
                left -= now;
            }
        }
    }

    /** Rests four times as long as a commit took beyond a second, ten seconds at most, unless told to stop. */
    void rest(Duration commit, BooleanSupplier stopped) {
        Duration wanted = commit.minus(CALM_COMMIT).multipliedBy(4);
        Duration rest = wanted.compareTo(LONGEST_REST) < 0 ? wanted : LONGEST_REST;
        long periods = rest.dividedBy(PERIOD);
        for (long i = 0;
                i < periods
                        && !stopped.getAsBoolean()
                        && !Thread.currentThread().isInterrupted();
                i++) {
            rests.acquirePermission();
        }
    }

    /**
     * Returns a side whose connections are not asked for while it cannot be reached: after five failures to connect out of the last
     * ten attempts every attempt is refused for five seconds, then one is let through.
     *
     * @param side one end of a copy
     * @return the same end behind its circuit breaker
     */
    public Side guarded(Side side) {
        CircuitBreaker breaker = ends.computeIfAbsent(side.name(), CopyThrottle::breaker);
        return new Side(side.name(), side.catalog(), () -> open(side, breaker));
    }

    private static Connection open(Side side, CircuitBreaker breaker) throws SQLException {
        try {
            return breaker.executeCallable(side.connections()::open);
        } catch (CallNotPermittedException refused) {
            throw new SQLTransientConnectionException(
                    "Endpoint " + side.name() + " could not be reached lately, so it is left alone for a while.",
                    "08001");
        } catch (SQLException | RuntimeException failure) {
            throw failure;
        } catch (Exception impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static CircuitBreaker breaker(String end) {
        return CircuitBreaker.of(
                end,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(10)
                        .minimumNumberOfCalls(5)
                        .failureRateThreshold(50)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .waitDurationInOpenState(Duration.ofSeconds(5))
                        .recordException(failure ->
                                failure instanceof SQLException refused && SqlStates.isConnectionLost(refused))
                        .build());
    }

    private static RateLimiter limiter(String name, int limit) {
        return RateLimiter.of(
                name,
                RateLimiterConfig.custom()
                        .limitRefreshPeriod(PERIOD)
                        .limitForPeriod(limit)
                        .timeoutDuration(PERIOD.multipliedBy(2))
                        .build());
    }

    private static int inPeriod(long perSecond) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, perSecond / PERIODS_PER_SECOND));
    }

    private static long checked(long perSecond) {
        if (perSecond < LEAST_ROWS) {
            throw new IllegalArgumentException(
                    "A throttle lets " + LEAST_ROWS + " rows a second or more pass, but was given " + perSecond + ".");
        }
        return perSecond;
    }

    /**
     * Returns an observer that waits after each chunk as this throttle says.
     *
     * @param observer is told first
     * @return the observer of a copy
     */
    public CopyObserver pacing(CopyObserver observer) {
        return new PacedCopy(this, observer);
    }
}
