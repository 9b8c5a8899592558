package dev.passage.migration.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.copy.BatchCopier;
import dev.passage.migration.copy.Databases;
import dev.passage.migration.copy.TenantRows;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables are filled after those they refer to, with self references and cycles broken where NULL allows it (D2). */
class TableOrderTest {
    private static final String[] CYCLE = {
        "CREATE TABLE roots (id INT PRIMARY KEY)",
        "CREATE TABLE left_side (id INT PRIMARY KEY, root INT NOT NULL REFERENCES roots (id), other INT)",
        "CREATE TABLE right_side (id INT PRIMARY KEY, root INT NOT NULL REFERENCES roots (id),"
                + " other INT NOT NULL REFERENCES left_side (id))",
        "ALTER TABLE left_side ADD CONSTRAINT back FOREIGN KEY (other) REFERENCES right_side (id)",
        "CREATE TABLE tree (id INT PRIMARY KEY, root INT NOT NULL REFERENCES roots (id),"
                + " parent INT NOT NULL REFERENCES tree (id))"
    };

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
    @ValueSource(strings = {"h2", "postgresql"})
    void copiesAndClearsCyclesAndSelfReferencesThatCannotBeNull(String engine) throws SQLException {
        String source = databases.create(engine, CYCLE);
        String target = databases.create(engine, CYCLE);
        Databases.run(
                source,
                "INSERT INTO roots VALUES (1), (2)",
                "INSERT INTO left_side VALUES (1, 1, NULL), (2, 1, NULL), (9, 2, NULL)",
                "INSERT INTO right_side VALUES (1, 1, 2), (2, 1, 1)",
                "UPDATE left_side SET other = id WHERE root = 1",
                "INSERT INTO tree VALUES (5, 1, 5)",
                "INSERT INTO tree VALUES (3, 1, 5)",
                "INSERT INTO tree VALUES (1, 1, 3)");
        TenantRows rows = Databases.rows(source, target, "roots", "1");

        rows.copy(Databases.run(rows, 1), new BatchCopier());

        assertThat(rows.countTarget()).containsEntry("left_side", 2L).containsEntry("tree", 3L);
        assertThat(Databases.ask(target, "SELECT parent FROM tree WHERE id = 1"))
                .isEqualTo("3");
        assertThat(Databases.ask(target, "SELECT other FROM left_side WHERE id = 2"))
                .isEqualTo("2");
        rows.clearTarget(Databases.run(rows, 1));
        assertThat(rows.countTarget().values()).containsOnly(0L);
    }

    @Test
    void namesCycleThatCannotBeFilled() throws SQLException {
        String url = databases.create(
                "postgresql",
                "CREATE TABLE a (id INT PRIMARY KEY, b INT NOT NULL)",
                "CREATE TABLE b (id INT PRIMARY KEY, a INT NOT NULL REFERENCES a (id))",
                "ALTER TABLE a ADD CONSTRAINT closing FOREIGN KEY (b) REFERENCES b (id) DEFERRABLE");

        TableOrder order = TableOrder.of(Databases.catalog(url).tables());

        assertThat(order.tables()).hasSize(2);
        assertThat(order.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("foreign-key.cycle");
            assertThat(finding.isBlocking()).isTrue();
        });
    }

    @Test
    void putsParentsFirstWhateverTheNames() throws SQLException {
        String url = databases.create(
                "h2",
                "CREATE TABLE z (id INT PRIMARY KEY)",
                "CREATE TABLE m (id INT PRIMARY KEY, z INT REFERENCES z (id))",
                "CREATE TABLE a (id INT PRIMARY KEY, m INT REFERENCES m (id))");

        List<String> names = TableOrder.of(Databases.catalog(url).tables()).tables().stream()
                .map(Table::name)
                .toList();

        assertThat(names).containsExactly("z", "m", "a");
    }
}
