package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.crash.GateReadingRouter;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationStatus;
import dev.passage.migration.step.Choice;
import dev.passage.migration.tenant.TenantMoveHandler;
import dev.passage.migration.testkit.crash.CrashProcess;
import dev.passage.migration.testkit.crash.CrashScenario;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.fault.FaultPoints;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * A live move for the crash matrix: the host writes each time before the mover opens a connection to the source, so that there are
 * changes at every point of it, and in the end each write that was acknowledged must be there.
 */
public abstract class LiveScenario implements CrashScenario {
    private static final Duration WAY_BACK = Duration.ofMillis(100);
    private static final String VEHICLE = " WHERE id = 1000000";

    private final boolean back;
    private final LiveFleet fleet;
    private final DatabaseImage before;
    private final AtomicLong acknowledged = new AtomicLong();

    LiveScenario(DatabaseKind kind, boolean back) {
        this.back = back;
        try {
            fleet = new LiveFleet(kind);
            fleet.fill(3, 40);
            before = LiveFleet.imageOf(fleet.shared);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<Handler<?>> handlers(CrashProcess process) {
        fleet.evict(); // a new process has a new pool
        Endpoints endpoints = Endpoints.of(Map.of(
                "shared",
                process.connect(writtenTo(fleet.shared)),
                "dedicated",
                process.connect(writtenTo(fleet.dedicated))));
        return List.of(new TenantMoveHandler(endpoints, new GateReadingRouter(endpoints)));
    }

    @Override
    public Optional<Journal> journal(CrashProcess process) {
        return Optional.of(JdbcJournal.on(process.connect(fleet.journal)).creatingSchema());
    }

    private DataSource writtenTo(DataSource source) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection")) {
                        write(source);
                    }
                    try {
                        return method.invoke(source, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }

    /** One transaction of the host, which looks at the gate first and writes only where the tenant is. */
    private synchronized void write(DataSource side) throws SQLException {
        try (Connection connection = side.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try {
                if (isOpen(statement)) {
                    long number = acknowledged.get() + 1;
                    statement.execute("UPDATE vehicles SET weight = weight + 1" + VEHICLE);
                    statement.execute("INSERT INTO vehicles (id, customer_id, plate) VALUES (" + number + ", 'acme', 'N"
                            + number + "')");
                    statement.execute("INSERT INTO trips VALUES (" + number + ", 1, 'new')");
                    statement.execute("UPDATE vehicles SET tows = " + number + " WHERE id = 1000001");
                    statement.execute("DELETE FROM vehicles WHERE id = " + (number - 5));
                    connection.commit();
                    acknowledged.incrementAndGet();
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private static boolean isOpen(Statement statement) throws SQLException {
        String quote = statement.getConnection().getMetaData().getIdentifierQuoteString();
        String database = statement.getConnection().getCatalog();
        try (ResultSet tables =
                statement.getConnection().getMetaData().getTables(database, null, "passage_gate", null)) {
            if (!tables.next()) {
                return false;
            }
        }
        try (ResultSet gate = statement.executeQuery(
                "SELECT " + quote + "state" + quote + " FROM " + quote + "passage_gate" + quote + " FOR UPDATE")) {
            return gate.next() && gate.getString(1).equals("OPEN");
        }
    }

    @Override
    public void beforeRollback(CrashProcess process) throws SQLException {
        LiveFleet.execute(fleet.dedicated, "UPDATE trips SET note = 'there' WHERE vehicle_id = 1000002");
    }

    @Override
    public MigrationSpec spec() {
        return MigrationSpec.of(LiveFleet.move().chunksOf(30).keepingWayBackFor(WAY_BACK));
    }

    @Override
    public boolean rollsBack() {
        return back;
    }

    @Override
    public List<FaultPoint> knownPoints() {
        return FaultPoints.ofTenantMove();
    }

    @Override
    public void check(MigrationResult end) throws SQLException {
        DataSource owner = back ? fleet.shared : fleet.dedicated;
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(number(statement, "SELECT weight FROM vehicles" + VEHICLE))
                    .isEqualByComparingTo(BigDecimal.valueOf(1200.5 + acknowledged.get()));
            assertThat(number(statement, "SELECT COUNT(*) FROM trips WHERE vehicle_id < 1000000 AND note = 'new'"))
                    .isEqualByComparingTo(BigDecimal.valueOf(Math.min(5, acknowledged.get())));
            assertThat(number(statement, "SELECT MAX(id) FROM vehicles WHERE id < 1000000"))
                    .isEqualByComparingTo(BigDecimal.valueOf(acknowledged.get()));
            assertThat(number(statement, "SELECT COUNT(*) FROM vehicles WHERE customer_id = 'acme'"))
                    .isEqualByComparingTo(BigDecimal.valueOf(3 + Math.min(5, acknowledged.get())));
            assertThat(number(statement, "SELECT COUNT(*) FROM trips WHERE note = 'there'"))
                    .isEqualByComparingTo(BigDecimal.valueOf(back ? 40 : 0));
        }
        LiveFleet.checkNoResidue(before, fleet.shared);
        LiveFleet.checkNoResidue(before, fleet.dedicated);
        assertThat(fleet.changesOfBystander()).isEmpty();
    }

    void conflict() throws SQLException {
        String trip = " WHERE vehicle_id = 1000001 AND number = 7";
        WayBackConflictsTest.behindTheGate(fleet.shared, "UPDATE trips SET note = 'behind'" + trip);
        LiveFleet.execute(fleet.dedicated, "UPDATE trips SET note = 'decided'" + trip);
    }

    void checkConflict() throws SQLException {
        try (Connection connection = fleet.shared.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(number(statement, "SELECT COUNT(*) FROM trips WHERE note = 'decided'"))
                    .isEqualByComparingTo(BigDecimal.ONE);
        }
    }

    private static BigDecimal number(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getBigDecimal(1);
        }
    }

    @Override
    public void close() {
        fleet.close();
    }

    /** There and back, on H2. */
    public static final class OnH2AndBack extends LiveScenario {
        /** Builds the world. */
        public OnH2AndBack() {
            super(DatabaseKind.H2, true);
        }
    }

    /** There and back while writes still follow to the source, on H2, with a row that was written behind its gate too. */
    public static final class OnH2AndBackInTime extends LiveScenario {
        /** Builds the world. */
        public OnH2AndBackInTime() {
            super(DatabaseKind.H2, true);
        }

        @Override
        public MigrationSpec spec() {
            return MigrationSpec.of(LiveFleet.move().chunksOf(30).keepingWayBackFor(Duration.ofHours(1)));
        }

        @Override
        public void beforeRollback(CrashProcess process) throws SQLException {
            super.beforeRollback(process);
            conflict();
        }

        @Override
        public Optional<String> decides(MigrationStatus asking) {
            return asking.choices().stream()
                    .map(Choice::name)
                    .filter(name -> name.startsWith("keep-target-"))
                    .findFirst();
        }

        @Override
        public void check(MigrationResult end) throws SQLException {
            super.check(end);
            checkConflict();
        }

        @Override
        public boolean rollsBackFrom(StepId waiting) {
            return waiting.value().equals("keep-way-back");
        }
    }

    /** There, on PostgreSQL. */
    public static final class OnPostgres extends LiveScenario {
        /** Builds the world. */
        public OnPostgres() {
            super(DatabaseKind.POSTGRESQL, false);
        }
    }

    /** There and back, on PostgreSQL. */
    public static final class OnPostgresAndBack extends LiveScenario {
        /** Builds the world. */
        public OnPostgresAndBack() {
            super(DatabaseKind.POSTGRESQL, true);
        }
    }

    /** There, on MariaDB. */
    public static final class OnMariaDb extends LiveScenario {
        /** Builds the world. */
        public OnMariaDb() {
            super(DatabaseKind.MARIADB, false);
        }
    }
}
