package dev.passage.migration.adapter.recording;

import dev.passage.migration.adapter.AdapterCall;
import dev.passage.migration.adapter.CallOutcome;
import dev.passage.migration.adapter.CallRedactor;
import dev.passage.migration.adapter.Percentage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * Keeps a sample of the latest calls of an adapter in memory, for the analysis and the dry run (A1, A3). The host owns it and may
 * give it to several adapters of one port; nothing of it survives the process.
 *
 * <p>Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class CallRecording {
    private final int most;
    private final Percentage sample;
    private final CallRedactor redactor;
    private final Deque<RecordedCall> calls = new ArrayDeque<>();
    private final Map<String, Long> counts = new TreeMap<>();
    private final LongAdder unkept = new LongAdder();

    private CallRecording(int most, Percentage sample, CallRedactor redactor) {
        this.most = most;
        this.sample = Objects.requireNonNull(sample, "sample");
        this.redactor = Objects.requireNonNull(redactor, "redactor");
    }

    /**
     * Returns a recording of the latest calls.
     *
     * @param most how many are kept at the most, 1 to 1,000,000
     * @param sample which share of the calls is recorded
     * @param redactor takes out what must not be kept
     * @return the recording
     * @throws IllegalArgumentException if the number is out of range
     */
    public static CallRecording keeping(int most, Percentage sample, CallRedactor redactor) {
        if (most < 1 || most > 1_000_000) {
            throw new IllegalArgumentException("A recording keeps 1 to 1,000,000 calls, not " + most + ".");
        }
        return new CallRecording(most, sample, redactor);
    }

    /**
     * Tells by chance whether the next call is to be recorded.
     *
     * @return whether
     */
    public boolean samples() {
        return sample.basisPoints() == Percentage.ALL_BASIS_POINTS
                || ThreadLocalRandom.current().nextInt(Percentage.ALL_BASIS_POINTS) < sample.basisPoints();
    }

    /**
     * Records a call. Never throws because of the redactor: such a call is counted and not kept.
     *
     * @param call the call
     * @param outcome how it ended
     */
    public void record(AdapterCall call, CallOutcome outcome) {
        RecordedCall kept;
        try {
            kept = RecordedCall.of(call, outcome, redactor);
        } catch (RuntimeException refused) {
            unkept.increment();
            return;
        }
        synchronized (calls) {
            counts.merge(call.operation(), 1L, Long::sum);
            if (calls.size() == most) {
                calls.removeFirst();
            }
            calls.addLast(kept);
        }
    }

    /**
     * Returns what is kept, the oldest first.
     *
     * @return the calls
     */
    public List<RecordedCall> calls() {
        synchronized (calls) {
            return List.copyOf(new ArrayList<>(calls));
        }
    }

    /**
     * Returns how often each operation was recorded, also of calls that are no longer kept.
     *
     * @return the number by operation
     */
    public Map<String, Long> counts() {
        synchronized (calls) {
            return Map.copyOf(counts);
        }
    }

    /**
     * Returns how many calls were not kept because the redactor threw.
     *
     * @return the number
     */
    public long unkept() {
        return unkept.sum();
    }
}
