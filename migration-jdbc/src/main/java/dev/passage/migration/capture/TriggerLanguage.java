package dev.passage.migration.capture;

import dev.passage.migration.catalog.Catalog;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** How one engine says triggers. */
sealed interface TriggerLanguage permits PostgresTriggers, MySqlTriggers, H2Triggers {
    /** Most transactions are over within the first; a definition that is to come through at last needs the longest. */
    List<Duration> WAITS =
            Stream.of(10, 20, 50, 100, 250, 500, 500).map(Duration::ofMillis).toList();

    /** A trigger by its name. */
    record Trigger(String name, String creation) {}

    static TriggerLanguage of(Catalog catalog, CaptureNames names) {
        return switch (catalog.engine()) {
            case POSTGRESQL -> new PostgresTriggers(names, catalog);
            case MARIADB, MYSQL -> new MySqlTriggers(names, catalog);
            case H2 -> new H2Triggers(names, catalog);
        };
    }

    /** The type of 32 bytes. */
    String bytes();

    /** The type of a number that the database counts up. */
    String counted();

    /** Selects the names of the triggers in the schema that begin with the one parameter. */
    String triggersLike();

    /** What must stand before the triggers of a table; each may be repeated. */
    void prepare(Connection connection, TableCapture table) throws SQLException;

    List<Trigger> triggers(TableCapture table);

    /**
     * What keeps writers out while the triggers of a table change, as long as its transaction is open; where a definition waits for
     * writers by itself, nothing.
     */
    default Optional<String> standstill() {
        return Optional.empty();
    }

    /** Waits for the transactions that have written to a table before its triggers stood, where their creation does not. */
    List<String> barrier(TableCapture table);

    /** Begins a DELETE from a log by ids that locks no entry but those, for writers add entries all the time. */
    default String deleteFrom(String log) {
        return "DELETE FROM " + log;
    }

    /** Drops those triggers of a table that are there. */
    List<String> dropTriggers(TableCapture table, Set<String> present);

    /** What {@link #prepare} made for a table; each does nothing when it is gone. */
    List<String> cleanUp(TableCapture table);

    /** How long each attempt at a definition waits for the users of its table. */
    default List<Duration> waits() {
        return WAITS;
    }

    /** Limits how long the definition of a table waits for its users, and returns what puts the former limit back. */
    ChangeFeed.Origin limitWait(Connection connection, Duration wait) throws SQLException;

    ChangeFeed.Origin mark(Connection connection, String token) throws SQLException;
}
