package dev.passage.migration.gate;

import dev.passage.migration.dialect.SessionLimit;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.gate.GateState.Position;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.sql.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The gate of tenants in one database: one row a tenant, on which every writing transaction holds a lock that writers share,
 * and which only changes by compare-and-set (ALGORITHMS 1.5, promise 2). Closing therefore waits for writers in flight, and of
 * two that decide at once exactly one succeeds.
 *
 * <p>A closed gate is a lease on this database's own clock: when its time has passed, anybody may open it again, so a mover
 * that dies holds nobody up for longer than that.
 *
 * <p>Safe for use by several threads and processes. Everything it does is one committed transaction.
 *
 * @since 0.1.0
 */
public final class Gate {
    private static final String COLUMNS = "[state], [epoch], [close_id], [closed_until], {now}, [successor]";
    private static final String READ = "SELECT " + COLUMNS + " FROM [@gate] WHERE [tenant] = ?";
    private static final String ADD =
            "INSERT INTO [@gate] ([tenant], [state], [epoch], [close_id], [closed_until], [successor])"
                    + " VALUES (?, ?, ?, '', 0, '')";
    private static final String UNRESERVE =
            "DELETE FROM [@gate] WHERE [tenant] = ? AND [state] = 'CLOSED' AND [epoch] = 0 AND [close_id] = ''";
    private static final String CLOSE = "UPDATE [@gate] SET [state] = 'CLOSED', [close_id] = ?, [closed_until] = ?"
            + " WHERE [tenant] = ? AND [state] = 'OPEN' AND [epoch] = ?";
    private static final String EXTEND =
            "UPDATE [@gate] SET [closed_until] = {now} + ? WHERE [tenant] = ? AND [state] = 'CLOSED' AND [close_id] = ?";
    private static final String REOPEN = "UPDATE [@gate] SET [state] = 'OPEN', [close_id] = '', [closed_until] = 0"
            + " WHERE [tenant] = ? AND [state] = 'CLOSED' AND [close_id] = ?";
    private static final String HEAL = "UPDATE [@gate] SET [state] = 'OPEN', [close_id] = '', [closed_until] = 0"
            + " WHERE [tenant] = ? AND [state] = 'CLOSED' AND [close_id] <> '' AND [closed_until] <= {now}";
    private static final String DECIDE = "UPDATE [@gate] SET [state] = 'MOVED', [epoch] = [epoch] + 1, [close_id] = '',"
            + " [closed_until] = 0, [successor] = ?"
            + " WHERE [tenant] = ? AND [state] = 'CLOSED' AND [close_id] = ? AND [closed_until] > {now}";
    private static final String BEHIND = "[tenant] = ? AND [epoch] < ? AND [state] <> 'OPEN'";
    private static final String OPEN = "UPDATE [@gate] SET [state] = 'OPEN', [epoch] = ?, [close_id] = '',"
            + " [closed_until] = 0, [successor] = '' WHERE ";
    private static final String REGAIN = "UPDATE [@gate] SET [state] = 'OPEN', [epoch] = [epoch] + 1, [close_id] = '',"
            + " [closed_until] = 0, [successor] = ''"
            + " WHERE [tenant] = ? AND [state] = 'MOVED' AND [epoch] = ? AND [successor] = ?";
    private static final String SUPERSEDE = "UPDATE [@gate] SET [state] = 'MOVED', [epoch] = ?, [close_id] = '',"
            + " [closed_until] = 0, [successor] = ? WHERE [tenant] = ? AND [epoch] < ?";

    private final Endpoint endpoint;

    /**
     * Creates the gate of a database.
     *
     * @param endpoint the database; its {@link GateTables} must exist
     */
    public Gate(Endpoint endpoint) {
        this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
    }

    /**
     * A check that a mover makes first in each of its transactions.
     *
     * @since 0.1.0
     */
    @FunctionalInterface
    public interface Guard {

