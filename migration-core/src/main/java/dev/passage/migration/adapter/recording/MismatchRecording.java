package dev.passage.migration.adapter.recording;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps the latest mismatches in memory, so that they can be looked at and replayed once the new adapter is mended (A2, A3). Given to
 * {@code AdapterOptions.onMismatch}; nothing of it survives the process.
 *
 * <p>Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class MismatchRecording implements Consumer<Mismatch> {
    private static final int MOST = 1_000_000;

    private final int most;
    private final Deque<Mismatch> kept = new ArrayDeque<>();
    private long seen;

    private MismatchRecording(int most) {
        this.most = most;
    }

    /**
     * Returns a recording of the latest mismatches.
     *
     * @param most how many are kept at the most, 1 to 1,000,000
     * @return the recording
     * @throws IllegalArgumentException if the number is out of range
     */
    public static MismatchRecording keeping(int most) {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException("A recording keeps 1 to 1,000,000 mismatches, not " + most + ".");
        }
        return new MismatchRecording(most);
    }

    @Override
    public synchronized void accept(Mismatch mismatch) {
        seen++;
        if (kept.size() == most) {
            kept.removeFirst();
        }
        kept.addLast(mismatch);
    }

    /**
     * Returns what is kept, the oldest first.
     *
     * @return the mismatches
     */
    public synchronized List<Mismatch> mismatches() {
        return List.copyOf(kept);
    }

    /**
     * Returns the calls of what is kept, for {@code Replay}.
     *
     * @return the calls, with redacted arguments, the oldest first
     */
    public synchronized List<RecordedCall> calls() {
        return kept.stream().map(Mismatch::recorded).toList();
    }

    /**
     * Returns how many mismatches there were, also of those no longer kept.
     *
     * @return the number
     */
    public synchronized long seen() {
        return seen;
    }
}
