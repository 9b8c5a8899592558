package dev.passage.migration.copying;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.copy.ChunkSize;
import dev.passage.migration.plan.ValidationLevel;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.database.TestDatabases;
import dev.passage.migration.testkit.fault.Seed;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nasty values arrive exactly between every pair of engines, floating point to the bit (D1, D3, D7). */
class CopyPairsTest {
    private static final int ROWS = 2_000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"POSTGRESQL,POSTGRESQL", "H2,H2", "POSTGRESQL,H2", "H2,POSTGRESQL"})
    void nastyValuesArriveExactly(DatabaseKind from, DatabaseKind to) throws SQLException {
        check(from, to, false, false);
    }

    @ParameterizedTest
    @Tag("soak")
    @CsvSource({"MARIADB,MARIADB", "MARIADB,POSTGRESQL", "POSTGRESQL,MARIADB", "MARIADB,H2", "H2,MARIADB"})
    void nastyValuesArriveExactlyWithMariaDb(DatabaseKind from, DatabaseKind to) throws SQLException {
        check(from, to, false, false);
    }

    @ParameterizedTest
    @Tag("soak")
    @CsvSource({"MARIADB,MARIADB", "MARIADB,POSTGRESQL", "POSTGRESQL,MARIADB"})
    void nastyValuesArriveExactlyThroughTheDriverOfMySql(DatabaseKind from, DatabaseKind to) throws SQLException {
        check(from, to, from == DatabaseKind.MARIADB, to == DatabaseKind.MARIADB);
    }

    private void check(DatabaseKind from, DatabaseKind to, boolean fromByMySql, boolean toByMySql) throws SQLException {
        Random random = new Random(Seed.ofThisRun());
        try (TestDatabases databases = TestDatabases.in(folder)) {
            String source = lowerCase(databases.create(from, "source"));
            String target = lowerCase(databases.create(to, "target"));
            try (Connection keepsSourceOpen = DriverManager.getConnection(source);
                    Connection keepsTargetOpen = DriverManager.getConnection(target)) {
                assertThat(keepsTargetOpen.isClosed()).isFalse();
                fill(keepsSourceOpen, from, random);
                CopiedTable.createOnTarget(source, target, "nasty");
                CopiedTable table = CopiedTable.of(
                        fromByMySql ? byMySql(source) : source,
                        toByMySql ? byMySql(target) : target,
                        "nasty",
                        ChunkSize.USUAL.withRows(700));

                table.copy();

                assertThat(table.verify(ValidationLevel.STRICT).differences()).isEmpty();
                assertThat(floats(target)).hasSize(ROWS).isEqualTo(floats(source));
            }
        }
    }

    private static String lowerCase(TestDatabase database) {
        return database.kind() == DatabaseKind.H2 ? database.url() + ";DATABASE_TO_LOWER=TRUE" : database.url();
    }

    /** MySQL's own driver against the same server. */
    private static String byMySql(String url) {
        return url.replace("jdbc:mariadb:", "jdbc:mysql:")
                + "&useSSL=false&allowPublicKeyRetrieval=true&rewriteBatchedStatements=true&connectionTimeZone=UTC";
    }

    private static void fill(Connection connection, DatabaseKind kind, Random random) throws SQLException {
        boolean mariaDb = kind == DatabaseKind.MARIADB;
        boolean postgres = kind == DatabaseKind.POSTGRESQL;
        try (Statement statement = connection.createStatement()) {
            String real = mariaDb ? "FLOAT" : "REAL";
            String bytes = postgres ? "BYTEA" : mariaDb ? "LONGBLOB" : "BINARY VARYING(2000000)";
            String time = mariaDb ? "DATETIME(6)" : "TIMESTAMP(6)";
            String big = postgres ? "TEXT" : mariaDb ? "LONGTEXT" : "CHARACTER LARGE OBJECT";
            statement.execute("CREATE TABLE nasty (tenant INT NOT NULL, id BIGINT NOT NULL PRIMARY KEY, flag BOOLEAN,"
                    + " small SMALLINT, price NUMERIC(38,10), r " + real + ", d DOUBLE PRECISION, word VARCHAR(200),"
                    + " fixed CHAR(5), bytes " + bytes + ", due DATE, tod TIME(6), ts " + time + ", big " + big + ")");
        }
        connection.setAutoCommit(false);
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO nasty VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS DATE),"
                        + " CAST(? AS TIME(6)), CAST(? AS " + (mariaDb ? "DATETIME(6)" : "TIMESTAMP(6)") + "), ?)")) {
            for (int id = 1; id <= ROWS; id++) {
                row(insert, id, random);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    private static void row(PreparedStatement insert, int id, Random random) throws SQLException {
        byte[] bytes = new byte[id % 40];
        random.nextBytes(bytes);
        insert.setInt(1, 1);
        insert.setLong(2, id);
        insert.setBoolean(3, id % 2 == 0);
        insert.setShort(4, (short) random.nextInt());
        insert.setBigDecimal(5, new BigDecimal("1234567890123456789012345678.0123456789").negate());
        // MariaDB takes a FLOAT exactly only as the DOUBLE of the same value
        insert.setDouble(6, random.nextFloat() * Math.pow(10, random.nextInt(60) - 30));
        insert.setDouble(7, random.nextGaussian() * 1e300);
        insert.setString(8, "tab\tnew\nline\rback\\slash \\N 'quote' \"x\" Ünï 𝄞" + id);
        insert.setString(9, "ab");
        insert.setBytes(10, bytes);
        insert.setString(11, "0044-03-15");
        insert.setString(12, "23:59:59.999999");
        insert.setString(13, "2026-03-29 02:30:00.123456");
        insert.setString(14, id == 7 ? "ü".repeat(1_000_000) : "");
        if (id % 10 == 3) {
            for (int column = 3; column <= 14; column++) {
                insert.setNull(column, Types.NULL);
            }
        }
    }

    /** Each FLOAT as the double of the same value, which every driver reads in full. */
    private static List<Double> floats(String url) throws SQLException {
        List<Double> values = new ArrayList<>();
        String wide = url.startsWith("jdbc:mariadb:") ? "DOUBLE" : "DOUBLE PRECISION";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT CAST(r AS " + wide + ") FROM nasty WHERE tenant = 1 ORDER BY id")) {
            while (row.next()) {
                values.add(row.getDouble(1));
            }
        }
        return values;
    }
}
