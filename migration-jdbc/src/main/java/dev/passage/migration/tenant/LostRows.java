package dev.passage.migration.tenant;

import dev.passage.migration.capture.ChangeEntry;
import dev.passage.migration.capture.ChangeFeed;
import dev.passage.migration.value.KeyText;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Rows of one table that were written on a lost target and had not come back: what its feed has noted.
 *
 * @param table the table
 * @param described how many, and the keys of some
 */
record LostRows(String table, String described) {
    private static final int MOST_DESCRIBED = 20;
    private static final int MOST_ENTRIES = 250_000;

    /** Of each table that has any; nothing when the target does not note its changes any more. */
    static List<LostRows> on(MoveSteps steps) throws SQLException {
        ChangeFeed feed = steps.feeds().of(true);
        List<LostRows> lost = new ArrayList<>();
        if (!feed.isArmed()) {
            return lost;
        }
        Map<String, Map<String, ChangeEntry>> tables = new LinkedHashMap<>();
        List<ChangeEntry> entries = feed.poll(MOST_ENTRIES);
        entries.forEach(entry -> tables.computeIfAbsent(entry.table(), name -> new LinkedHashMap<>())
                .put(KeyText.of(entry.key()), entry));
        tables.forEach((table, keys) ->
                lost.add(new LostRows(table, described(steps, table, keys, entries.size() == MOST_ENTRIES))));
        return lost;
    }

    private static String described(MoveSteps steps, String table, Map<String, ChangeEntry> keys, boolean more) {
        List<String> columns = steps.layout().target().catalog().table(table).orElseThrow().keyColumns().stream()
                .map(column -> column.name())
                .toList();
        List<String> some = new ArrayList<>();
        keys.values().stream().limit(MOST_DESCRIBED).forEach(entry -> {
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                parts.add(columns.get(i) + " = " + entry.key().get(i));
            }
            some.add(String.join(", ", parts));
        });
        return String.format(Locale.ENGLISH, "%s%,d rows: ", more ? "at least " : "", keys.size())
                + String.join("; ", some)
                + (keys.size() > MOST_DESCRIBED ? "; and others" : "");
    }
}
