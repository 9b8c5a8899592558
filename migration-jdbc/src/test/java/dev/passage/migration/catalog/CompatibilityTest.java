package dev.passage.migration.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.catalog.Privileges.Right;
import dev.passage.migration.copy.Databases;
import dev.passage.migration.finding.Finding;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that would keep rows from moving is found before the first write and named (P4). */
class CompatibilityTest {

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
    @CsvSource(delimiter = '|', textBlock = """
            id INT PRIMARY KEY, v VARCHAR(20) | id INT PRIMARY KEY                         | column.missing
            id INT PRIMARY KEY, v VARCHAR(20) | id INT PRIMARY KEY, v VARCHAR(19)          | column.narrower
            id INT PRIMARY KEY, v BIGINT      | id INT PRIMARY KEY, v INT                  | column.narrower
            id INT PRIMARY KEY, v DECIMAL(9,3)| id INT PRIMARY KEY, v DECIMAL(9,2)         | column.narrower
            id INT PRIMARY KEY, v DECIMAL(9,2)| id INT PRIMARY KEY, v DECIMAL(9,3)         | column.narrower
            id INT PRIMARY KEY, v TIMESTAMP(6)| id INT PRIMARY KEY, v TIMESTAMP(3)         | column.narrower
            id INT PRIMARY KEY, v INT         | id INT PRIMARY KEY, v VARCHAR(20)          | column.type
            id INT PRIMARY KEY, v TIMESTAMP   | id INT PRIMARY KEY, v TIMESTAMP WITH TIME ZONE | column.type
            id INT PRIMARY KEY, v INT         | id INT PRIMARY KEY, v INT NOT NULL         | column.not-null
            id INT PRIMARY KEY                | id INT PRIMARY KEY, v INT NOT NULL         | column.not-filled
            id INT, v INT                     | id INT, v INT                              | table.no-key
            id INT PRIMARY KEY, v INT         | id INT, v INT                              | table.key-differs
            """)
    void namesDifference(String source, String target, String code) throws SQLException {
        for (String engine : List.of("h2", "postgresql")) {
            Catalog there = Databases.catalog(databases.create(engine, "CREATE TABLE \"T a\" (" + source + ")"));
            Catalog here = Databases.catalog(databases.create(engine, "CREATE TABLE \"T a\" (" + target + ")"));

            List<Finding> findings = Compatibility.between(there, here).findings(there.tables());

            assertThat(findings).extracting(Finding::code).as(engine).contains(code);
            assertThat(findings).allSatisfy(finding -> {
                assertThat(finding.isBlocking()).isTrue();
                assertThat(finding.subject()).contains("\"T a\"");
            });
        }
    }

    @Test
    void acceptsWiderTarget() throws SQLException {
        Catalog source = Databases.catalog(databases.create(
                "postgresql",
                "CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(9), b NUMERIC(9,2), c SMALLINT, d TIMESTAMP(3))"));
        Catalog target = Databases.catalog(databases.create(
                "postgresql",
                "CREATE TABLE t (id BIGINT PRIMARY KEY, a TEXT, b NUMERIC(12,3), c INT, d TIMESTAMP, e INT)"));

        assertThat(Compatibility.between(source, target).findings(source.tables()))
                .isEmpty();
    }

