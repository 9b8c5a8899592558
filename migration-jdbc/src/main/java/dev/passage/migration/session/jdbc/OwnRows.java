package dev.passage.migration.session.jdbc;

import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionBytes;
import dev.passage.migration.session.SessionEntry;
import dev.passage.migration.session.SessionFault;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionPage;
import dev.passage.migration.session.SessionTombstone;
import dev.passage.migration.session.SessionTouch;
import dev.passage.migration.session.SessionVersion;
import dev.passage.migration.sql.Statements;
import java.io.IOException;
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
import java.util.Optional;

/** The table of Passage's own: a row for each session or tombstone. */
final class OwnRows implements SessionRows {
    private static final String COLUMNS = "SELECT [id], [version_number], [version_lot], [deleted], [created_at],"
            + " [accessed_at], [expires_at], [content], [place] FROM [@session] WHERE ";
    private static final String LOCK =
            "SELECT [id], [version_number], [version_lot], [deleted] FROM [@session] WHERE [place] IN ";
    private static final String INSERT = "INSERT INTO [@session] ([version_number], [version_lot], [deleted],"
            + " [created_at], [accessed_at], [expires_at], [content], [place], [id])"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String UPDATE = "UPDATE [@session] SET [version_number] = ?, [version_lot] = ?,"
            + " [deleted] = ?, [created_at] = ?, [accessed_at] = ?, [expires_at] = ?, [content] = ?"
            + " WHERE [place] = ?";
    private static final String TOUCH = "UPDATE [@session] SET [version_number] = ?, [version_lot] = ?,"
            + " [accessed_at] = ?, [expires_at] = ?"
            + " WHERE [place] = ? AND [version_number] = ? AND [version_lot] = ? AND [deleted] = 0";
    private static final String DELETE = "DELETE FROM [@session] WHERE [place] IN ";
    private static final String EXPIRED = "SELECT [place] FROM [@session] WHERE [expires_at] <= ? LIMIT ?";
    private static final String PURGE = "DELETE FROM [@session] WHERE [expires_at] <= ? AND [place] IN ";

    private final Statements statements;

    OwnRows(Statements statements) {
        this.statements = statements;
    }

    @Override
    public Map<SessionId, SessionEntry> read(Connection connection, Collection<SessionId> ids) throws SQLException {
        Map<SessionId, SessionEntry> found = new HashMap<>();
        for (List<String> list : Places.inLists(ids)) {
            String select = statements.of(COLUMNS + "[place] IN " + Places.marks(list));
            try (PreparedStatement read = connection.prepareStatement(select)) {
                Places.bind(read, 1, list);
                SessionPage page = page(read, Integer.MAX_VALUE);
                page.entries().forEach(entry -> found.put(entry.id(), entry));
            }
        }
        return found;
    }

    @Override
    public Map<SessionId, SessionEntry> lock(Connection connection, Collection<SessionId> ids) throws SQLException {
        Map<SessionId, SessionEntry> found = new HashMap<>();
        for (List<String> list : Places.inLists(ids)) {
            String select = statements.of(LOCK + Places.marks(list) + " ORDER BY [place]{update}");
            try (PreparedStatement lock = connection.prepareStatement(select)) {
                Places.bind(lock, 1, list);
                try (ResultSet row = lock.executeQuery()) {
                    while (row.next()) {
                        SessionEntry entry = standing(row);
                        found.put(entry.id(), entry);
                    }
                }
            }
        }
        return found;
    }

    private static SessionEntry standing(ResultSet row) throws SQLException {
        SessionId id = SessionId.of(row.getString(1));
        SessionVersion version = new SessionVersion(row.getLong(2), row.getLong(3));
        return row.getInt(4) == 1
                ? new SessionTombstone(id, version, Instant.EPOCH)
                : Session.starting(id, SessionBytes.EMPTY, Instant.EPOCH, Instant.EPOCH)
                        .withVersion(version);
    }

