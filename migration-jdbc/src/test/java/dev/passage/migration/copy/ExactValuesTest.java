package dev.passage.migration.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.catalog.SchemaScript;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.verify.TableComparison;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values arrive exactly as they were, within one engine and between two (D1, D7). */
class ExactValuesTest {
    private static final String COMMON = "CREATE TABLE tenants (id INT PRIMARY KEY)";
    private static final String POSTGRES_COMMON = "CREATE TABLE vals (tenant INT REFERENCES tenants (id), id BIGINT,"
            + " PRIMARY KEY (tenant, id), flag BOOLEAN, small SMALLINT, price NUMERIC(38,10), r REAL, d DOUBLE PRECISION,"
            + " word VARCHAR(200), fixed CHAR(5), bytes BYTEA, due DATE, tod TIME(6), ts TIMESTAMP(6),"
            + " tz TIMESTAMP(6) WITH TIME ZONE, u UUID, doc JSON, twice BIGINT GENERATED ALWAYS AS (id * 2) STORED)";
    private static final String H2_COMMON =
            POSTGRES_COMMON.replace("BYTEA", "BINARY VARYING").replace(" STORED", "");
    private static final String ROWS =
            "INSERT INTO vals (tenant, id, flag, small, price, r, d, word, fixed, due, tod, ts, tz, u)"
                    + " VALUES (1, 1, TRUE, -32768, 1234567890123456789012345678.0123456789, 16777217.5, 0.1,"
                    + " 'tab\tnew\nline back\\slash ''quote'' \"x\" Ünï 𝄞', 'ab', DATE '0044-03-15', TIME '23:59:59.999999',"
                    + " TIMESTAMP '2026-03-29 02:30:00.123456', TIMESTAMP WITH TIME ZONE '2026-10-25 02:30:00.654321+02:00',"
                    + " '00000000-0000-0000-ffff-ffffffffffff'),"
                    + " (1, 2, FALSE, 32767, -0.0000000001, 1.4E-45, 4.9E-324, '', '', DATE '9999-12-31', TIME '00:00:00',"
                    + " TIMESTAMP '1582-10-10 00:00:00', TIMESTAMP WITH TIME ZONE '1900-01-01 00:00:00-11:30',"
                    + " 'ffffffff-ffff-ffff-0000-000000000000'),"
                    + " (1, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),"
                    + " (2, 1, TRUE, 1, 1, 1, 1, 'bystander', 'x', NULL, NULL, NULL, NULL, NULL)";

    @TempDir
    Path folder;

    private Databases databases;

    @BeforeEach
    void open() {
        databases = new Databases(folder);
    }

    @AfterEach
    void close() throws SQLException {
        databases.close();
    }

    @ParameterizedTest
    @CsvSource({"h2,h2", "postgresql,postgresql", "h2,postgresql", "postgresql,h2"})
    void commonTypesArriveExactly(String from, String to) throws SQLException {
        String source = databases.create(from, common(from));
        String target = databases.create(to, schema(to));
        TenantRows rows = Databases.rows(source, target, "tenants", "1");

        rows.copy(Databases.run(rows, 2));

        assertThat(differences(rows)).isEmpty();
        assertThat(rows.countTarget()).containsEntry("vals", 3L);
        for (String column : List.of("price", "r", "d", "word", "ts", "u", "tod", "due")) {
            for (int id = 1; id <= 2; id++) {
                String query = "SELECT " + column + " FROM vals WHERE tenant = 1 AND id = " + id;
                assertThat(exact(column, Databases.ask(target, query)))
                        .as("%s of row %s", column, id)
                        .isEqualTo(exact(column, Databases.ask(source, query)));
            }
        }
        assertThat(Databases.ask(target, "SELECT EXTRACT(EPOCH FROM tz) FROM vals WHERE id = 1"))
                .isEqualTo(
                        Databases.ask(source, "SELECT EXTRACT(EPOCH FROM tz) FROM vals WHERE id = 1 AND tenant = 1"));
        String hex = to.equals("h2") ? "RAWTOHEX(bytes)" : "encode(bytes, 'hex')";
        assertThat(Databases.ask(target, "SELECT " + hex + " FROM vals WHERE id = 1"))
                .isEqualTo("00ff0a");
        assertThat(Databases.ask(target, "SELECT twice FROM vals WHERE id = 2")).isEqualTo("4");
    }

