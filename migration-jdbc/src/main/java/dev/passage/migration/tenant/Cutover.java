package dev.passage.migration.tenant;

import dev.passage.migration.conflict.ConflictStrategy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether a tenant is written to while it moves, and how authority changes hands (K2, K4).
 *
 * @param live whether writers go on while rows are copied; if not, its gate holds them from the copy to the switch
 * @param pause for how long a live move may hold writers at the switch, 100 milliseconds to 1 minute
 * @param attempts for how long a live move tries to switch before it gives up, 1 second to 7 days
 * @param onSignal whether a live move waits for the signal {@value #SIGNAL} before it switches
 * @param mostEntries how many changes may wait before a live move gives up, 1,000 or more
 * @param wayBack for how long after the switch of a live move writes on the target follow to the source, zero to 90 days
 * @param retirement how long after the move the tenant's rows on the source may be deleted, empty to keep them
 * @param conflicts whose value stays, by table, where the source was written behind its gate; of other tables whoever asks for the
 *     way back says so
 * @param stamps the column, by table, in which a row says when it was changed last
 * @since 0.1.0
 */
public record Cutover(
        boolean live,
        Duration pause,
        Duration attempts,
        boolean onSignal,
        long mostEntries,
        Duration wayBack,
        Optional<Duration> retirement,
        Map<String, ConflictStrategy> conflicts,
        Map<String, String> stamps) {

    /** The signal for which a switch on signal waits. */
    public static final String SIGNAL = "cut-over";

    /** The signal on which the source is emptied. */
    public static final String RETIRE = "retire-source";

    /** The signal that a target whose loss was accepted will never come back. */
    public static final String GONE = "target-is-gone";

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration SHORTEST_ATTEMPTS = Duration.ofSeconds(1);
    private static final Duration LONGEST_ATTEMPTS = Duration.ofDays(7);
    private static final long FEWEST_ENTRIES = 1_000;

    private static final Duration LONGEST_WAY_BACK = Duration.ofDays(90);
    private static final Duration LONGEST_RETIREMENT = Duration.ofDays(3_650);

    static final Cutover USUAL = new Cutover(
            true,
            Duration.ofSeconds(1),
            Duration.ofHours(1),
            false,
            20_000_000,
            Duration.ZERO,
            Optional.empty(),
            Map.of(),
            Map.of());

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Cutover {
        Objects.requireNonNull(pause, "pause");
        Objects.requireNonNull(attempts, "attempts");
        Objects.requireNonNull(wayBack, "wayBack");
        Objects.requireNonNull(retirement, "retirement");
        conflicts = Map.copyOf(conflicts);
        stamps = Map.copyOf(stamps);
        check("The pause of a switch", pause, SHORTEST_PAUSE, LONGEST_PAUSE);
        check("The time for attempts to switch", attempts, SHORTEST_ATTEMPTS, LONGEST_ATTEMPTS);
        check("The time in which a way back is kept", wayBack, Duration.ZERO, LONGEST_WAY_BACK);
        retirement.ifPresent(
                time -> check("The time until the source is emptied", time, Duration.ZERO, LONGEST_RETIREMENT));
        if (mostEntries < FEWEST_ENTRIES) {
            throw new IllegalArgumentException("At least " + FEWEST_ENTRIES
                    + " changes must be allowed to wait, but was given " + mostEntries + ".");
        }
    }

    private static void check(String what, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    what + " is " + least + " to " + most + ", but was given " + value + ".");
        }
    }

    Cutover withLive(boolean newLive) {
        return new Cutover(newLive, pause, attempts, onSignal, mostEntries, wayBack, retirement, conflicts, stamps);
    }

    Cutover withPause(Duration newPause) {
        return new Cutover(live, newPause, attempts, onSignal, mostEntries, wayBack, retirement, conflicts, stamps);
    }

    Cutover withAttempts(Duration newAttempts) {
        return new Cutover(live, pause, newAttempts, onSignal, mostEntries, wayBack, retirement, conflicts, stamps);
    }

    Cutover withSignal(boolean newSignal) {
        return new Cutover(live, pause, attempts, newSignal, mostEntries, wayBack, retirement, conflicts, stamps);
    }

    Cutover withMostEntries(long newMost) {
        return new Cutover(live, pause, attempts, onSignal, newMost, wayBack, retirement, conflicts, stamps);
    }

    Cutover withWayBack(Duration newTime) {
        return new Cutover(live, pause, attempts, onSignal, mostEntries, newTime, retirement, conflicts, stamps);
    }

    Cutover withRetirement(Duration newTime) {
        return new Cutover(
                live, pause, attempts, onSignal, mostEntries, wayBack, Optional.of(newTime), conflicts, stamps);
    }

    Cutover withConflicts(String table, ConflictStrategy strategy) {
        Map<String, ConflictStrategy> more = new LinkedHashMap<>(conflicts);
        more.put(table, strategy);
        return new Cutover(live, pause, attempts, onSignal, mostEntries, wayBack, retirement, more, stamps);
    }

    Cutover withStamp(String table, String column) {
        Map<String, String> more = new LinkedHashMap<>(stamps);
        more.put(table, column);
        return new Cutover(live, pause, attempts, onSignal, mostEntries, wayBack, retirement, conflicts, more);
    }
}
