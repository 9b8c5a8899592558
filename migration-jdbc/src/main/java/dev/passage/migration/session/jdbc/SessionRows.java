package dev.passage.migration.session.jdbc;

import dev.passage.migration.session.SessionEntry;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionPage;
import dev.passage.migration.session.SessionTouch;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How sessions lie in tables. Each call is part of a transaction of the caller's. */
interface SessionRows {

    /** The entries with these ids. */
    Map<SessionId, SessionEntry> read(Connection connection, Collection<SessionId> ids) throws SQLException;

    /** Version and kind of the entries with these ids, locked; other parts may be missing. */
    Map<SessionId, SessionEntry> lock(Connection connection, Collection<SessionId> ids) throws SQLException;

    void insert(Connection connection, List<SessionEntry> entries) throws SQLException;

    void update(Connection connection, List<SessionEntry> entries) throws SQLException;

    boolean touch(Connection connection, SessionTouch touch) throws SQLException;

    SessionPage scan(Connection connection, Optional<String> cursor, int limit) throws SQLException;

    void delete(Connection connection, Collection<SessionId> ids) throws SQLException;

    int purge(Connection connection, Instant now, int limit) throws SQLException;
}