    @Test
    void everyTypeOfPostgresArrivesExactly() throws SQLException {
        String[] schema = {
            COMMON,
            "CREATE TYPE mood AS ENUM ('sad', 'glad')",
            "CREATE TABLE vals (tenant INT NOT NULL REFERENCES tenants (id), id TIMESTAMPTZ PRIMARY KEY, n NUMERIC,"
                    + " n2 NUMERIC(10,2), r REAL, d DOUBLE PRECISION, ts TIMESTAMP, ttz TIMETZ, i INTERVAL, a INT[], t TEXT[],"
                    + " tza TIMESTAMPTZ[], j JSON, jb JSONB, m mood, ip INET, b BIT(5), rg TSTZRANGE, big TEXT, by BYTEA)"
        };
        String source = databases.create("postgresql", schema);
        String target = databases.create("postgresql", schema);
        Databases.run(
                source,
                "INSERT INTO tenants VALUES (1), (2)",
                "INSERT INTO vals VALUES (1, '2026-01-01 00:00:00.000001+00', 'NaN', 'NaN', 'Infinity', 'NaN', 'infinity',"
                        + " '24:00:00-05:30', '1 mon -3 days 00:00:00.000001', '{{1,NULL},{3,4}}', '{\"a,b\",NULL,\"q\\\"x\"}',"
                        + " '{\"2026-01-01 00:00:00+02\"}', '{\"b\": 1.50,  \"a\":2, \"a\":3}', '{\"b\": 1.50, \"a\":2}', 'glad',"
                        + " '10.0.0.1/8', B'10110', '[2026-01-01 00:00:00+00,)', repeat('ü', 1000000), decode('00ff0a', 'hex'))",
                "INSERT INTO vals (tenant, id, n, d, ts) VALUES (1, '0044-03-15 12:00:00+00 BC', 1.500, '-0', '-infinity')",
                "INSERT INTO vals (tenant, id) VALUES (1, 'infinity'), (2, '2026-01-02')");
        TenantRows rows = Databases.rows(source, target, "tenants", "1");

        rows.copy(Databases.run(rows, 1));

        String print = "SELECT md5(string_agg(CAST(ROW(v.*) AS TEXT), ';' ORDER BY v.id)) FROM vals v WHERE tenant = 1";
        assertThat(differences(rows)).isEmpty();
        assertThat(Databases.ask(target, print)).isEqualTo(Databases.ask(source, print));
    }

    @Test
    void everyTypeOfH2ArrivesExactly() throws SQLException {
        String[] schema = {
            COMMON,
            "CREATE TABLE vals (tenant INT NOT NULL REFERENCES tenants (id), id UUID PRIMARY KEY, n NUMERIC(40, 20),"
                    + " ts TIMESTAMP(9), tz TIMESTAMP(9) WITH TIME ZONE, ttz TIME(9) WITH TIME ZONE, c CLOB, b BLOB,"
                    + " a INTEGER ARRAY, t VARCHAR ARRAY, j JSON, e ENUM('x', 'y'), i INTERVAL DAY TO SECOND, ti TINYINT)"
        };
        String source = databases.create("h2", schema);
        String target = databases.create("h2", schema);
        Databases.run(
                source,
                "INSERT INTO tenants VALUES (1), (2)",
                "INSERT INTO vals VALUES (1, RANDOM_UUID(), 1.00000000000000000001, TIMESTAMP '2026-01-01 00:00:00.123456789',"
                        + " TIMESTAMP WITH TIME ZONE '2026-01-01 00:00:00.123456789+05:30', TIME WITH TIME ZONE '10:00:00+02',"
                        + " REPEAT('ü', 1000000), X'00ff', ARRAY[1, NULL, 3], ARRAY['a,b', NULL], JSON '{\"a\": [1, \"x\"]}', 'y',"
                        + " INTERVAL '3 04:05:06.5' DAY TO SECOND, -128)",
                "INSERT INTO vals (tenant, id) VALUES (1, RANDOM_UUID()), (2, RANDOM_UUID())");
        TenantRows rows = Databases.rows(source, target, "tenants", "1");

        rows.copy(Databases.run(rows, 1));

        String print = "SELECT LISTAGG(CONCAT_WS('|', n, ts, tz, ttz, LENGTH(c), b, a, t, j, e, i, ti), ';')"
                + " WITHIN GROUP (ORDER BY id) FROM vals WHERE tenant = 1";
        assertThat(differences(rows)).isEmpty();
        assertThat(Databases.ask(target, print)).isEqualTo(Databases.ask(source, print));
    }