    @Test
    void namesTheTypeThatTheOtherEngineLacksAndWhatCouldTakeItsPlace() throws SQLException {
        Catalog source = Databases.catalog(databases.create(
                "postgresql", "CREATE TABLE t (id INT PRIMARY KEY, address INET, span INT4RANGE, code INT)"));
        Catalog lacking = Databases.catalog(databases.create(
                "h2", "CREATE TABLE t (id INT PRIMARY KEY, address VARCHAR(40), span INT, code VARCHAR(9))"));
        Catalog declared = Databases.catalog(
                databases.create("h2", "CREATE TABLE t (id INT PRIMARY KEY, address VARCHAR, span CLOB, code INT)"));

        List<Finding> findings = Compatibility.between(source, lacking).findings(source.tables());
        List<Finding> none = SchemaScript.of(source, source.tables(), lacking).findings();

        assertThat(findings).hasSize(3).allMatch(Finding::isBlocking);
        assertThat(findings.get(0).toString()).contains("\"address\"", "inet", "Make it CHARACTER LARGE OBJECT");
        assertThat(findings.get(1).toString()).contains("\"span\"", "int4range", "Make it CHARACTER LARGE OBJECT");
        assertThat(findings.get(2).toString()).contains("\"code\"", "Make it integer");
        assertThat(none)
                .hasSize(2)
                .allSatisfy(finding -> assertThat(finding.toString()).contains("with CHARACTER LARGE OBJECT"));
        assertThat(Compatibility.between(source, declared).findings(source.tables()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgresql"})
    void warnsOfGeneratedColumnThatIsComputedInAnotherWay(String engine) throws SQLException {
        String table = "CREATE TABLE t (id INT PRIMARY KEY, doubled INT GENERATED ALWAYS AS (id * %s)"
                + (engine.equals("h2") ? ")" : " STORED)");
        Catalog source = Databases.catalog(databases.create(engine, table.formatted("2")));
        Catalog same = Databases.catalog(databases.create(engine, table.formatted("2")));
        Catalog other = Databases.catalog(databases.create(engine, table.formatted("3")));

        List<Finding> findings = Compatibility.between(source, other).findings(source.tables());

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("column.generation");
            assertThat(finding.isBlocking()).isFalse();
            assertThat(finding.subject()).containsIgnoringCase("\"doubled\"");
        });
        assertThat(Compatibility.between(source, same).findings(source.tables()))
                .isEmpty();
    }

    @Test
    void namesMissingTable() throws SQLException {
        Catalog source = Databases.catalog(databases.create("h2", "CREATE TABLE t (id INT PRIMARY KEY)"));
        Catalog target = Databases.catalog(databases.create("h2"));

        assertThat(Compatibility.between(source, target).findings(source.tables()))
                .singleElement()
                .satisfies(finding -> assertThat(finding.code()).isEqualTo("table.missing"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgresql"})
    void namesEachMissingRight(String engine) throws SQLException {
        String user = "u" + Long.toHexString(System.nanoTime());
        String url = databases.create(
                engine,
                "CREATE TABLE t (id INT PRIMARY KEY)",
                "INSERT INTO t VALUES (1)",
                "CREATE USER " + user + " PASSWORD 'secret'",
                "GRANT SELECT, UPDATE ON t TO " + user);
        Catalog catalog = Databases.catalog(url);
        String login = engine.equals("h2")
                ? url.replace("USER=sa", "USER=" + user + ";PASSWORD=secret")
                : url.replaceAll("user=[^&]*", "user=" + user) + "&password=secret";

        try (Connection connection = DriverManager.getConnection(login)) {
            connection.setAutoCommit(false);

            List<Right> missing =
                    Privileges.missing(connection, catalog, catalog.table("t").orElseThrow(), List.of(Right.values()));

            assertThat(missing).containsExactly(Right.INSERT, Right.DELETE);
        }
        assertThat(Databases.ask(url, "SELECT COUNT(*) FROM t")).isEqualTo("1");
    }

    @Test
    void classifiesByForeignKeysAndDeclarations() throws SQLException {
        Catalog catalog = Databases.catalog(databases.create(
                "h2",
                "CREATE TABLE kinds (id INT PRIMARY KEY)",
                "CREATE TABLE root (id INT PRIMARY KEY)",
                "CREATE TABLE owned (id INT PRIMARY KEY, tenant INT REFERENCES root (id), kind INT REFERENCES kinds (id))",
                "CREATE TABLE deep (id INT PRIMARY KEY, owned INT NOT NULL REFERENCES owned (id))",
                "CREATE TABLE deeper (id INT PRIMARY KEY, deep INT NOT NULL REFERENCES deep (id))",
                "CREATE TABLE stays (id INT PRIMARY KEY, owned INT REFERENCES owned (id))",
                "CREATE TABLE alone (id INT PRIMARY KEY)"));

        Classification classes = Classification.of(
                catalog,
                Optional.of("root"),
                Optional.empty(),
                List.of(new TableDeclaration("stays", TableClass.UNRELATED, "")));

        assertThat(classes.findings()).isEmpty();
        assertThat(classes.tables())
                .extracting(table -> table.name() + " " + table.tableClass())
                .containsExactly(
                        "alone UNRELATED",
                        "deep THROUGH",
                        "deeper THROUGH",
                        "kinds REFERENCE",
                        "owned OWNED",
                        "root ROOT",
                        "stays UNRELATED");
    }
}
