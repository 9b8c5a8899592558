package dev.passage.migration.capture;

import dev.passage.migration.catalog.Catalog;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How one engine says triggers. */
sealed interface TriggerLanguage permits PostgresTriggers, MySqlTriggers, H2Triggers {
    /** Most transactions are over within the first; a definition that is to come through at last needs the longest. */
    List<Attempt> PATIENT_ATTEMPTS = List.of(
            Attempt.ofMillis(0, 10),
            Attempt.ofMillis(100, 20),
            Attempt.ofMillis(200, 50),
            Attempt.ofMillis(400, 100),
            Attempt.ofMillis(800, 250),
            Attempt.ofMillis(800, 500),
            Attempt.ofMillis(800, 500));

    /**
     * An attempt at a definition.
     *
     * @param rest for how long those are let through before it who have queued up behind the one before
     * @param patience how long it waits for the users of its table, while others queue up behind it
     */
    record Attempt(Duration rest, Duration patience) {
        static Attempt ofMillis(long rest, long wait) {
            return new Attempt(Duration.ofMillis(rest), Duration.ofMillis(wait));
        }
    }

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

    /** Makes what must stand before the triggers of a table, in a transaction of its own; may be repeated. */
    default void makeAhead(Connection connection, TableCapture table) throws SQLException {}

    /** Makes what must come to stand together with the triggers of a table; may be repeated. */
    default void prepare(Connection connection, TableCapture table) throws SQLException {}

    /** The statements that create triggers, as few as the engine takes. */
    default List<String> creations(List<Trigger> triggers) {
        return triggers.stream().map(Trigger::creation).toList();
    }

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

    /** What {@link #makeAhead} and {@link #prepare} made for a table; each does nothing when it is gone. */
    List<String> cleanUp(TableCapture table);

    /** The attempts at a definition, one after another until one of them finds its table free. */
    default List<Attempt> attempts() {
        return PATIENT_ATTEMPTS;
    }

    /** Limits how long the definition of a table waits for its users, and returns what puts the former limit back. */
    ChangeFeed.Origin limitWait(Connection connection, Duration wait) throws SQLException;

    ChangeFeed.Origin mark(Connection connection, String token) throws SQLException;
}
