package dev.passage.migration.testkit.connection;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What went through the connections of a {@link FaultyDataSource}, in order, for assertions such as "the fence is checked before
 * every write". Holds the text of statements without their bound values. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class StatementLog {

    private final List<Entry> entries = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    StatementLog() {}

    int nextConnection() {
        return connections.incrementAndGet();
    }

    void add(int connection, String text) {
        entries.add(new Entry(connection, text));
    }

    /**
     * Returns everything so far.
     *
     * @return the entries, oldest first
     */
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Forgets everything so far. */
    public void clear() {
        entries.clear();
    }

    /**
     * One statement, {@code commit} or {@code rollback}.
     *
     * @param connection the number of the connection, from 1 in the order in which they were opened
     * @param text the text of the statement, or {@code commit} or {@code rollback}
     * @since 0.1.0
     */
    public record Entry(int connection, String text) {}
}
