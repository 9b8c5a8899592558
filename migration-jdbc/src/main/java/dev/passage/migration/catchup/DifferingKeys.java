package dev.passage.migration.catchup;

import dev.passage.migration.capture.ChangeEntry;
import dev.passage.migration.capture.NotedKeys;
import dev.passage.migration.value.ValueAccess;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keys that were found to differ while nobody writes. They stand in memory alone: whoever starts anew compares anew, and finds those that
 * were not brought.
 */
final class DifferingKeys implements NotedKeys {
    private final Map<Long, ChangeEntry> waiting = new LinkedHashMap<>();
    private long last;

    @Override
    public List<ChangeEntry> poll(Connection connection, Collection<String> tables, int most) {
        return waiting.values().stream()
                .filter(entry -> tables.contains(entry.table()))
                .limit(most)
                .toList();
    }

    @Override
    public void note(Connection connection, String table, List<ValueAccess> columns, List<List<Object>> keys) {
        for (List<Object> key : keys) {
            long id = ++last;
            waiting.put(id, new ChangeEntry(id, table, asStored(columns, key), Instant.EPOCH));
        }
    }

    /** An entry holds its key as the database stores it, which is not always as it is exchanged. */
    private static List<Object> asStored(List<ValueAccess> columns, List<Object> key) {
        List<Object> stored = new ArrayList<>(key);
        for (int i = 0; i < stored.size(); i++) {
            long greater = columns.get(i).storedGreaterBy();
            if (greater != 0 && stored.get(i) instanceof Long exchanged) {
                stored.set(i, exchanged + greater);
            }
        }
        return stored;
    }

    @Override
    public void acknowledge(List<ChangeEntry> entries) {
        entries.forEach(entry -> waiting.remove(entry.id()));
    }
}
