package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.testkit.database.DatabaseImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/** What a tenant that does not move has on both sides, which is byte-identical after each move of another one (promise 1, T6). */
final class Bystander {
    private static final int SHOWN = 5;

    private final Map<DataSource, Map<String, List<Map<String, String>>>> remembered = new LinkedHashMap<>();

    /** From now on its rows on that side stay as they are. */
    void remember(DataSource side) {
        Map<String, List<Map<String, String>>> rows = rowsOn(side);
        assertThat(rows.values()).anyMatch(some -> !some.isEmpty());
        remembered.put(side, rows);
    }

    /** What is not as it was, in words. */
    List<String> changes() {
        List<String> changes = new ArrayList<>();
        remembered.forEach((side, before) -> {
            Map<String, List<Map<String, String>>> now = rowsOn(side);
            before.forEach((table, rows) -> {
                List<Map<String, String>> present = now.getOrDefault(table, List.of());
                if (!rows.equals(present)) {
                    List<Map<String, String>> lost = new ArrayList<>(rows);
                    lost.removeAll(present);
                    List<Map<String, String>> added = new ArrayList<>(present);
                    added.removeAll(rows);
                    changes.add("table " + table + " of a bystander had " + rows.size() + " rows, has " + present.size()
                            + ", lost " + some(lost) + " and got " + some(added));
                }
            });
        });
        return changes;
    }

    private static List<Map<String, String>> some(List<Map<String, String>> rows) {
        return rows.subList(0, Math.min(SHOWN, rows.size()));
    }

    private static Map<String, List<Map<String, String>>> rowsOn(DataSource side) {
        DatabaseImage image = LiveFleet.of(LiveFleet.imageOf(side), LiveFleet.BYSTANDER);
        Map<String, List<Map<String, String>>> rows = new TreeMap<>();
        image.tables().forEach(table -> rows.put(table, image.rows(table)));
        return rows;
    }
}
