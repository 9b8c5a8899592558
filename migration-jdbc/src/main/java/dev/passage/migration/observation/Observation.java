package dev.passage.migration.observation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * How a tenant is watched after it was switched to its new place, before anything is taken away that a way back needs. Immutable;
 * stored in the journal.
 *
 * <pre>{@code
 * Observation.lasting(Duration.ofMinutes(30))
 *         .errorsAtMost(2)
 *         .slowAtMost(5, Duration.ofMillis(500))
 *         .onBreach(OnBreach.ROLL_BACK)
 * }</pre>
 *
 * @param lasting how long it is watched, 1 second to 30 days
 * @param window how much of the past counts at any moment, 1 second to 1 hour
 * @param mostErrors greatest share of transactions that may fail, in percent, 0 to 100; 100 to allow any
 * @param mostSlow greatest share of transactions that may be slow, in percent, 0 to 100; 100 to allow any
 * @param slowFrom from which duration on a transaction is slow, 1 millisecond to 1 hour
 * @param fewestSuccesses how many transactions must succeed within a window once a whole window has passed, 0 or more; so that a
 *     tenant that gets no traffic any more is noticed
 * @param fewestCalls below how many transactions in the window no share is looked at, 1 or more
 * @param onBreach what happens when a threshold is crossed
 * @since 0.1.0
 */
public record Observation(
        Duration lasting,
        Duration window,
        int mostErrors,
        int mostSlow,
        Duration slowFrom,
        int fewestSuccesses,
        int fewestCalls,
        OnBreach onBreach) {
    private static final Duration USUAL_WINDOW = Duration.ofMinutes(1);
    private static final Duration USUAL_SLOW = Duration.ofSeconds(1);
    private static final int USUAL_ERRORS = 5;
    private static final int USUAL_CALLS = 20;
    private static final int ANY = 100;

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Observation {
        check("An observation lasts", lasting, Duration.ofSeconds(1), Duration.ofDays(30));
        check("The window of an observation is", window, Duration.ofSeconds(1), Duration.ofHours(1));
        check("A transaction is slow from", slowFrom, Duration.ofMillis(1), Duration.ofHours(1));
        check("The greatest share of errors is", mostErrors, 0, ANY);
        check("The greatest share of slow transactions is", mostSlow, 0, ANY);
        check("The fewest successes in a window are", fewestSuccesses, 0, Integer.MAX_VALUE);
        check("The fewest transactions of which shares are looked at are", fewestCalls, 1, Integer.MAX_VALUE);
        Objects.requireNonNull(onBreach, "onBreach");
    }

    private static void check(String what, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(what + " " + least + " to " + most + ", but was given " + value + ".");
        }
    }

    private static void check(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " " + least + " to " + most + ", but was given " + value + ".");
        }
    }

    /**
     * Begins an observation: 5 percent of errors within a minute, of at least 20 transactions, make it ask a person.
     *
     * @param time how long the tenant is watched, 1 second to 30 days
     * @return the observation
     */
    public static Observation lasting(Duration time) {
        return new Observation(time, USUAL_WINDOW, USUAL_ERRORS, ANY, USUAL_SLOW, 0, USUAL_CALLS, OnBreach.ASK);
    }

    /**
     * Sets how much of the past counts at any moment.
     *
     * @param time 1 second to 1 hour
     * @return the observation
     */
    public Observation within(Duration time) {
        return new Observation(lasting, time, mostErrors, mostSlow, slowFrom, fewestSuccesses, fewestCalls, onBreach);
    }

    /**
     * Sets the greatest share of transactions that may fail.
     *
     * @param percent 0 to 100
     * @return the observation
     */
    public Observation errorsAtMost(int percent) {
        return new Observation(lasting, window, percent, mostSlow, slowFrom, fewestSuccesses, fewestCalls, onBreach);
    }

    /**
     * Sets the greatest share of transactions that may be slow.
     *
     * @param percent 0 to 100
     * @param from from which duration on a transaction is slow, 1 millisecond to 1 hour
     * @return the observation
     */
    public Observation slowAtMost(int percent, Duration from) {
        return new Observation(lasting, window, mostErrors, percent, from, fewestSuccesses, fewestCalls, onBreach);
    }

    /**
     * Sets how many transactions must succeed within each window.
     *
     * @param transactions 0 or more
     * @return the observation
     */
    public Observation successesAtLeast(int transactions) {
        return new Observation(lasting, window, mostErrors, mostSlow, slowFrom, transactions, fewestCalls, onBreach);
    }

    /**
     * Sets below how many transactions in the window no share is looked at.
     *
     * @param transactions 1 or more
     * @return the observation
     */
    public Observation callsAtLeast(int transactions) {
        return new Observation(
                lasting, window, mostErrors, mostSlow, slowFrom, fewestSuccesses, transactions, onBreach);
    }

    /**
     * Sets what happens when a threshold is crossed.
     *
     * @param what what happens
     * @return the observation
     */
    public Observation onBreach(OnBreach what) {
        return new Observation(lasting, window, mostErrors, mostSlow, slowFrom, fewestSuccesses, fewestCalls, what);
    }

    /**
     * Compares what was seen with the thresholds.
     *
     * @param seen what was seen within the window
     * @param wholeWindow whether it was watched for at least one window
     * @return what was crossed, in words; empty when nothing was
     */
    public List<String> breaches(Rates seen, boolean wholeWindow) {
        List<String> breaches = new ArrayList<>();
        if (seen.calls() >= fewestCalls) {
            if (seen.failedPercent() > mostErrors) {
                breaches.add(String.format(
                        Locale.ENGLISH,
                        "%.1f %% of %,d transactions failed, at most %d %% may",
                        seen.failedPercent(),
                        seen.calls(),
                        mostErrors));
            }
            if (seen.slowPercent() > mostSlow) {
                breaches.add(String.format(
                        Locale.ENGLISH,
                        "%.1f %% of %,d transactions took %d ms or longer, at most %d %% may",
                        seen.slowPercent(),
                        seen.calls(),
                        slowFrom.toMillis(),
                        mostSlow));
            }
        }
        if (wholeWindow && seen.calls() - seen.failed() < fewestSuccesses) {
            breaches.add(String.format(
                    Locale.ENGLISH,
                    "%,d transactions succeeded within %s, at least %,d must",
                    seen.calls() - seen.failed(),
                    window,
                    fewestSuccesses));
        }
        return breaches;
    }
}