        /**
         * Refuses a mover that was overtaken.
         *
         * @param connection the mover's connection
         * @throws SQLException when the database refuses
         */
        void check(Connection connection) throws SQLException;
    }

    /**
     * Reads the gate of a tenant.
     *
     * @param tenant the tenant
     * @return what it says, empty when the tenant has no gate here
     * @throws SQLException when the database refuses
     */
    public Optional<GateState> read(String tenant) throws SQLException {
        return endpoint.inTransaction(connection -> read(connection, tenant, READ));
    }

    /**
     * Reads the gate of a tenant as the first statement of a writing transaction, with a lock that is held to its end: as long
     * as it is, the gate does not change. Blocks while the gate is being changed.
     *
     * @param connection the writer's connection, with auto-commit off
     * @param tenant the tenant
     * @return what it says, empty when the tenant has no gate here
     * @throws SQLException when the database refuses, or the writer's snapshot is older than the gate
     */
    public Optional<GateState> enter(Connection connection, String tenant) throws SQLException {
        String turn =
                endpoint.dialect().sharedTurn("tenant").map(" AND "::concat).orElse("");
        return read(connection, tenant, READ + turn + "{share}");
    }

    /**
     * Reads the gate of a tenant in a transaction that cannot write, without a lock.
     *
     * @param connection the reader's connection
     * @param tenant the tenant
     * @return what it says, empty when the tenant has no gate here
     * @throws SQLException when the database refuses
     */
    public Optional<GateState> look(Connection connection, String tenant) throws SQLException {
        return read(connection, tenant, READ);
    }

    /**
     * Reads the gate of a tenant at the beginning of a transaction that cannot write, so that what the transaction reads afterwards is
     * not older than a decision: under READ COMMITTED authority does not leave this side before the transaction ends, and under a
     * stricter isolation everything is read as it was when the gate was. Blocks while the gate is being changed.
     *
     * @param connection the reader's connection, with auto-commit off
     * @param tenant the tenant
     * @return what it says, empty when the tenant has no gate here
     * @throws SQLException when the database refuses
     */
    public Optional<GateState> attend(Connection connection, String tenant) throws SQLException {
        Optional<String> turn = endpoint.dialect().readersTurn("tenant");
        if (turn.isEmpty()) {
            return enter(connection, tenant);
        }
        // The statement that waits for its turn sees the row as it was before the wait.
        return read(connection, tenant, READ + " AND " + turn.get()).isPresent()
                ? look(connection, tenant)
                : Optional.empty();
    }

    /**
     * Makes sure that the tenant has a gate here: an open one of epoch 0 if it has none yet. Only for the side where a tenant
     * that has never moved lives.
     *
     * @param tenant the tenant, 1 to 200 characters
     * @return what it says
     * @throws SQLException when the database refuses
     */
    public GateState ensure(String tenant) throws SQLException {
        Optional<GateState> present = read(tenant);
        if (present.isPresent()) {
            return present.get();
        }
        add(tenant, Position.OPEN, 0);
        return read(tenant).orElseThrow();
    }

    /**
     * Makes sure that a side where the tenant does not live yet accepts no writes of it: adds a closed gate of epoch 0 if the
     * tenant has none here. Nobody opens it but by {@link #open}.
     *
     * @param tenant the tenant, 1 to 200 characters
     * @throws SQLException when the database refuses
     */
    public void reserve(String tenant) throws SQLException {
        if (read(tenant).isEmpty()) {
            add(tenant, Position.CLOSED, 0);
        }
    }

    /**
     * Takes away what {@link #reserve} added, unless the tenant has come here since.
     *
     * @param tenant the tenant
     * @throws SQLException when the database refuses
     */
    public void unreserve(String tenant) throws SQLException {
        endpoint.inTransaction(connection -> {
            try (PreparedStatement remove =
                    connection.prepareStatement(statements().of(UNRESERVE))) {
                remove.setString(1, tenant);
                return remove.executeUpdate();
            }
        });
    }

