package dev.passage.migration.session.jdbc;

import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionBytes;
import dev.passage.migration.session.SessionEntry;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionPage;
import dev.passage.migration.session.SessionTombstone;
import dev.passage.migration.session.SessionTouch;
import dev.passage.migration.session.SessionVersion;
import dev.passage.migration.sql.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The tables of Spring Session JDBC, with versions and tombstones beside them. Attributes are copied as bytes. */
final class SpringRows implements SessionRows {
    private static final int LONGEST_ID = 36;
    private static final String SESSIONS_FIRST = "s";
    private static final String TOMBSTONES_THEN = "t";
    private static final String SELECT = "SELECT <PRIMARY_ID>, <SESSION_ID>, <CREATION_TIME>, <LAST_ACCESS_TIME>,"
            + " <MAX_INACTIVE_INTERVAL>, <EXPIRY_TIME>, <PRINCIPAL_NAME> FROM <@> WHERE ";
    private static final String INSERT = "INSERT INTO <@> (<SESSION_ID>, <CREATION_TIME>, <LAST_ACCESS_TIME>,"
            + " <MAX_INACTIVE_INTERVAL>, <EXPIRY_TIME>, <PRINCIPAL_NAME>, <PRIMARY_ID>) VALUES (?, ?, ?, ?, ?, ?, ?)";
    private static final String UPDATE = "UPDATE <@> SET <SESSION_ID> = ?, <CREATION_TIME> = ?,"
            + " <LAST_ACCESS_TIME> = ?, <MAX_INACTIVE_INTERVAL> = ?, <EXPIRY_TIME> = ?, <PRINCIPAL_NAME> = ?"
            + " WHERE <PRIMARY_ID> = ?";
    private static final String TOUCH =
            "UPDATE <@> SET <LAST_ACCESS_TIME> = ?, <EXPIRY_TIME> = ? WHERE <SESSION_ID> = ?";
    private static final String DELETE = "DELETE FROM <@> WHERE <PRIMARY_ID> = ?";
    private static final String EXPIRED = "SELECT <SESSION_ID> FROM <@> WHERE <EXPIRY_TIME> <= ? LIMIT ?";

    private final UnaryOperator<String> words;
    private final SpringMarks marks;
    private final SpringAttributes attributes;
    private final Statements statements;

    SpringRows(Statements statements, UnaryOperator<String> words) {
        this.statements = statements;
        this.words = words;
        this.marks = new SpringMarks(statements);
        this.attributes = new SpringAttributes(words);
    }

    /** A row, without its attributes. */
    private record Row(String primary, Session session) {}

    /** Why an entry does not fit the layout, as a part of a sentence. */
    static Optional<String> problemWith(SessionEntry entry) {
        if (!(entry instanceof Session session)) {
            return Optional.empty();
        }
        if (session.id().value().length() > LONGEST_ID) {
            return Optional.of("the layout of Spring Session has room for ids of " + LONGEST_ID + " characters");
        }
        if (session.value().length() > 0) {
            return Optional.of("the layout of Spring Session has no place for a value beside the attributes");
        }
        SessionBytes idle = session.attributes().get(Session.MAXIMUM_IDLE_SECONDS);
        boolean given = idle != null && idle.toText().matches("-?\\d{1,9}");
        return given
                ? Optional.empty()
                : Optional.of("the layout of Spring Session needs the attribute " + Session.MAXIMUM_IDLE_SECONDS);
    }

    @Override
    public Map<SessionId, SessionEntry> read(Connection connection, Collection<SessionId> ids) throws SQLException {
        List<Row> rows = rowsOf(connection, ids, false);
        Map<SessionId, SessionEntry> found = new HashMap<>();
        whole(connection, rows).forEach(session -> found.put(session.id(), session));
        for (SpringMarks.Mark mark : marks.read(connection, ids, false).values()) {
            SessionEntry there = found.get(mark.id());
            if (mark.deleted()) {
                found.put(mark.id(), mark.tombstone());
            } else if (there instanceof Session session) {
                found.put(mark.id(), session.withVersion(mark.version()));
            }
        }
        return found;
    }

