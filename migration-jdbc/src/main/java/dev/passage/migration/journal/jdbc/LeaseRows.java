package dev.passage.migration.journal.jdbc;

import dev.passage.migration.failure.LeaseHeldException;
import dev.passage.migration.failure.UnknownMigrationException;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.lease.FencingToken;
import dev.passage.migration.lease.Lease;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Leases in the table of migrations; only the database's clock is ever compared. */
final class LeaseRows {
    private LeaseRows() {}

    static Lease acquire(JournalSession session, MigrationId migration, String owner, Duration duration)
            throws SQLException {
        boolean taken;
        try (PreparedStatement statement = session.prepare("""
                UPDATE [@migration] SET [token] = [token] + 1, [owner] = ?, [lease_expires_at] = {now} + ?
                WHERE [id] = ? AND ([owner] IS NULL OR [owner] = ? OR [lease_expires_at] <= {now})""")) {
            statement.setString(1, owner);
            statement.setLong(2, Micros.of(duration));
            statement.setString(3, migration.value());
            statement.setString(4, owner);
            taken = statement.executeUpdate() == 1;
        }
        try (PreparedStatement statement =
                session.prepare("SELECT [token], [owner], [lease_expires_at] FROM [@migration] WHERE [id] = ?")) {
            statement.setString(1, migration.value());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new UnknownMigrationException(migration);
                }
                Instant expiresAt = Micros.toInstant(row.getLong(3));
                if (!taken) {
                    throw new LeaseHeldException(migration, row.getString(2), expiresAt);
                }
                return new Lease(migration, owner, FencingToken.of(row.getLong(1)), expiresAt, duration);
            }
        }
    }

    static Optional<Lease> renew(JournalSession session, Lease lease, Duration duration) throws SQLException {
        boolean renewed;
        try (PreparedStatement statement = session.prepare("""
                UPDATE [@migration] SET [lease_expires_at] = {now} + ?
                WHERE [id] = ? AND [token] = ? AND [owner] = ?""")) {
            statement.setLong(1, Micros.of(duration));
            bind(statement, 2, lease);
            renewed = statement.executeUpdate() == 1;
        }
        if (!renewed) {
            return Optional.empty();
        }
        try (PreparedStatement statement =
                session.prepare("SELECT [lease_expires_at] FROM [@migration] WHERE [id] = ?")) {
            statement.setString(1, lease.migration().value());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return Optional.of(new Lease(
                        lease.migration(), lease.owner(), lease.token(), Micros.toInstant(row.getLong(1)), duration));
            }
        }
    }

    static boolean release(JournalSession session, Lease lease) throws SQLException {
        try (PreparedStatement statement = session.prepare("""
                UPDATE [@migration] SET [lease_expires_at] = {now}
                WHERE [id] = ? AND [token] = ? AND [owner] = ? AND [lease_expires_at] > {now}""")) {
            bind(statement, 1, lease);
            return statement.executeUpdate() == 1;
        }
    }

    private static void bind(PreparedStatement statement, int place, Lease lease) throws SQLException {
        statement.setString(place, lease.migration().value());
        statement.setLong(place + 1, lease.token().value());
        statement.setString(place + 2, lease.owner());
    }
}