    /**
     * Closes the gate, waiting for writers in flight; nothing has changed when it throws. Writers that come meanwhile wait behind the
     * closing, so the time for which it stays closed begins with the wait.
     *
     * @param guard refuses a mover that was overtaken
     * @param tenant the tenant
     * @param epoch the epoch in which it must be open
     * @param closeId names this closing, 1 to 64 characters, never used before
     * @param closedFor how long from now on it keeps writers out, unless prolonged
     * @param patience how long to wait for writers in flight, as long as {@code closedFor} at the most
     * @return whether it is closed now; false when it was not open in that epoch
     * @throws StepFailedException if writers in flight did not end in time
     * @throws SQLException when the database refuses
     */
    public boolean close(Guard guard, String tenant, long epoch, String closeId, Duration closedFor, Duration patience)
            throws SQLException {
        try {
            return changed(GateFaultPoints.CLOSE_WRITTEN, GateFaultPoints.CLOSE_COMMITTED, connection -> {
                guard.check(connection);
                long until = now(connection) + micros(closedFor);
                SessionLimit limit = endpoint.dialect().limitWait(connection, patience);
                try (PreparedStatement close =
                        connection.prepareStatement(statements().of(CLOSE))) {
                    takeTurn(connection, tenant);
                    close.setString(1, closeId);
                    close.setLong(2, until);
                    close.setString(3, tenant);
                    close.setLong(4, epoch);
                    return close.executeUpdate();
                } catch (SQLException refused) {
                    throw endpoint.dialect().isLockTimeout(refused) ? new WritersInFlight(refused) : refused;
                } finally {
                    limit.close();
                }
            });
        } catch (WritersInFlight late) {
            throw StepFailedException.retryable(
                    FailureKind.TIMEOUT,
                    "Writers of tenant " + tenant + " on endpoint " + endpoint.name() + " did not end within "
                            + patience + ", so its gate was not closed." + WritersInFlight.on(endpoint, tenant),
                    "Look for a long transaction of this tenant; nothing has changed.",
                    late.refused());
        }
    }

    /**
     * Prolongs a closing, also one whose time has passed if nobody has opened the gate since.
     *
     * @param guard refuses a mover that was overtaken
     * @param tenant the tenant
     * @param closeId the closing
     * @param closedFor how long it stays closed from now
     * @return whether it is still closed by this closing
     * @throws SQLException when the database refuses
     */
    public boolean extend(Guard guard, String tenant, String closeId, Duration closedFor) throws SQLException {
        return changed(GateFaultPoints.EXTEND_WRITTEN, GateFaultPoints.EXTEND_COMMITTED, connection -> {
            guard.check(connection);
            try (PreparedStatement extend =
                    connection.prepareStatement(statements().of(EXTEND))) {
                extend.setLong(1, micros(closedFor));
                extend.setString(2, tenant);
                extend.setString(3, closeId);
                return extend.executeUpdate();
            }
        });
    }

    /**
     * Opens the gate again in the same epoch.
     *
     * @param guard refuses a mover that was overtaken
     * @param tenant the tenant
     * @param closeId the closing that ends
     * @return whether it was closed by that closing
     * @throws SQLException when the database refuses
     */
    public boolean reopen(Guard guard, String tenant, String closeId) throws SQLException {
        return changed(GateFaultPoints.REOPEN_WRITTEN, GateFaultPoints.REOPEN_COMMITTED, connection -> {
            guard.check(connection);
            takeTurn(connection, tenant);
            try (PreparedStatement reopen =
                    connection.prepareStatement(statements().of(REOPEN))) {
                reopen.setString(1, tenant);
                reopen.setString(2, closeId);
                return reopen.executeUpdate();
            }
        });
    }

