package dev.passage.migration.testkit.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What concurrent writers asked for and were told, and the judge of what is stored in the end: no acknowledged write lost, no
 * deleted row alive, no value from nowhere (T6).
 *
 * <p>Each key is a register with one value or none. Writers of one key may overlap: a value may be the last one unless another
 * write that was acknowledged began after its own write had ended. A write of which its writer does not know what became of it
 * (its connection broke, its process died) may have happened at any time since it began, or never. Write values that differ from
 * each other, or the judge cannot tell them apart. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class WriteHistory {

    private final AtomicLong time = new AtomicLong();
    private final Map<String, Optional<String>> before = new ConcurrentHashMap<>();
    private final Queue<Write> writes = new ConcurrentLinkedQueue<>();

    /** Creates a history in which nothing is stored. */
    public WriteHistory() {}

    /**
     * Says that a key had this value before the first write.
     *
     * @param key the key
     * @param value its value
     * @return this history
     */
    public WriteHistory startingWith(String key, String value) {
        before.put(key, Optional.of(value));
        return this;
    }

    /**
     * Begins a write; to be called before it is sent.
     *
     * @param key the key
     * @param value the new value, empty to delete it
     * @return where to say what became of it
     */
    public Write begin(String key, Optional<String> value) {
        Write write = new Write(key, value, time.incrementAndGet());
        writes.add(write);
        return write;
    }

    /**
     * Returns how many writes were acknowledged.
     *
     * @return the count
     */
    public long acknowledged() {
        return writes.stream().filter(write -> write.fate == Fate.STORED).count();
    }

    /**
     * Judges what is stored in the end.
     *
     * @param stored the value of each key that is there
     * @return each violation in words, none when all is well
     */
    public List<String> violations(Map<String, String> stored) {
        Map<String, List<Write>> byKey = new TreeMap<>();
        writes.forEach(write ->
                byKey.computeIfAbsent(write.key, key -> new ArrayList<>()).add(write));
        Set<String> keys = new TreeSet<>(byKey.keySet());
        keys.addAll(before.keySet());
        keys.addAll(stored.keySet());
        List<String> violations = new ArrayList<>();
        for (String key : keys) {
            Optional<String> found = Optional.ofNullable(stored.get(key));
            List<Write> ofKey = byKey.getOrDefault(key, List.of());
            if (!mayBeLast(key, found, ofKey)) {
                violations.add(violation(key, found, ofKey));
            }
        }
        return violations;
    }

    private boolean mayBeLast(String key, Optional<String> found, List<Write> ofKey) {
        boolean untouched = ofKey.stream().noneMatch(write -> write.fate == Fate.STORED);
        if (untouched && found.equals(before.getOrDefault(key, Optional.empty()))) {
            return true;
        }
        return ofKey.stream()
                .filter(write -> write.fate != Fate.REFUSED && write.value.equals(found))
                .anyMatch(write ->
                        ofKey.stream().noneMatch(later -> later.fate == Fate.STORED && later.begun > write.ended));
    }

    private String violation(String key, Optional<String> found, List<Write> ofKey) {
        if (found.isEmpty()) {
            return "key " + key + " is lost";
        }
        boolean known = found.equals(before.getOrDefault(key, Optional.empty()))
                || ofKey.stream().anyMatch(write -> write.fate != Fate.REFUSED && write.value.equals(found));
        if (!known) {
            return "key " + key + " has a value from nowhere: " + found.get();
        }
        boolean deleted = ofKey.stream().anyMatch(write -> write.fate == Fate.STORED && write.value.isEmpty());
        return "key " + key + (deleted ? " is alive after it was deleted: " : " has lost a later write than: ")
                + found.get();
    }

    /** What a writer knows of its write. */
    private enum Fate {
        UNKNOWN,
        STORED,
        REFUSED
    }

    /**
     * One write; of unknown fate until its writer says more.
     *
     * @since 0.1.0
     */
    public final class Write {

        private final String key;
        private final Optional<String> value;
        private final long begun;
        private volatile long ended = Long.MAX_VALUE;
        private volatile Fate fate = Fate.UNKNOWN;

        private Write(String key, Optional<String> value, long begun) {
            this.key = Objects.requireNonNull(key, "key");
            this.value = Objects.requireNonNull(value, "value");
            this.begun = begun;
        }

        /** Says that its writer was told that it is stored. */
        public void acknowledged() {
            ended = time.incrementAndGet();
            fate = Fate.STORED;
        }

        /** Says that it certainly was not stored. */
        public void refused() {
            fate = Fate.REFUSED;
        }
    }
}
