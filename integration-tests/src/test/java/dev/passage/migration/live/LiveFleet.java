package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.passage.migration.crash.HostPool;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.routing.TenantConnections;
import dev.passage.migration.routing.TenantRouter;
import dev.passage.migration.tenant.TenantMove;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.history.WrittenStore;
import dev.passage.migration.testkit.lab.MigrationLab;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Two tenants in a shared database; one of them is written to while it moves to another one. The other has rows on both sides, which
 * are byte-identical when the fleet is closed.
 */
final class LiveFleet implements AutoCloseable {
    private static final Duration THOUGHT = Duration.ofMillis(5);

    static final String TENANT = "acme";
    static final String BYSTANDER = "other";

    static final String SCHEMA = """
            CREATE TABLE customers (id VARCHAR(60) NOT NULL PRIMARY KEY, name VARCHAR(100));
            CREATE TABLE vehicles (id BIGINT NOT NULL PRIMARY KEY, customer_id VARCHAR(60) NOT NULL,
              tows BIGINT, plate VARCHAR(40) NOT NULL, weight NUMERIC(10, 3), UNIQUE (plate),
              FOREIGN KEY (customer_id) REFERENCES customers (id), FOREIGN KEY (tows) REFERENCES vehicles (id));
            """;

    static final String TRIPS = """
            CREATE TABLE trips (vehicle_id BIGINT NOT NULL, number INTEGER NOT NULL, note VARCHAR(200),
              PRIMARY KEY (vehicle_id, number), FOREIGN KEY (vehicle_id) REFERENCES vehicles (id) ON DELETE CASCADE)""";

    private final MigrationLab lab = MigrationLab.open();
    private final List<HikariDataSource> pools = new ArrayList<>();
    private final List<String> urls = new ArrayList<>();
    private final Bystander bystander = new Bystander();
    final DataSource journal;
    final DataSource shared;
    final DataSource dedicated;
    final Endpoints endpoints;
    final TenantConnections tenants;
    final TenantRouter router = TenantRouter.startingAt(EndpointName.of("shared"));

    LiveFleet(DatabaseKind kind) throws SQLException {
        this(kind, DatabaseKind.H2);
    }

    LiveFleet(DatabaseKind kind, DatabaseKind ofJournal) throws SQLException {
        this(kind, kind, ofJournal);
    }

    LiveFleet(DatabaseKind source, DatabaseKind target, DatabaseKind ofJournal) throws SQLException {
        this(lab -> lab.database(source, "shared"), lab -> lab.database(target, "dedicated"), ofJournal);
    }

    LiveFleet(TestDatabase source, TestDatabase target) throws SQLException {
        this(lab -> source, lab -> target, DatabaseKind.H2);
    }

    private LiveFleet(
            Function<MigrationLab, TestDatabase> source,
            Function<MigrationLab, TestDatabase> target,
            DatabaseKind ofJournal)
            throws SQLException {
        journal = connections(lab.database(ofJournal, "journal"));
        shared = connections(source.apply(lab));
        dedicated = connections(target.apply(lab));
        endpoints = Endpoints.of(Map.of("shared", shared, "dedicated", dedicated));
        tenants = TenantConnections.over(endpoints, router);
        execute(shared, (SCHEMA + TRIPS).split(";"));
        execute(dedicated, (SCHEMA + TRIPS).split(";"));
    }

    private DataSource connections(TestDatabase database) throws SQLException {
        urls.add(database.url());
        lab.closeAfterTest(database.dataSource().getConnection());
        HikariDataSource pool = HostPool.over(database.dataSource());
        lab.closeAfterTest(pool);
        pools.add(pool);
        return pool;
    }

    /** Where journal, shared and dedicated side are, for other processes. */
    List<String> urls() {
        return List.copyOf(urls);
    }

    Path folder() {
        return lab.folder();
    }

    /** Lets no pool hand out a connection that was cut. */
    void evict() {
        pools.forEach(pool -> pool.getHikariPoolMXBean().softEvictConnections());
    }

    /** Checks that nothing of a move stands in a database but what is there to stay. */
    static void checkNoResidue(DatabaseImage before, DataSource side) {
        assertThat(residue(before, side)).isEmpty();
    }

    /** What stands in a database though it should be gone, or is gone though it should stand. */
    static List<String> residue(DatabaseImage before, DataSource side) {
        DatabaseImage now = DatabaseImage.of(side);
        List<String> residue = new ArrayList<>();
        addDifference(imageOf(side).objects(), before.objects(), residue);
        Set<String> ours = now.tables().stream()
                .filter(name -> name.startsWith("passage_"))
                .collect(Collectors.toSet());
        addDifference(ours, Set.of("passage_fence", "passage_gate", "passage_ledger"), residue);
        for (String table : List.of("passage_fence", "passage_ledger")) {
            if (!now.rows(table).isEmpty()) {
                residue.add(table + " holds " + now.rows(table));
            }
        }
        return residue;
    }