    @Override
    public Map<SessionId, SessionEntry> lock(Connection connection, Collection<SessionId> ids) throws SQLException {
        Map<SessionId, SpringMarks.Mark> marked = marks.read(connection, ids, true);
        Map<SessionId, SessionEntry> found = new HashMap<>();
        for (Row row : rowsOf(connection, ids, true)) {
            Optional<SpringMarks.Mark> mark =
                    Optional.ofNullable(marked.get(row.session().id()));
            SessionVersion version = mark.map(SpringMarks.Mark::version).orElse(SessionVersion.UNKNOWN);
            found.put(row.session().id(), row.session().withVersion(version));
        }
        marked.values().stream()
                .filter(SpringMarks.Mark::deleted)
                .forEach(mark -> found.put(mark.id(), mark.tombstone()));
        return found;
    }

    private List<Row> rowsOf(Connection connection, Collection<SessionId> ids, boolean locked) throws SQLException {
        List<Row> rows = new ArrayList<>();
        String lock = locked ? statements.of(" ORDER BY <PRIMARY_ID>{update}") : "";
        List<String> values = ids.stream().map(SessionId::value).sorted().toList();
        for (List<String> list : Places.lists(values)) {
            String select = words.apply(SELECT + "<SESSION_ID> IN " + Places.marks(list) + lock);
            try (PreparedStatement read = connection.prepareStatement(select)) {
                bind(read, 1, list);
                rows.addAll(rows(read));
            }
        }
        return rows;
    }

    static void bind(PreparedStatement statement, int from, List<String> values) throws SQLException {
        int index = from;
        for (String value : values) {
            statement.setObject(index++, value, Types.CHAR);
        }
    }

