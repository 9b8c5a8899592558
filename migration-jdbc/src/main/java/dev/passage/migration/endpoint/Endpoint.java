package dev.passage.migration.endpoint;

import dev.passage.migration.dialect.Dialect;
import dev.passage.migration.dialect.UnsupportedDatabaseException;
import dev.passage.migration.failure.EndpointUnavailableException;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.sql.CommitUncertainException;
import dev.passage.migration.sql.RedactedSqlException;
import dev.passage.migration.sql.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A database under the name that the host gave it. Safe for use by several threads; holds no connection of its own.
 *
 * @since 0.1.0
 */
public final class Endpoint {
    private static final int TRIES = 5;

    private final EndpointName name;
    private final DataSource dataSource;
    private volatile @Nullable Dialect dialect;

    Endpoint(EndpointName name, DataSource dataSource) {
        this.name = Objects.requireNonNull(name, "name");
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    }

    /**
     * Returns the name that the host gave it.
     *
     * @return the name
     */
    public EndpointName name() {
        return name;
    }

    /**
     * Opens a connection.
     *
     * @return the connection, as the host's data source gives it; the caller closes it
     * @throws EndpointUnavailableException if there is none to be had; its message holds neither URL nor password
     */
    public Connection open() {
        try {
            return dataSource.getConnection();
        } catch (SQLException refused) {
            throw new EndpointUnavailableException(
                    name,
                    "Endpoint " + name + " cannot be reached (" + RedactedSqlException.describe(refused) + ").",
                    "Check that its database runs, and the data source that is registered under this name.",
                    RedactedSqlException.of(refused));
        }
    }

    /**
     * Returns what its engine says differently; asked once.
     *
     * @return the dialect
     * @throws EndpointUnavailableException if it cannot be reached, or is of an engine or version that is not supported
     */
    public Dialect dialect() {
        Dialect known = dialect;
        if (known != null) {
            return known;
        }
        try (Connection connection = open()) {
            Dialect found = Dialect.of(connection);
            dialect = found;
            return found;
        } catch (UnsupportedDatabaseException unsupported) {
            throw new EndpointUnavailableException(
                    name,
                    "Endpoint " + name + " cannot take part. " + unsupported.getMessage(),
                    "Register another database under this name.",
                    unsupported);
        } catch (SQLException refused) {
            throw new EndpointUnavailableException(
                    name,
                    "Endpoint " + name + " cannot be asked what it is (" + RedactedSqlException.describe(refused)
                            + ").",
                    "Check that its database runs.",
                    RedactedSqlException.of(refused));
        }
    }

    /**
     * Runs a short transaction, again when it lost against another (deadlock, serialization failure), up to five times.
     *
     * @param work what to do; may run several times, each in a transaction of its own
     * @param <T> the type of what it finds
     * @return what the work returned, after the commit
     * @throws CommitUncertainException when the outcome of the commit is unknown
     * @throws SQLException when the database refuses; nothing is stored
     */
    public <T> T inTransaction(Transaction.Work<T> work) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return Transaction.run(this::open, work);
            } catch (CommitUncertainException uncertain) {
                throw uncertain;
            } catch (SQLException lost) {
                if (attempt == TRIES || !dialect().isTransient(lost)) {
                    throw lost;
                }
            }
        }
    }

    @Override
    public String toString() {
        return "Endpoint " + name;
    }
}