    /**
     * Opens a gate whose time has passed; for writers, who hold no token.
     *
     * @param tenant the tenant
     * @return whether this call opened it
     * @throws SQLException when the database refuses
     */
    public boolean heal(String tenant) throws SQLException {
        return changed(GateFaultPoints.REOPEN_WRITTEN, GateFaultPoints.REOPEN_COMMITTED, connection -> {
            takeTurn(connection, tenant);
            try (PreparedStatement heal =
                    connection.prepareStatement(statements().of(HEAL))) {
                heal.setString(1, tenant);
                return heal.executeUpdate();
            }
        });
    }

    /**
     * Decides: authority leaves this side, now and for good in this epoch. The only commit point of a move.
     *
     * @param guard refuses a mover that was overtaken
     * @param tenant the tenant
     * @param closeId the closing under which everything was brought over
     * @param successor who takes over
     * @return whether it is decided; false when the closing has passed or was ended
     * @throws SQLException when the database refuses
     */
    public boolean decide(Guard guard, String tenant, String closeId, EndpointName successor) throws SQLException {
        return changed(GateFaultPoints.DECIDE_WRITTEN, GateFaultPoints.DECIDE_COMMITTED, connection -> {
            guard.check(connection);
            takeTurn(connection, tenant);
            try (PreparedStatement decide =
                    connection.prepareStatement(statements().of(DECIDE))) {
                decide.setString(1, successor.value());
                decide.setString(2, tenant);
                decide.setString(3, closeId);
                return decide.executeUpdate();
            }
        });
    }

    /**
     * Opens this side in an epoch, after the other side has moved in the same; for anybody who has seen that. Does nothing when
     * this side has seen that epoch or a later one, and never waits for writers who have found it open.
     *
     * @param tenant the tenant
     * @param epoch the epoch of the other side after its decision
     * @throws SQLException when the database refuses
     */
    public void open(String tenant, long epoch) throws SQLException {
        Optional<GateState> present = read(tenant);
        if (present.isEmpty()) {
            if (add(tenant, Position.OPEN, epoch)) {
                GateFaultPoints.OPEN_COMMITTED.reached();
                return;
            }
            present = read(tenant);
        }
        Optional<String> unlessInUse = endpoint.dialect().unlessInUse();
        if (unlessInUse.isEmpty()) {
            if (isBehind(present, epoch)) {
                opened(OPEN + BEHIND, tenant, epoch);
            }
            return;
        }
        String open = OPEN + "[tenant] = (SELECT [tenant] FROM [@gate] WHERE " + BEHIND + unlessInUse.get() + ")";
        while (isBehind(present, epoch) && !opened(open, tenant, epoch)) {
            // Who has the row opens it, or has found it open and is let past those who wait to change it; so this waits
            // as one of them.
            present = endpoint.inTransaction(connection -> enter(connection, tenant));
        }
    }

    private static boolean isBehind(Optional<GateState> state, long epoch) {
        return state.filter(found -> !found.isOpen() && found.epoch() < epoch).isPresent();
    }

    private boolean opened(String statement, String tenant, long epoch) throws SQLException {
        return changed(GateFaultPoints.OPEN_WRITTEN, GateFaultPoints.OPEN_COMMITTED, connection -> {
            try (PreparedStatement open =
                    connection.prepareStatement(statements().of(statement))) {
                open.setLong(1, epoch);
                open.setString(2, tenant);
                open.setLong(3, epoch);
                return open.executeUpdate();
            }
        });
    }

    /**
     * Opens this side again, in a new epoch and without a decision of the side that authority had gone to: that side is dead, and what
     * was written there is lost. When it comes back it must be told by {@link #supersede} before anybody writes there.
     *
     * @param guard refuses a mover that was overtaken
     * @param tenant the tenant
     * @param epoch the epoch in which authority left this side
     * @param lost the side that it went to
     * @return whether this call opened it; false when authority has not left in that epoch, or to another side
     * @throws SQLException when the database refuses
     */
    public boolean regain(Guard guard, String tenant, long epoch, EndpointName lost) throws SQLException {
        return changed(GateFaultPoints.OPEN_WRITTEN, GateFaultPoints.OPEN_COMMITTED, connection -> {
            guard.check(connection);
            takeTurn(connection, tenant);
            try (PreparedStatement regain =
                    connection.prepareStatement(statements().of(REGAIN))) {
                regain.setString(1, tenant);
                regain.setLong(2, epoch);
                regain.setString(3, lost.value());
                return regain.executeUpdate();
            }
        });
    }

