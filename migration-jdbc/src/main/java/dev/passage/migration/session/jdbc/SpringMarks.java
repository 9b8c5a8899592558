package dev.passage.migration.session.jdbc;

import dev.passage.migration.session.SessionEntry;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionTombstone;
import dev.passage.migration.session.SessionVersion;
import dev.passage.migration.sql.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Versions and tombstones beside the tables of Spring Session, which have no place for them. */
final class SpringMarks {
    private static final String SELECT =
            "SELECT [id], [version_number], [version_lot], [deleted], [expires_at], [place] FROM [@session_mark] WHERE ";
    private static final String UPDATE = "UPDATE [@session_mark] SET [version_number] = ?, [version_lot] = ?,"
            + " [deleted] = ?, [expires_at] = ? WHERE [place] = ?";
    private static final String INSERT = "INSERT INTO [@session_mark] ([version_number], [version_lot], [deleted],"
            + " [expires_at], [place], [id]) VALUES (?, ?, ?, ?, ?, ?)";
    private static final String DELETE = "DELETE FROM [@session_mark] WHERE [place] IN ";
    private static final String PURGE = "DELETE FROM [@session_mark] WHERE [expires_at] <= ?";

    private final Statements statements;

    SpringMarks(Statements statements) {
        this.statements = statements;
    }

    /** What is known of a session beside its row. */
    record Mark(String place, SessionVersion version, boolean deleted, Instant expiresAt, SessionId id) {
        SessionTombstone tombstone() {
            return new SessionTombstone(id, version, expiresAt);
        }
    }

    Map<SessionId, Mark> read(Connection connection, Collection<SessionId> ids, boolean locked) throws SQLException {
        Map<SessionId, Mark> found = new HashMap<>();
        String lock = locked ? " ORDER BY [place]{update}" : "";
        for (List<String> list : Places.inLists(ids)) {
            String select = statements.of(SELECT + "[place] IN " + Places.marks(list) + lock);
            try (PreparedStatement read = connection.prepareStatement(select)) {
                Places.bind(read, 1, list);
                marks(read).forEach(mark -> found.put(mark.id(), mark));
            }
        }
        return found;
    }

    List<Mark> deletedAfter(Connection connection, String place, int limit) throws SQLException {
        String select = statements.of(SELECT + "[deleted] = 1 AND [place] > ? ORDER BY [place] LIMIT ?");
        try (PreparedStatement read = connection.prepareStatement(select)) {
            read.setString(1, place);
            read.setInt(2, limit);
            return marks(read);
        }
    }

    private static List<Mark> marks(PreparedStatement statement) throws SQLException {
        List<Mark> marks = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                marks.add(new Mark(
                        row.getString(6),
                        new SessionVersion(row.getLong(2), row.getLong(3)),
                        row.getInt(4) == 1,
                        Instant.ofEpochMilli(row.getLong(5)),
                        SessionId.of(row.getString(1))));
            }
        }
        return marks;
    }

    void write(Connection connection, Collection<? extends SessionEntry> entries) throws SQLException {
        List<SessionEntry> all = List.copyOf(entries);
        List<SessionEntry> missing = new ArrayList<>();
        try (PreparedStatement update = connection.prepareStatement(statements.of(UPDATE))) {
            for (SessionEntry entry : all) {
                bind(update, entry);
                if (update.executeUpdate() == 0) {
                    missing.add(entry);
                }
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(statements.of(INSERT))) {
            for (SessionEntry entry : missing) {
                bind(insert, entry);
                insert.setString(6, entry.id().value());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void bind(PreparedStatement statement, SessionEntry entry) throws SQLException {
        statement.setLong(1, entry.version().number());
        statement.setLong(2, entry.version().lot());
        statement.setInt(3, entry.isTombstone() ? 1 : 0);
        statement.setLong(4, entry.expiresAt().toEpochMilli());
        statement.setString(5, Places.of(entry.id()));
    }

    void delete(Connection connection, Collection<SessionId> ids) throws SQLException {
        for (List<String> list : Places.inLists(ids)) {
            try (PreparedStatement delete = connection.prepareStatement(statements.of(DELETE + Places.marks(list)))) {
                Places.bind(delete, 1, list);
                delete.executeUpdate();
            }
        }
    }

    int purge(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement purge = connection.prepareStatement(statements.of(PURGE))) {
            purge.setLong(1, now.toEpochMilli());
            return purge.executeUpdate();
        }
    }
}
