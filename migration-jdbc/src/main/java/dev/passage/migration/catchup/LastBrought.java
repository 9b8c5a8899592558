package dev.passage.migration.catchup;

import dev.passage.migration.copy.ChunkGuard;
import dev.passage.migration.copy.CopyObserver;
import dev.passage.migration.copy.DatabaseFailures;
import dev.passage.migration.copy.KeyedReader;
import dev.passage.migration.copy.KeyedRow;
import dev.passage.migration.copy.RowStream;
import dev.passage.migration.copy.Side;
import dev.passage.migration.copy.TableRoute;
import dev.passage.migration.sql.SqlStates;
import dev.passage.migration.value.ChunkDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Remembers, in the database of the side that is followed up, what each row of it was when it was last brought there, as digests of
 * key and row (ALGORITHMS 1.5). What is something else by now was written behind the gate. What is remembered of a row commits with
 * the row, so it is right after any crash.
 *
 * <p>Used by one thread.
 *
 * @since 0.1.0
 */
public final class LastBrought {
    private static final int ROWS_AT_A_TIME = 1_000;
    private static final int KEYS_IN_A_STATEMENT = 200;
    private static final int COMPLETE = -1;
    private static final int UNTIL = -2;
    private static final long MICROS = 1_000_000;
    /** Added to the number of a table, what its rows were stamped is remembered. */
    private static final int STAMPS = 1_000_000;

    private final Side side;
    private final String table;
    private final Stamps stamps;

    /**
     * Creates a view of what is remembered.
     *
     * @param side the side that is followed up
     * @param table the table that holds it, qualified and quoted
     * @param stamps which columns say when a row was changed; of their tables that is remembered too
     */
    public LastBrought(Side side, String table, Stamps stamps) {
        this.side = side;
        this.table = table;
        this.stamps = Objects.requireNonNull(stamps, "stamps");
    }

    /**
     * What a row was.
     *
     * @param state how it came to be that
     * @param content its digest; {@link ChunkDigest#NONE} when there was no row
     */
    record Known(State state, ChunkDigest content) {
        static final Known NO_ROW = new Known(State.BROUGHT, ChunkDigest.NONE);

        static Known at(Instant instant) {
            long micros = instant.getEpochSecond() * MICROS + instant.getNano() / 1_000;
            return new Known(State.BROUGHT, new ChunkDigest(1, micros, 0));
        }

        Instant instant() {
            long micros = content.first();
            return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000);
        }

        boolean is(@Nullable KeyedRow row) {
            return content.equals(row == null ? ChunkDigest.NONE : row.content());
        }

