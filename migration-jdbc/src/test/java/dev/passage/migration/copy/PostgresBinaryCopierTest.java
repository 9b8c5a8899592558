package dev.passage.migration.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.fault.SimulatedCrashError;
import dev.passage.migration.plan.ValidationLevel;
import dev.passage.migration.verify.LedgerVerifier;
import dev.passage.migration.verify.TableComparison;
import dev.passage.migration.verify.TableVerifier;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The binary path between PostgreSQL databases: chosen for a reason, cut in flight, and never left half read (D3, D7). */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PostgresBinaryCopierTest {
    private static final String[] SCHEMA = {
        "CREATE TABLE tenants (id VARCHAR(50) PRIMARY KEY)",
        "CREATE TABLE readings (tenant VARCHAR(50) NOT NULL REFERENCES tenants (id), id BIGINT, note TEXT,"
                + " PRIMARY KEY (tenant, id))"
    };
    private static final String TENANT = "a'b\\c?\"d";
    private static final int ROWS = 5_000;

    @TempDir
    Path folder;

    private Databases databases;
    private String source = "";
    private String target = "";

    @BeforeEach
    void create() throws SQLException {
        databases = new Databases(folder);
        source = databases.create("postgresql", SCHEMA);
        target = databases.create("postgresql", SCHEMA);
        String quoted = "'" + TENANT.replace("'", "''") + "'";
        Databases.run(
                source,
                "INSERT INTO tenants VALUES (" + quoted + "), ('other')",
                "INSERT INTO readings SELECT " + quoted + ", g, repeat('n', 200) FROM generate_series(1, " + ROWS
                        + ") g",
                "INSERT INTO readings VALUES ('other', 1, 'bystander')");
    }

    @AfterEach
    void close() throws SQLException {
        FaultPoint.inject(null);
        databases.close();
    }

    @Test
    void isChosenForSameTypesAndSaysSo() throws SQLException {
        TenantRows rows = rows();

        CopyStrategy strategy =
                CopyStrategies.between(rows.source(), rows.target()).of(readings(rows));

        assertThat(strategy.copier()).isInstanceOf(PostgresBinaryCopier.class);
        assertThat(strategy)
                .hasToString("binary COPY, because both ends are PostgreSQL and the columns have the same types");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALTER TABLE readings ALTER note TYPE VARCHAR(300) | text COPY, because column \"note\" is text there",
                "ALTER TABLE readings ADD extra mood[] | text COPY, because column \"extra\" is mood[]",
                "ALTER TABLE readings ADD extra pair | text COPY, because column \"extra\" is pair",
            })
    void isNotChosenWhereBytesDiffer(String change, String reason) throws SQLException {
        for (String url : List.of(source, target)) {
            Databases.run(url, "CREATE TYPE mood AS ENUM ('sad', 'glad')", "CREATE TYPE pair AS (one mood, other INT)");
        }
        if (change.contains("extra")) {
            Databases.run(source, change);
        }
        Databases.run(target, change.replace("VARCHAR(300)", "VARCHAR"));
        TenantRows rows = rows();

        CopyStrategy strategy =
                CopyStrategies.between(rows.source(), rows.target()).of(readings(rows));

        assertThat(strategy.toString()).startsWith(reason);
    }

    @Test
    void isNotChosenWhereConnectionsHideTheDriver() throws SQLException {
        TenantRows rows = rows();
        Side hidden =
                new Side("hidden", rows.target().catalog(), () -> withoutDriver(DriverManager.getConnection(target)));

        CopyStrategy strategy = CopyStrategies.between(rows.source(), hidden).of(readings(rows));

        assertThat(strategy.copier()).isInstanceOf(BatchCopier.class);
        assertThat(strategy.reason()).contains("do not lead to PostgreSQL's own driver");
    }

    @Test
    void cutsOneStreamIntoChunksOfTheLedger() throws SQLException {
        TenantRows rows = rows();
        CopyRun run = Databases.run(rows, 1_200);

        boolean done = rows.copy(run);

        assertThat(done).isTrue();
        assertThat(entries(run))
                .extracting(entry -> entry.digest().rows())
                .containsExactly(1_200L, 1_200L, 1_200L, 1_200L, 200L);
        assertThat(Databases.ask(target, "SELECT COUNT(*) FROM readings")).isEqualTo(Integer.toString(ROWS));
    }

    @Test
    void renewsTheSnapshotBehindTheLastKey() throws SQLException {
        TenantRows rows = rows();
        Clock eachLookIsAnHour = new Clock() {
            private Instant now = Instant.EPOCH;

            @Override
            public Instant instant() {
                now = now.plus(Duration.ofHours(1));
                return now;
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        };
        CopyRun plain = Databases.run(rows, 999);
        CopyRun run = new CopyRun(
                plain.source(),
                plain.target(),
                plain.ledger(),
                plain.guard(),
                plain.chunk(),
                plain.observer(),
                eachLookIsAnHour);

        boolean done = rows.copy(run);

        assertThat(done).isTrue();
        assertThat(entries(run)).hasSize(6);
        assertThat(Databases.ask(target, "SELECT COUNT(DISTINCT id) FROM readings"))
                .isEqualTo(Integer.toString(ROWS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy.chunk.rows-sent", "copy.chunk.before-commit", "copy.chunk.after-commit"})
    void leavesNoCopyHalfReadWhenItFails(String point) throws SQLException {
        try (Connection fromPool = DriverManager.getConnection(source);
                Connection toPool = DriverManager.getConnection(target)) {
            TenantRows rows = rows();
            Side there = new Side("source", rows.source().catalog(), () -> keptOpen(fromPool));
            Side here = new Side("target", rows.target().catalog(), () -> keptOpen(toPool));
            TableRoute route = readings(rows);
            Databases.run(target, "INSERT INTO tenants VALUES ('" + TENANT.replace("'", "''") + "')");
            CopyRun plain = Databases.run(rows, 500);
            CopyRun run = new CopyRun(
                    there, here, plain.ledger(), plain.guard(), plain.chunk(), plain.observer(), plain.clock());
            FaultPoint.inject(reached -> {
                if (reached.name().equals(point)) {
                    throw new SimulatedCrashError(reached);
                }
            });

            assertThatThrownBy(() -> new PostgresBinaryCopier().copy(run, route, rows.onSource(route)))
                    .isInstanceOf(SimulatedCrashError.class);
            FaultPoint.inject(null);

            // both connections answer at once, so nothing of a copy is left on them
            assertThat(fromPool.createStatement().executeQuery("SELECT 1").next())
                    .isTrue();
            assertThat(toPool.createStatement().executeQuery("SELECT 1").next()).isTrue();
            assertThat(new PostgresBinaryCopier().copy(run, route, rows.onSource(route)))
                    .isTrue();
            assertThat(Databases.ask(target, "SELECT COUNT(*) FROM readings")).isEqualTo(Integer.toString(ROWS));
        }
    }

    @Test
    void cancelsBothCopiesWhenTheTargetRefusesRow() throws SQLException {
        Databases.run(target, "ALTER TABLE readings ADD CHECK (id <> 1700)");
        try (Connection fromPool = DriverManager.getConnection(source)) {
            TenantRows rows = rows();
            CopyRun plain = Databases.run(rows, 500);
            Side there = new Side("source", rows.source().catalog(), () -> keptOpen(fromPool));
            CopyRun run = new CopyRun(
                    there,
                    plain.target(),
                    plain.ledger(),
                    plain.guard(),
                    plain.chunk(),
                    plain.observer(),
                    plain.clock());

            assertThatThrownBy(() -> rows.copy(run))
                    .isInstanceOf(StepFailedException.class)
                    .hasMessageContaining("violates a constraint");

            assertThat(fromPool.createStatement().executeQuery("SELECT 1").next())
                    .isTrue();
            assertThat(Databases.ask(target, "SELECT COUNT(*) FROM readings")).isEqualTo("1500");
        }
    }

    @Test
    void reportsTriggerThatLeavesRowsOut() throws SQLException {
        Databases.run(
                target,
                "CREATE FUNCTION leave_out() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN IF NEW.id = 77 THEN RETURN NULL; END IF; RETURN NEW; END'",
                "CREATE TRIGGER leave_out BEFORE INSERT ON readings FOR EACH ROW EXECUTE FUNCTION leave_out()");
        TenantRows rows = rows();

        assertThatThrownBy(() -> rows.copy(Databases.run(rows, 500)))
                .isInstanceOf(StepFailedException.class)
                .hasMessageContaining("a trigger or rule there left rows out");

        assertThat(Databases.ask(target, "SELECT COUNT(*) FROM readings")).isEqualTo("0");
    }

    @ParameterizedTest
    @EnumSource(ValidationLevel.class)
    void verifiesWhatWasCopied(ValidationLevel level) throws SQLException {
        TenantRows rows = rows();
        CopyRun run = Databases.run(rows, 1_000);
        rows.copy(run);

        TableComparison found = verify(rows, run, level);

        assertThat(found.differences()).isEmpty();
        assertThat(found.targetRows()).isEqualTo(ROWS);
    }

    @ParameterizedTest
    @CsvSource({"BASIC,false", "FULL,true", "STRICT,true"})
    void findsRowThatATriggerChanged(ValidationLevel level, boolean found) throws SQLException {
        Databases.run(
                target,
                "CREATE FUNCTION change() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN IF NEW.id = 77 THEN NEW.note = ''secret''; END IF; RETURN NEW; END'",
                "CREATE TRIGGER change BEFORE INSERT ON readings FOR EACH ROW EXECUTE FUNCTION change()");
        TenantRows rows = rows();
        CopyRun run = Databases.run(rows, 1_000);
        rows.copy(run);

        List<String> differences = verify(rows, run, level).differences();

        assertThat(differences)
                .hasSize(found ? 1 : 0)
                .allSatisfy(difference ->
                        assertThat(difference).contains("id = 77", "\"note\"").doesNotContain("secret"));
    }

    @ParameterizedTest
    @EnumSource(ValidationLevel.class)
    void findsRowThatIsMissing(ValidationLevel level) throws SQLException {
        TenantRows rows = rows();
        CopyRun run = Databases.run(rows, 1_000);
        rows.copy(run);
        Databases.run(target, "DELETE FROM readings WHERE id = 4999");

        assertThat(verify(rows, run, level).differences())
                .singleElement()
                .asString()
                .contains("id = 4999", "missing on target");
    }

    private TenantRows rows() throws SQLException {
        return Databases.rows(source, target, "tenants", TENANT);
    }

    private static TableRoute readings(TenantRows rows) {
        return rows.routes().stream()
                .filter(route -> route.name().equals("readings"))
                .findFirst()
                .orElseThrow();
    }

    private static TableComparison verify(TenantRows rows, CopyRun run, ValidationLevel level) throws SQLException {
        TableRoute route = readings(rows);
        TableVerifier byRow = new TableVerifier(rows.source(), rows.target(), 500, 20, CopyObserver.NONE);
        Copier copier =
                CopyStrategies.between(rows.source(), rows.target()).of(route).copier();
        return new LedgerVerifier(run, level, byRow).verify(route, copier, rows.onSource(route), rows.onTarget(route));
    }

    private static List<LedgerEntry> entries(CopyRun run) throws SQLException {
        try (Connection connection = run.target().connections().open()) {
            return run.ledger().read(connection, "readings");
        }
    }

    private static Connection keptOpen(Connection real) {
        return proxy(real, "close");
    }

    private static Connection withoutDriver(Connection real) {
        return proxy(real, "isWrapperFor");
    }

    private static Connection proxy(Connection real, String without) {
        return (Connection) Proxy.newProxyInstance(
                PostgresBinaryCopierTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, values) -> {
                    if (method.getName().equals(without)) {
                        return without.equals("isWrapperFor") ? Boolean.FALSE : null;
                    }
                    try {
                        return method.invoke(real, values);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }
}