    private static List<Row> rows(PreparedStatement statement) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Map<String, SessionBytes> named = new HashMap<>();
                named.put(Session.MAXIMUM_IDLE_SECONDS, SessionBytes.ofText(Integer.toString(row.getInt(5))));
                Optional.ofNullable(row.getString(7))
                        .ifPresent(principal -> named.put(Session.PRINCIPAL, SessionBytes.ofText(principal)));
                Session session = Session.starting(
                                SessionId.of(row.getString(2).stripTrailing()),
                                SessionBytes.EMPTY,
                                Instant.ofEpochMilli(row.getLong(3)),
                                Session.NEVER)
                        .touched(Instant.ofEpochMilli(row.getLong(4)), Instant.ofEpochMilli(row.getLong(6)))
                        .withAttributes(named);
                rows.add(new Row(row.getString(1).stripTrailing(), session));
            }
        }
        return rows;
    }

    private List<Session> whole(Connection connection, List<Row> rows) throws SQLException {
        Map<String, Map<String, SessionBytes>> named =
                attributes.read(connection, rows.stream().map(Row::primary).toList());
        List<Session> sessions = new ArrayList<>();
        for (Row row : rows) {
            Map<String, SessionBytes> all = new HashMap<>(named.getOrDefault(row.primary(), Map.of()));
            all.putAll(row.session().attributes());
            sessions.add(row.session().withAttributes(all));
        }
        return sessions;
    }

    @Override
    public void insert(Connection connection, List<SessionEntry> entries) throws SQLException {
        update(connection, entries);
    }

    @Override
    public void update(Connection connection, List<SessionEntry> entries) throws SQLException {
        Map<SessionId, String> primaries = new HashMap<>();
        for (Row row : rowsOf(connection, entries.stream().map(SessionEntry::id).toList(), false)) {
            primaries.put(row.session().id(), row.primary());
        }
        attributes.delete(connection, primaries.values());
        Map<String, Session> written = new HashMap<>();
        for (SessionEntry entry : entries) {
            Optional<String> primary = Optional.ofNullable(primaries.get(entry.id()));
            if (entry instanceof Session session) {
                String key = primary.orElseGet(() -> UUID.randomUUID().toString());
                write(connection, primary.isPresent() ? UPDATE : INSERT, session, key);
                written.put(key, session);
            } else if (primary.isPresent()) {
                deleteRow(connection, primary.get());
            }
        }
        attributes.insert(connection, written);
        marks.write(connection, entries);
    }

    private void write(Connection connection, String template, Session session, String primary) throws SQLException {
        SessionBytes principal = session.attributes().get(Session.PRINCIPAL);
        SessionBytes idle = session.attributes().getOrDefault(Session.MAXIMUM_IDLE_SECONDS, SessionBytes.EMPTY);
        try (PreparedStatement write = connection.prepareStatement(words.apply(template))) {
            write.setObject(1, session.id().value(), Types.CHAR);
            write.setLong(2, session.createdAt().toEpochMilli());
            write.setLong(3, session.lastAccessedAt().toEpochMilli());
            write.setInt(4, Integer.parseInt(idle.toText()));
            write.setLong(5, expiry(session.expiresAt()));
            write.setString(6, principal == null ? null : principal.toText());
            write.setObject(7, primary, Types.CHAR);
            write.executeUpdate();
        }
    }

    /** Spring Session keeps sessions without an end until the end of its numbers. */
    private static long expiry(Instant expiresAt) {
        return expiresAt.isBefore(Session.NEVER) ? expiresAt.toEpochMilli() : Long.MAX_VALUE;
    }

    private void deleteRow(Connection connection, String primary) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(words.apply(DELETE))) {
            delete.setObject(1, primary, Types.CHAR);
            delete.executeUpdate();
        }
    }

    @Override
    public boolean touch(Connection connection, SessionTouch touch) throws SQLException {
        Optional<Session> held = Optional.ofNullable(
                        lock(connection, List.of(touch.id())).get(touch.id()))
                .filter(Session.class::isInstance)
                .map(Session.class::cast)
                .filter(session -> session.version().equals(touch.base()));
        if (held.isEmpty()) {
            return false;
        }
        try (PreparedStatement update = connection.prepareStatement(words.apply(TOUCH))) {
            update.setLong(1, touch.lastAccessedAt().toEpochMilli());
            update.setLong(2, expiry(touch.expiresAt()));
            update.setObject(3, touch.id().value(), Types.CHAR);
            update.executeUpdate();
        }
        marks.write(connection, List.of(touch.applyTo(held.get())));
        return true;
    }

    @Override
    public SessionPage scan(Connection connection, Optional<String> cursor, int limit) throws SQLException {
        String place = cursor.orElse(SESSIONS_FIRST);
        return place.startsWith(SESSIONS_FIRST)
                ? scanSessions(connection, place.substring(1), limit)
                : scanTombstones(connection, place.substring(1), limit);
    }

    private SessionPage scanSessions(Connection connection, String after, int limit) throws SQLException {
        String select = words.apply(SELECT + "<PRIMARY_ID> > ? ORDER BY <PRIMARY_ID> LIMIT ?");
        try (PreparedStatement scan = connection.prepareStatement(select)) {
            scan.setObject(1, after, Types.CHAR);
            scan.setInt(2, limit);
            List<Row> rows = rows(scan);
            List<Session> sessions = whole(connection, rows);
            Map<SessionId, SpringMarks.Mark> marked =
                    marks.read(connection, sessions.stream().map(Session::id).toList(), false);
            List<SessionEntry> entries = new ArrayList<>();
            for (Session session : sessions) {
                Optional<SpringMarks.Mark> mark = Optional.ofNullable(marked.get(session.id()));
                if (mark.filter(SpringMarks.Mark::deleted).isEmpty()) {
                    entries.add(session.withVersion(
                            mark.map(SpringMarks.Mark::version).orElse(SessionVersion.UNKNOWN)));
                }
            }
            String next = rows.size() < limit
                    ? TOMBSTONES_THEN
                    : SESSIONS_FIRST + rows.get(rows.size() - 1).primary();
            return new SessionPage(entries, List.of(), Optional.of(next));
        }
    }

    private SessionPage scanTombstones(Connection connection, String after, int limit) throws SQLException {
        List<SpringMarks.Mark> deleted = marks.deletedAfter(connection, after, limit);
        List<SessionEntry> entries = new ArrayList<>();
        for (SpringMarks.Mark mark : deleted) {
            SessionTombstone tombstone = mark.tombstone();
            entries.add(tombstone);
        }
        return new SessionPage(
                entries,
                List.of(),
                deleted.size() < limit
                        ? Optional.empty()
                        : Optional.of(TOMBSTONES_THEN
                                + deleted.get(deleted.size() - 1).place()));
    }

    @Override
    public void delete(Connection connection, Collection<SessionId> ids) throws SQLException {
        List<String> primaries = new ArrayList<>();
        for (Row row : rowsOf(connection, ids, false)) {
            primaries.add(row.primary());
        }
        attributes.delete(connection, primaries);
        for (String primary : primaries) {
            deleteRow(connection, primary);
        }
        marks.delete(connection, ids);
    }

    @Override
    public int purge(Connection connection, Instant now, int limit) throws SQLException {
        List<SessionId> expired = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(words.apply(EXPIRED + statements.of("{update}")))) {
            select.setLong(1, now.toEpochMilli());
            select.setInt(2, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    expired.add(SessionId.of(row.getString(1).stripTrailing()));
                }
            }
        }
        delete(connection, expired);
        return expired.size() + marks.purge(connection, now);
    }
}
