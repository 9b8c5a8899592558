package dev.passage.migration.catchup;

import dev.passage.migration.copy.KeyedRow;
import dev.passage.migration.value.KeyText;
import java.util.List;
import java.util.Map;

/**
 * A row that was not the same on both sides when it was looked at.
 *
 * @param key its key
 * @param difference what was seen, with the key and the columns and without values of these
 */
record Suspect(List<Object> key, String difference) {

    static void add(Map<String, Suspect> suspects, KeyedRow row, String difference) {
        suspects.put(KeyText.of(row.key()), new Suspect(row.key(), row.described() + " " + difference));
    }
}