    private static void addDifference(Set<String> present, Set<String> wanted, List<String> residue) {
        present.stream().filter(name -> !wanted.contains(name)).forEach(name -> residue.add(name + " was left"));
        wanted.stream().filter(name -> !present.contains(name)).forEach(name -> residue.add(name + " is gone"));
    }

    static TenantMove move() {
        return TenantMove.of(TENANT).from("shared").to("dedicated").chunksOf(100);
    }

    /** Vehicles from 1,000,000 on, so that what writers add lies before them. */
    void fill(int vehicles, int tripsEach) throws SQLException {
        fill(shared, vehicles, tripsEach, TENANT, BYSTANDER);
        fill(dedicated, 2, 2, BYSTANDER);
        rememberBystander(shared);
        rememberBystander(dedicated);
    }

    /** Takes what the other tenant has on a side for what it has to have in the end; for tests that change that side themselves. */
    void rememberBystander(DataSource side) {
        bystander.remember(side);
    }

    /** What is no longer as it was of the tenant that does not move, in words. */
    List<String> changesOfBystander() {
        return bystander.changes();
    }

    static void fill(DataSource side, int vehicles, int tripsEach, String... tenants) throws SQLException {
        try (Connection connection = side.getConnection()) {
            connection.setAutoCommit(false);
            for (String tenant : tenants) {
                insert(connection, "INSERT INTO customers VALUES (?, ?)", tenant, tenant);
                long first = tenant.equals(TENANT) ? 1_000_000 : 2_000_000;
                for (long id = first; id < first + vehicles; id++) {
                    insert(
                            connection,
                            "INSERT INTO vehicles (id, customer_id, plate, weight) VALUES (?, ?, ?, 1200.5)",
                            id,
                            tenant,
                            "P" + id);
                    for (int trip = 0; trip < tripsEach; trip++) {
                        insert(connection, "INSERT INTO trips VALUES (?, ?, ?)", id, trip, "it's \u00e9 \\ " + trip);
                    }
                }
                insert(connection, "UPDATE vehicles SET tows = id + 1 WHERE id = ?", first);
            }
            connection.commit();
        }
    }

    /** Writes as the host's code does: a vehicle with two trips, and one that tows it. */
    WrittenStore store() {
        return store(THOUGHT);
    }

    /** Writes in this way, with so long a pause before each. */
    WrittenStore store(Duration thought) {
        return store(Connection.TRANSACTION_READ_COMMITTED, thought);
    }

    /** The same in transactions of another isolation. */
    WrittenStore store(int isolation) {
        return store(isolation, THOUGHT);
    }

    private WrittenStore store(int isolation, Duration thought) {
        return new LiveStore(tenants, LiveStore.VEHICLES, isolation, thought);
    }

    /** Writes in a way of its own. */
    WrittenStore store(LiveStore.Rows rows) {
        return new LiveStore(tenants, rows, Connection.TRANSACTION_READ_COMMITTED, THOUGHT);
    }

    static int insert(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < values.length; index++) {
                statement.setObject(index + 1, values[index]);
            }
            return statement.executeUpdate();
        }
    }

    /** What writers wrote, as it is on one side; each trip must say the same as its vehicle. */
    static Map<Long, String> written(DataSource side) throws SQLException {
        Map<Long, String> values = new HashMap<>();
        try (Connection connection = side.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT v.id, v.plate, t.note FROM vehicles v"
                        + " LEFT JOIN trips t ON t.vehicle_id = v.id WHERE v.id < 1000000")) {
            while (row.next()) {
                String plate = row.getString(2);
                values.put(row.getLong(1), plate.equals(row.getString(3)) ? plate : plate + " but " + row.getString(3));
            }
        }
        return values;
    }

    static DatabaseImage imageOf(DataSource side) {
        return DatabaseImage.of(side).withoutTables(name -> name.startsWith("passage_"));
    }

    /** The rows of the tenant that moves, on one side. */
    static DatabaseImage movingOn(DataSource side) {
        return of(imageOf(side), TENANT);
    }

    /** The rows of one tenant. */
    static DatabaseImage of(DatabaseImage image, String tenant) {
        List<String> ids = new ArrayList<>();
        image.rows("vehicles").stream()
                .filter(row -> row.containsValue("'" + tenant + "'"))
                .forEach(row -> ids.add(row.get("id")));
        return image.onlyRows((table, row) -> switch (table) {
            case "customers" -> ("'" + tenant + "'").equals(row.get("id"));
            case "vehicles" -> ("'" + tenant + "'").equals(row.get("customer_id"));
            default -> ids.contains(row.get("vehicle_id"));
        });
    }

    static void execute(DataSource side, String... statements) throws SQLException {
        try (Connection connection = side.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() {
        try (lab) {
            assertThat(changesOfBystander()).isEmpty();
        }
    }
}
