package dev.passage.migration.gate;

import dev.passage.migration.dialect.SessionLimit;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.failure.LeaseLostException;
import dev.passage.migration.handler.Participant;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.lease.FencingToken;
import dev.passage.migration.sql.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes one database refuse the writes of a mover that was overtaken (X2): every transaction of a mover reads the fence row
 * with a lock that others may share, and a new owner raises the row before it reads anything, which waits for such
 * transactions to end.
 *
 * <p>Safe for use by several threads. The row survives a crash; it is removed by {@link #retire}, after which every token is
 * refused.
 *
 * @since 0.1.0
 */
public final class Fence implements Participant {
    private static final Duration ZOMBIE_LIMIT = Duration.ofSeconds(10);
    private static final int LONGEST_NAME = 63;
    private static final String RAISE = "UPDATE [@fence] SET [token] = ? WHERE [migration] = ? AND [token] <= ?";
    private static final String ADD = "INSERT INTO [@fence] ([migration], [token]) VALUES (?, ?)";
    private static final String REMOVE = "DELETE FROM [@fence] WHERE [migration] = ?";

    private final Endpoint endpoint;

    /**
     * Creates the fence of a database.
     *
     * @param endpoint the database
     */
    public Fence(Endpoint endpoint) {
        this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
    }

    @Override
    public String name() {
        return "endpoint " + endpoint.name();
    }

    /**
     * Refuses a mover that was overtaken; the first statement of each of its transactions. The lock it takes is held to the
     * end of the transaction, so no new owner can begin before that.
     *
     * @param connection the mover's connection, with auto-commit off
     * @param migration the migration
     * @param token the mover's token
     * @throws LeaseLostException if another token was raised, or the fence is gone because the migration has ended
     * @throws SQLException when the database refuses
     */
    public void check(Connection connection, MigrationId migration, FencingToken token) throws SQLException {
        Optional<String> leash = endpoint.dialect().leash();
        String select =
                statements().of("SELECT [token]" + leash.orElse("") + " FROM [@fence] WHERE [migration] = ?{share}");
        try (PreparedStatement read = connection.prepareStatement(select)) {
            if (leash.isPresent()) {
                read.setString(1, nameOf(migration));
            }
            read.setString(leash.isPresent() ? 2 : 1, migration.value());
            try (ResultSet row = read.executeQuery()) {
                if (!row.next() || row.getLong(1) != token.value()) {
                    throw new LeaseLostException(migration, token, name());
                }
            }
        }
    }

    @Override
    public void raise(MigrationId migration, FencingToken token) throws SQLException {
        GateTables.createMissing(endpoint);
        evict(migration);
        boolean raised = false;
        for (int attempt = 0; attempt < 2 && !raised; attempt++) {
            raised = raiseExisting(migration, token) || add(migration, token);
        }
        if (!raised) {
            throw new LeaseLostException(migration, token, name());
        }
        GateFaultPoints.FENCE_COMMITTED.reached();
    }

    /** A mover that is frozen in a transaction would keep its locks; whoever raises the fence is its heir. */
    private void evict(MigrationId migration) throws SQLException {
        Optional<String> eviction = endpoint.dialect().eviction();
        if (eviction.isPresent()) {
            endpoint.inTransaction(connection -> {
                try (PreparedStatement evict = connection.prepareStatement(eviction.get())) {
                    evict.setString(1, nameOf(migration));
                    return evict.execute();
                }
            });
        }
    }

    private static String nameOf(MigrationId migration) {
        String name = "passage mover " + migration;
        return name.substring(0, Math.min(name.length(), LONGEST_NAME));
    }

    private boolean raiseExisting(MigrationId migration, FencingToken token) throws SQLException {
        return endpoint.inTransaction(connection -> {
            SessionLimit limit = endpoint.dialect().limitLockWait(connection, ZOMBIE_LIMIT);
            try (PreparedStatement raise =
                    connection.prepareStatement(statements().of(RAISE))) {
                raise.setLong(1, token.value());
                raise.setString(2, migration.value());
                raise.setLong(3, token.value());
                return written(raise);
            } finally {
                limit.close();
            }
        });
    }

    private static boolean written(PreparedStatement statement) throws SQLException {
        boolean written = statement.executeUpdate() == 1;
        GateFaultPoints.FENCE_WRITTEN.reached();
        return written;
    }

    private boolean add(MigrationId migration, FencingToken token) throws SQLException {
        try {
            return endpoint.inTransaction(connection -> {
                try (PreparedStatement add =
                        connection.prepareStatement(statements().of(ADD))) {
                    add.setString(1, migration.value());
                    add.setLong(2, token.value());
                    return written(add);
                }
            });
        } catch (SQLException refused) {
            if (endpoint.dialect().isDuplicateKey(refused)) {
                return false;
            }
            throw refused;
        }
    }

    @Override
    public void retire(MigrationId migration) throws SQLException {
        if (!GateTables.exist(endpoint)) {
            return;
        }
        endpoint.inTransaction(connection -> {
            try (PreparedStatement remove =
                    connection.prepareStatement(statements().of(REMOVE))) {
                remove.setString(1, migration.value());
                return remove.executeUpdate();
            }
        });
        GateFaultPoints.FENCE_RETIRED.reached();
    }

    private Statements statements() {
        return GateTables.statements(endpoint.dialect());
    }
}