        boolean isDecided() {
            return state == State.KEPT;
        }
    }

    /** How a row came to be what it is. */
    enum State {
        /** The mover has brought it, or it was so at the switch. */
        BROUGHT(0),
        /** Somebody else has written it, and it was decided that it stays. */
        KEPT(1);

        private final int code;

        State(int code) {
            this.code = code;
        }

        static State of(int code) {
            return code == KEPT.code ? KEPT : BROUGHT;
        }
    }

    /**
     * Remembers every row as it is now, unless every row was remembered before; blocks until done or stopped.
     *
     * @param tables the tables, from the owner to this side
     * @param guard what is checked first in each transaction
     * @param observer is asked whether to go on
     * @return whether all is done; false when the observer stopped it
     * @throws dev.passage.migration.failure.StepFailedException when a database refuses
     */
    public boolean rememberAll(List<FollowedTable> tables, ChunkGuard guard, CopyObserver observer) {
        try (Connection connection = side.connections().open()) {
            if (isComplete()) {
                return true;
            }
            connection.setAutoCommit(true);
            try (Statement statement = connection.createStatement()) {
                statement.execute(definition());
            }
            connection.setAutoCommit(false);
            try {
                return rememberAll(connection, tables, guard, observer);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException failure) {
            throw DatabaseFailures.of("Remembering the rows of " + side.name(), failure, side);
        }
    }

    /**
     * Forgets every row, so that nothing is known of what was written here.
     *
     * @param guard what is checked first
     * @throws SQLException when the database refuses
     */
    public void forgetAll(ChunkGuard guard) throws SQLException {
        if (!isComplete()) {
            return;
        }
        try (Connection connection = side.connections().open()) {
            connection.setAutoCommit(false);
            try {
                forget(connection, guard);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    /** Never dropped here: an overtaken mover must not take away what its successor remembers. */
    private String definition() {
        String bigint = side.catalog().dialect().bigint();
        return "CREATE TABLE IF NOT EXISTS " + table + " (number INTEGER NOT NULL, key1 " + bigint + " NOT NULL, key2 "
                + bigint + " NOT NULL, state INTEGER NOT NULL, there INTEGER NOT NULL, row1 " + bigint
                + " NOT NULL, row2 " + bigint + " NOT NULL, PRIMARY KEY (number, key1, key2))"
                + side.catalog().dialect().tableOptions();
    }

    private void forget(Connection connection, ChunkGuard guard) throws SQLException {
        guard.check(connection);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM " + table);
        }
        connection.commit();
    }

    private boolean rememberAll(
            Connection connection, List<FollowedTable> tables, ChunkGuard guard, CopyObserver observer)
            throws SQLException {
        forget(connection, guard);
        for (int number = 0; number < tables.size(); number++) {
            if (!remember(connection, number, tables.get(number), guard, observer)) {
                return false;
            }
        }
        guard.check(connection);
        add(connection, COMPLETE, Map.of(ChunkDigest.NONE, Known.NO_ROW));
        connection.commit();
        return true;
    }

    private boolean remember(
            Connection connection, int number, FollowedTable followed, ChunkGuard guard, CopyObserver observer)
            throws SQLException {
        TableRoute route = followed.route().reversed();
        KeyedReader naming = new KeyedReader(side, route, followed.onOther(), true);
        try (RowStream rows = RowStream.open(side, route, route.columns(), followed.onOther(), List.of(), observer)) {
            Map<ChunkDigest, Known> some = new HashMap<>();
            Map<ChunkDigest, Known> stamped = new HashMap<>();
            boolean more = true;
            while (more) {
                if (observer.stopRequested()) {
                    return false;
                }
                more = rows.next();
                if (more) {
                    KeyedRow row = naming.named(rows.values());
                    some.put(row.name(), new Known(State.BROUGHT, row.content()));
                    stamp(followed, row).ifPresent(stamp -> stamped.put(row.name(), stamp));
                }
                if (some.size() == ROWS_AT_A_TIME || (!more && !some.isEmpty())) {
                    guard.check(connection);
                    add(connection, number, some);
                    add(connection, STAMPS + number, stamped);
                    connection.commit();
                    observer.written(followed.name(), some.size());
                    some.clear();
                    stamped.clear();
                }
            }
            return true;
        }
    }

    /**
     * Tells whether every row was remembered.
     *
     * @return whether it was; false also when nothing was ever remembered
     * @throws SQLException when the database refuses
     */
    public boolean isComplete() throws SQLException {
        try (Connection connection = side.connections().open()) {
            return !read(connection, COMPLETE, Set.of(ChunkDigest.NONE)).isEmpty();
        } catch (SQLException failure) {
            if (SqlStates.isMissingTable(failure)) {
                return false;
            }
            throw failure;
        }
    }

    /**
     * Remembers that everything that the owner committed before an instant was brought, if rows are remembered here at all.
     *
     * @param until the instant, by the clock of whoever brought it, before it began
     * @param guard what is checked first
     * @throws SQLException when the database refuses
     */
    public void noteBrought(Instant until, ChunkGuard guard) throws SQLException {
        if (!isComplete()) {
            return;
        }
        try (Connection connection = side.connections().open()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try {
                guard.check(connection);
                remember(connection, UNTIL, Map.of(ChunkDigest.NONE, Known.at(until)));
                connection.commit();
            } finally {
                connection.rollback();
                connection.setAutoCommit(autoCommit);
            }
        }
    }

    /**
     * Returns up to when everything that the owner has committed was brought.
     *
     * @return the instant, empty when that was never remembered
     * @throws SQLException when the database refuses
     */
    public Optional<Instant> broughtUntil() throws SQLException {
        if (!isComplete()) {
            return Optional.empty();
        }
        try (Connection connection = side.connections().open()) {
            return read(connection, UNTIL, Set.of(ChunkDigest.NONE)).values().stream()
                    .map(Known::instant)
                    .findFirst();
        }
    }

    private Optional<Known> stamp(FollowedTable followed, KeyedRow row) {
        return stamps.of(followed, row).map(Known::at);
    }

    /** What a row was stamped when both sides were the same; null when it was not. */
    @Nullable
    Instant stampOf(Connection connection, int number, FollowedTable followed, ChunkDigest name) throws SQLException {
        if (!stamps.isNamed(followed)) {
            return null;
        }
        Known known = read(connection, STAMPS + number, Set.of(name)).get(name);
        return known == null ? null : known.instant();
    }

    /** Remembers what rows are stamped that are the same on both sides now, in the caller's transaction. */
    void rememberStamps(
            Connection connection, int number, FollowedTable followed, Map<ChunkDigest, Optional<KeyedRow>> rows)
            throws SQLException {
        if (!stamps.isNamed(followed) || rows.isEmpty()) {
            return;
        }
        Map<ChunkDigest, Known> stamped = new HashMap<>();
        rows.forEach((name, row) -> stamped.put(
                name, row.flatMap(present -> stamp(followed, present)).orElse(Known.NO_ROW)));
        remember(connection, STAMPS + number, stamped);
    }

    /** What the rows of some keys were; nothing of keys that had no row. */
    Map<ChunkDigest, Known> read(Connection connection, int number, Collection<ChunkDigest> names) throws SQLException {
        Map<ChunkDigest, Known> known = new HashMap<>();
        List<ChunkDigest> asked = List.copyOf(names);
        for (int from = 0; from < asked.size(); from += KEYS_IN_A_STATEMENT) {
            List<ChunkDigest> some = asked.subList(from, Math.min(asked.size(), from + KEYS_IN_A_STATEMENT));
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT key1, key2, state, there, row1, row2 FROM " + table + " WHERE number = ? AND key1 IN ("
                            + String.join(", ", Collections.nCopies(some.size(), "?")) + ")")) {
                query.setInt(1, number);
                for (int i = 0; i < some.size(); i++) {
                    query.setLong(i + 2, some.get(i).first());
                }
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        ChunkDigest content = row.getInt(4) == 0
                                ? ChunkDigest.NONE
                                : new ChunkDigest(1, row.getLong(5), row.getLong(6));
                        known.put(name(row.getLong(1), row.getLong(2)), new Known(State.of(row.getInt(3)), content));
                    }
                }
            }
        }
        return known;
    }

    /** Remembers what rows are in the caller's transaction; one that is not there and was not decided on is forgotten. */
    void remember(Connection connection, int number, Map<ChunkDigest, Known> rows) throws SQLException {
        try (PreparedStatement forget =
                connection.prepareStatement("DELETE FROM " + table + " WHERE number = ? AND key1 = ? AND key2 = ?")) {
            for (ChunkDigest name : rows.keySet()) {
                forget.setInt(1, number);
                forget.setLong(2, name.first());
                forget.setLong(3, name.second());
                forget.addBatch();
            }
            forget.executeBatch();
        }
        Map<ChunkDigest, Known> kept = new HashMap<>(rows);
        kept.values().removeIf(Known.NO_ROW::equals);
        add(connection, number, kept);
    }

    private void add(Connection connection, int number, Map<ChunkDigest, Known> rows) throws SQLException {
        List<ChunkDigest> order = new ArrayList<>(rows.keySet());
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + table
                + " (number, key1, key2, state, there, row1, row2) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            for (ChunkDigest name : order) {
                Known known = rows.getOrDefault(name, Known.NO_ROW);
                insert.setInt(1, number);
                insert.setLong(2, name.first());
                insert.setLong(3, name.second());
                insert.setInt(4, known.state().code);
                insert.setInt(5, known.content().rows() == 0 ? 0 : 1);
                insert.setLong(6, known.content().first());
                insert.setLong(7, known.content().second());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static ChunkDigest name(long first, long second) {
        return first == 0 && second == 0 ? ChunkDigest.NONE : new ChunkDigest(1, first, second);
    }
}