    @Test
    void refusesValueThatTheOtherEngineCannotHold() throws SQLException {
        String source = databases.create("postgresql", common("postgresql"));
        String target = databases.create("h2", schema("h2"));
        Databases.run(source, "UPDATE vals SET price = 'NaN' WHERE tenant = 1 AND id = 3");
        TenantRows rows = Databases.rows(source, target, "tenants", "1");

        assertThatThrownBy(() -> rows.copy(Databases.run(rows, 100)))
                .isInstanceOfSatisfying(
                        StepFailedException.class,
                        failure -> assertThat(failure.isRetryable()).isFalse())
                .hasMessageContaining("\"vals\"")
                .hasMessageContaining("does not fit");

        assertThat(rows.countTarget()).containsEntry("vals", 0L);
    }

    @Test
    void failureHoldsNoValueOfARow() throws SQLException {
        String source = databases.create("postgresql", common("postgresql"));
        String target = databases.create("postgresql", schema("postgresql"));
        Databases.run(target, "ALTER TABLE vals ADD CHECK (word <> '')");
        TenantRows rows = Databases.rows(source, target, "tenants", "1");

        assertThatThrownBy(() -> rows.copy(Databases.run(rows, 100)))
                .isInstanceOf(StepFailedException.class)
                .hasMessageContaining("violates a constraint")
                .hasStackTraceContaining("SQLSTATE 23514")
                .satisfies(failure -> assertThat(failure.getCause()).hasMessageNotContaining("1582"));
    }

    @Test
    void namesTypeWithoutCounterpart() throws SQLException {
        Catalog source = Databases.catalog(
                databases.create("postgresql", "CREATE TABLE vals (id INT PRIMARY KEY, shape POLYGON)"));
        Catalog target = Databases.catalog(databases.create("h2"));

        SchemaScript script = SchemaScript.of(source, source.tables(), target);

        assertThat(script.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.isBlocking()).isTrue();
            assertThat(finding.code()).isEqualTo("column.unmappable");
            assertThat(finding.subject()).contains("shape");
            assertThat(finding.message()).contains("polygon");
        });
    }

    private static String[] schema(String engine) {
        return new String[] {COMMON, engine.equals("h2") ? H2_COMMON : POSTGRES_COMMON};
    }

    private static String[] common(String engine) {
        String[] schema = schema(engine);
        String more = engine.equals("h2")
                ? "UPDATE vals SET bytes = X'00ff0a', doc = JSON '{\"b\": [1.50, \"é\"], \"a\": null}' WHERE id = 1"
                : "UPDATE vals SET bytes = '\\x00ff0a', doc = '{\"b\": [1.50,  \"é\"], \"a\": null}' WHERE id = 1";
        return new String[] {schema[0], schema[1], "INSERT INTO tenants VALUES (1), (2)", ROWS, more};
    }

    private static List<String> differences(TenantRows rows) {
        return TenantVerifier.compare(rows, 2, CopyObserver.NONE).stream()
                .map(TableComparison::differences)
                .flatMap(List::stream)
                .toList();
    }

    /** Engines print the same number and time in different ways: floats are compared by their bits. */
    private static Object exact(String column, String text) {
        return switch (column) {
            case "r" -> Float.floatToRawIntBits(Float.parseFloat(text));
            case "d" -> Double.doubleToRawLongBits(Double.parseDouble(text));
            case "ts", "tod" -> text.replaceFirst("(\\.\\d*?)0+$", "$1").replaceFirst("\\.$", "");
            default -> text;
        };
    }
}