    /**
     * Ends the authority of this side, because another was opened in a later epoch without it; waits for writers in flight. For anybody
     * who has seen that. Does nothing when this side knows of that epoch or a later one.
     *
     * @param tenant the tenant
     * @param epoch the epoch in which the other side is open
     * @param successor the other side
     * @return whether this call ended it
     * @throws SQLException when the database refuses
     */
    public boolean supersede(String tenant, long epoch, EndpointName successor) throws SQLException {
        return changed(GateFaultPoints.DECIDE_WRITTEN, GateFaultPoints.DECIDE_COMMITTED, connection -> {
            takeTurn(connection, tenant);
            try (PreparedStatement supersede =
                    connection.prepareStatement(statements().of(SUPERSEDE))) {
                supersede.setLong(1, epoch);
                supersede.setString(2, successor.value());
                supersede.setString(3, tenant);
                supersede.setLong(4, epoch);
                return supersede.executeUpdate();
            }
        });
    }

    /** Where those who share a lock let each other in, whoever wants to change the row would wait as long as there are any. */
    private void takeTurn(Connection connection, String tenant) throws SQLException {
        Optional<String> turn = endpoint.dialect().turn();
        if (turn.isPresent()) {
            try (PreparedStatement take = connection.prepareStatement(turn.get())) {
                take.setString(1, tenant);
                take.execute();
            }
        }
    }

    private long now(Connection connection) throws SQLException {
        try (PreparedStatement ask = connection.prepareStatement(statements().of("SELECT {now}"));
                ResultSet row = ask.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private interface Change {
        int in(Connection connection) throws SQLException;
    }

    private boolean changed(FaultPoint written, FaultPoint committed, Change change) throws SQLException {
        boolean changed = endpoint.inTransaction(connection -> {
            int rows = change.in(connection);
            written.reached();
            return rows == 1;
        });
        committed.reached();
        return changed;
    }

    private boolean add(String tenant, Position position, long epoch) throws SQLException {
        if (tenant.isEmpty() || tenant.length() > GateTables.LONGEST_TENANT) {
            throw new IllegalArgumentException("The name of a tenant needs 1 to " + GateTables.LONGEST_TENANT
                    + " characters, but has " + tenant.length() + ".");
        }
        try {
            return endpoint.inTransaction(connection -> {
                try (PreparedStatement add =
                        connection.prepareStatement(statements().of(ADD))) {
                    add.setString(1, tenant);
                    add.setString(2, position.name());
                    add.setLong(3, epoch);
                    add.executeUpdate();
                    return true;
                }
            });
        } catch (SQLException refused) {
            if (endpoint.dialect().isDuplicateKey(refused)) {
                return false;
            }
            throw refused;
        }
    }

    private Optional<GateState> read(Connection connection, String tenant, String template) throws SQLException {
        try (PreparedStatement read = connection.prepareStatement(statements().of(template))) {
            read.setString(1, tenant);
            try (ResultSet row = read.executeQuery()) {
                return row.next() ? Optional.of(state(row)) : Optional.empty();
            }
        }
    }

    private static GateState state(ResultSet row) throws SQLException {
        Position position = Position.valueOf(row.getString(1));
        String closeId = row.getString(3);
        String successor = row.getString(6);
        return new GateState(
                position,
                row.getLong(2),
                closeId,
                position == Position.CLOSED && !closeId.isEmpty() && row.getLong(4) <= row.getLong(5),
                successor.isEmpty() ? Optional.empty() : Optional.of(EndpointName.of(successor)));
    }

    private Statements statements() {
        return GateTables.statements(endpoint.dialect());
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
