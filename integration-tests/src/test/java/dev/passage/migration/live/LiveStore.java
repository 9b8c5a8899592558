package dev.passage.migration.live;

import dev.passage.migration.routing.TenantConnections;
import dev.passage.migration.testkit.history.WrittenStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** How writers of the tenant that moves write, through what the host uses. */
final class LiveStore implements WrittenStore {
    /** As the host's code does: a vehicle with a trip, and one that tows it. */
    static final Rows VEHICLES = new Rows() {
        @Override
        public void put(Connection connection, long key, String value) throws SQLException {
            String update = "UPDATE vehicles SET plate = ?, weight = weight + 1, tows = 1000000 WHERE id = ?";
            if (LiveFleet.insert(connection, update, value, key) == 0) {
                LiveFleet.insert(
                        connection,
                        "INSERT INTO vehicles (id, customer_id, plate, weight) VALUES (?, ?, ?, 1)",
                        key,
                        LiveFleet.TENANT,
                        value);
                LiveFleet.insert(
                        connection, "INSERT INTO trips (vehicle_id, number, note) VALUES (?, 1, ?)", key, value);
            }
            LiveFleet.insert(connection, "UPDATE trips SET note = ? WHERE vehicle_id = ?", value, key);
        }

        @Override
        public void delete(Connection connection, long key) throws SQLException {
            LiveFleet.insert(connection, "DELETE FROM vehicles WHERE id = ?", key);
        }
    };

    private final TenantConnections tenants;
    private final Rows rows;
    private final int isolation;
    private final Duration thought;

    LiveStore(TenantConnections tenants, Rows rows, int isolation, Duration thought) {
        this.tenants = tenants;
        this.rows = rows;
        this.isolation = isolation;
        this.thought = thought;
    }

    /** What is done in one transaction. */
    interface Rows {
        void put(Connection connection, long key, String value) throws SQLException;

        void delete(Connection connection, long key) throws SQLException;
    }

    @Override
    public void put(long key, String value) throws SQLException {
        repeated(connection -> rows.put(connection, key, value));
    }

    @Override
    public void delete(long key) throws SQLException {
        repeated(connection -> rows.delete(connection, key));
    }

    private interface Work {
        void on(Connection connection) throws SQLException;
    }

    /** Two writers of one key may get in each other's way, as anywhere; and nobody writes without a pause. */
    private void repeated(Work work) throws SQLException {
        LockSupport.parkNanos(thought.toNanos());
        while (true) {
            try {
                tenants.inTransaction(LiveFleet.TENANT, connection -> {
                    connection.setTransactionIsolation(isolation);
                    work.on(connection);
                });
                return;
            } catch (SQLException refused) {
                if (!String.valueOf(refused.getSQLState()).matches("23.*|40.*")) {
                    throw refused;
                }
            }
        }
    }
}