    @Override
    public void insert(Connection connection, List<SessionEntry> entries) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(statements.of(INSERT))) {
            for (SessionEntry entry : entries) {
                bind(insert, entry);
                insert.setString(9, entry.id().value());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    @Override
    public void update(Connection connection, List<SessionEntry> entries) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(statements.of(UPDATE))) {
            for (SessionEntry entry : entries) {
                bind(update, entry);
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    private static void bind(PreparedStatement statement, SessionEntry entry) throws SQLException {
        Optional<Session> session =
                Optional.of(entry).filter(Session.class::isInstance).map(Session.class::cast);
        statement.setLong(1, entry.version().number());
        statement.setLong(2, entry.version().lot());
        statement.setInt(3, entry.isTombstone() ? 1 : 0);
        statement.setLong(
                4, session.map(held -> held.createdAt().toEpochMilli()).orElse(0L));
        statement.setLong(
                5, session.map(held -> held.lastAccessedAt().toEpochMilli()).orElse(0L));
        statement.setLong(6, entry.expiresAt().toEpochMilli());
        statement.setBytes(7, session.map(SessionContent::of).orElse(new byte[0]));
        statement.setString(8, Places.of(entry.id()));
    }

    @Override
    public boolean touch(Connection connection, SessionTouch touch) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(statements.of(TOUCH))) {
            update.setLong(1, touch.version().number());
            update.setLong(2, touch.version().lot());
            update.setLong(3, touch.lastAccessedAt().toEpochMilli());
            update.setLong(4, expiry(touch));
            update.setString(5, Places.of(touch.id()));
            update.setLong(6, touch.base().number());
            update.setLong(7, touch.base().lot());
            return update.executeUpdate() == 1;
        }
    }

    private static long expiry(SessionTouch touch) {
        return Math.min(touch.expiresAt().toEpochMilli(), Session.NEVER.toEpochMilli());
    }

    @Override
    public SessionPage scan(Connection connection, Optional<String> cursor, int limit) throws SQLException {
        String select = statements.of(COLUMNS + "[place] > ? ORDER BY [place] LIMIT ?");
        try (PreparedStatement scan = connection.prepareStatement(select)) {
            scan.setString(1, cursor.orElse(""));
            scan.setInt(2, limit);
            return page(scan, limit);
        }
    }

    private static SessionPage page(PreparedStatement statement, int limit) throws SQLException {
        List<SessionEntry> entries = new ArrayList<>();
        List<SessionFault> unreadable = new ArrayList<>();
        String last = "";
        int rows = 0;
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                rows++;
                last = row.getString(9);
                try {
                    entries.add(entry(row));
                } catch (IOException foreign) {
                    unreadable.add(new SessionFault(
                            SessionId.of(row.getString(1)), "its content is no session: " + foreign.getMessage()));
                }
            }
        }
        return new SessionPage(entries, unreadable, rows < limit ? Optional.empty() : Optional.of(last));
    }

    private static SessionEntry entry(ResultSet row) throws SQLException, IOException {
        SessionId id = SessionId.of(row.getString(1));
        SessionVersion version = new SessionVersion(row.getLong(2), row.getLong(3));
        Instant expiresAt = Instant.ofEpochMilli(row.getLong(7));
        if (row.getInt(4) == 1) {
            return new SessionTombstone(id, version, expiresAt);
        }
        SessionContent content = SessionContent.read(row.getBytes(8));
        return new Session(
                id,
                content.value(),
                content.attributes(),
                Instant.ofEpochMilli(row.getLong(5)),
                Instant.ofEpochMilli(row.getLong(6)),
                expiresAt,
                version);
    }

    @Override
    public void delete(Connection connection, Collection<SessionId> ids) throws SQLException {
        for (List<String> list : Places.inLists(ids)) {
            try (PreparedStatement delete = connection.prepareStatement(statements.of(DELETE + Places.marks(list)))) {
                Places.bind(delete, 1, list);
                delete.executeUpdate();
            }
        }
    }

    @Override
    public int purge(Connection connection, Instant now, int limit) throws SQLException {
        List<String> expired = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(statements.of(EXPIRED))) {
            select.setLong(1, now.toEpochMilli());
            select.setInt(2, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    expired.add(row.getString(1));
                }
            }
        }
        int purged = 0;
        for (List<String> list : Places.lists(expired)) {
            try (PreparedStatement purge = connection.prepareStatement(statements.of(PURGE + Places.marks(list)))) {
                purge.setLong(1, now.toEpochMilli());
                Places.bind(purge, 2, list);
                purged += purge.executeUpdate();
            }
        }
        return purged;
    }
}
