package dev.passage.migration.journal.jdbc;

import dev.passage.migration.failure.JournalException;
import dev.passage.migration.failure.JournalException.Reason;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.journal.MigrationHead;
import dev.passage.migration.journal.MigrationHead.Summary;
import dev.passage.migration.journal.NewMigration;
import dev.passage.migration.lease.FencingToken;
import dev.passage.migration.plan.MigrationType;
import dev.passage.migration.status.MigrationState;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows of the table of migrations. */
final class HeadRows {
    private static final String SELECT = """
            SELECT [id], [type], [title], [scope], [handler], [handler_version], [state], [fraction], [wake_at], [priority],
              [created_at], [updated_at], [last_sequence], [last_hash], [owner], [lease_expires_at]
            FROM [@migration]""";

    private HeadRows() {}

    /**
     * What an append must know of a migration, read under a lock.
     *
     * @param nowMicros the database's time, never before the last record's
     */
    record Locked(FencingToken token, Optional<String> scope, long lastSequence, String lastHash, long nowMicros) {
        Locked at(long micros) {
            return new Locked(token, scope, lastSequence, lastHash, micros);
        }
    }

    static Optional<Locked> lock(JournalSession session, MigrationId migration) throws SQLException {
        try (PreparedStatement statement = session.prepare("""
                SELECT [token], [scope], [last_sequence], [last_hash], [updated_at], {now}
                FROM [@migration] WHERE [id] = ?{update}""")) {
            statement.setString(1, migration.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Locked(
                                FencingToken.of(row.getLong(1)),
                                Optional.ofNullable(row.getString(2)),
                                row.getLong(3),
                                row.getString(4),
                                Math.max(row.getLong(5), row.getLong(6))))
                        : Optional.empty();
            }
        }
    }

    static void insert(
            JournalSession session, NewMigration migration, Summary summary, JournalRecord first, JournalRecord last)
            throws SQLException {
        try (PreparedStatement statement = session.prepare("""
                INSERT INTO [@migration] ([state], [fraction], [wake_at], [priority], [active_scope],
                  [updated_at], [last_sequence], [last_hash], [id],
                  [type], [title], [scope], [handler], [handler_version], [created_at], [token])
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)""")) {
            int place = bindChange(statement, migration.id(), Optional.of(summary), migration.scope(), last);
            statement.setString(place++, migration.type().name());
            statement.setString(place++, migration.title());
            bindText(statement, place++, migration.scope());
            statement.setString(place++, migration.handler().name());
            statement.setInt(place++, migration.handler().version());
            statement.setLong(place, Micros.of(first.at()));
            statement.executeUpdate();
        }
    }

    /** Returns the update whose places {@link #bindChange} fills. */
    static String update(boolean withSummary) {
        return withSummary
                ? """
                UPDATE [@migration] SET [state] = ?, [fraction] = ?, [wake_at] = ?, [priority] = ?, [active_scope] = ?,
                  [updated_at] = ?, [last_sequence] = ?, [last_hash] = ? WHERE [id] = ?"""
                : "UPDATE [@migration] SET [updated_at] = ?, [last_sequence] = ?, [last_hash] = ? WHERE [id] = ?";
    }

    static int bindChange(
            PreparedStatement statement,
            MigrationId migration,
            Optional<Summary> change,
            Optional<String> scope,
            JournalRecord last)
            throws SQLException {
        int place = 1;
        if (change.isPresent()) {
            Summary summary = change.get();
            statement.setString(place++, summary.state().name());
            statement.setDouble(place++, summary.fraction());
            if (summary.wakeAt().isPresent()) {
                statement.setLong(place++, Micros.of(summary.wakeAt().get()));
            } else {
                statement.setNull(place++, Types.BIGINT);
            }
            statement.setInt(place++, summary.priority());
            bindText(statement, place++, scope.filter(held -> summary.state().holdsScope()));
        }
        statement.setLong(place++, Micros.of(last.at()));
        statement.setLong(place++, last.sequence());
        statement.setString(place++, last.hash());
        statement.setString(place++, migration.value());
        return place;
    }

    private static void bindText(PreparedStatement statement, int place, Optional<String> text) throws SQLException {
        if (text.isPresent()) {
            statement.setString(place, text.get());
        } else {
            statement.setNull(place, Types.VARCHAR);
        }
    }

    static Optional<MigrationHead> one(JournalSession session, MigrationId migration) throws SQLException {
        try (PreparedStatement statement = session.prepare(SELECT + " WHERE [id] = ?")) {
            statement.setString(1, migration.value());
            return all(statement).stream().findFirst();
        }
    }

    static List<MigrationHead> newest(JournalSession session, int limit) throws SQLException {
        try (PreparedStatement statement = session.prepare(SELECT + " ORDER BY [created_at] DESC, [id] LIMIT ?")) {
            statement.setInt(1, limit);
            return all(statement);
        }
    }

    static List<MigrationHead> due(JournalSession session, int limit) throws SQLException {
        try (PreparedStatement statement = session.prepare(SELECT
                + " WHERE [wake_at] <= {now} AND ([owner] IS NULL OR [lease_expires_at] <= {now})"
                + " ORDER BY [priority] DESC, [wake_at], [id] LIMIT ?")) {
            statement.setInt(1, limit);
            return all(statement);
        }
    }

    static Optional<MigrationId> holderOf(JournalSession session, String scope) throws SQLException {
        try (PreparedStatement statement = session.prepare("SELECT [id] FROM [@migration] WHERE [active_scope] = ?")) {
            statement.setString(1, scope);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(MigrationId.of(row.getString(1))) : Optional.empty();
            }
        }
    }

    private static List<MigrationHead> all(PreparedStatement statement) throws SQLException {
        List<MigrationHead> heads = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                heads.add(head(rows));
            }
        }
        return List.copyOf(heads);
    }

    private static MigrationHead head(ResultSet row) throws SQLException {
        String id = row.getString(1);
        try {
            return new MigrationHead(
                    MigrationId.of(id),
                    MigrationType.valueOf(row.getString(2)),
                    row.getString(3),
                    Optional.ofNullable(row.getString(4)),
                    HandlerId.of(row.getString(5), row.getInt(6)),
                    new Summary(
                            MigrationState.valueOf(row.getString(7)),
                            row.getDouble(8),
                            instant(row, 9),
                            row.getInt(10)),
                    Micros.toInstant(row.getLong(11)),
                    Micros.toInstant(row.getLong(12)),
                    row.getLong(13),
                    row.getString(14),
                    Optional.ofNullable(row.getString(15)),
                    instant(row, 16));
        } catch (IllegalArgumentException unknownWord) {
            throw new JournalException(
                    Reason.UNREADABLE_RECORD,
                    "The journal's row of migration " + id
                            + " holds a type, state or handler this library does not know.",
                    "Use the version of the library that wrote it, or a newer one.",
                    unknownWord);
        }
    }

    private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Micros.toInstant(micros));
    }
}
