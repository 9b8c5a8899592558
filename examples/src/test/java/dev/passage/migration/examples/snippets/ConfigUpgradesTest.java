package dev.passage.migration.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.config.ConfigReader;
import dev.passage.migration.config.ConfigUpgrade;
import dev.passage.migration.config.RoundTrip;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.journal.memory.InMemoryJournal;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.plan.PlanFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host tests its chain and the upgrade (C1, C2, C3). */
final class ConfigUpgradesTest {

    // snippet
    @Test
    void bringsEveryDocumentBack() {
        RoundTrip.check(ConfigUpgrades.typed(), Stream.of("{\"host\": \"mail\", \"port\": 25, \"unknown\": [1, 2]}"));
    }
    // end

    @Test
    void upgradesTheFolderAndLeavesABadDocument(@TempDir Path folder) throws IOException, InterruptedException {
        Path settings = Files.createDirectory(folder.resolve("settings"));
        Files.writeString(settings.resolve("acme.json"), "{\"timeout\": 5, \"colours\": [\"red\"]}");
        Files.writeString(settings.resolve("broken.json"), "{\"timeout\": ");

        ConfigReader.Configuration acme = ConfigUpgrades.upgrade(
                settings, Files.createDirectory(folder.resolve("backups")), new InMemoryJournal(Clock.systemUTC()));

        assertThat(acme.origin()).isEqualTo(ConfigReader.Origin.STORED);
        assertThat(acme.tree().number("http.timeout")).contains(5L);
        assertThat(settings.resolve("acme.json")).hasContent("{\"http\":{\"timeout\":5},\"schemaVersion\":3}");
        assertThat(settings.resolve("broken.json")).hasContent("{\"timeout\": ");
    }

    @Test
    void plansTheUpgradeOfRows(@TempDir Path folder) throws IOException, SQLException {
        JdbcDataSource database = new JdbcDataSource();
        database.setUrl("jdbc:h2:file:" + folder.resolve("control") + ";DATABASE_TO_LOWER=TRUE");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE tenant_settings (tenant VARCHAR PRIMARY KEY, settings CLOB, version INT)");
            statement.execute("INSERT INTO tenant_settings VALUES ('acme', '{\"timeout\": 5}', 1), ('beta', '{', 1)");

            try (MigrationController migrations = MigrationEngine.builder()
                    .journal(new InMemoryJournal(Clock.systemUTC()))
                    .register(ConfigUpgrades.inRows(database))
                    .build()) {
                MigrationPlan plan = migrations.plan(
                        MigrationSpec.of(ConfigUpgrade.of("tenants", 3).skippingBadDocuments()));

                assertThat(plan.render(PlanFormat.TEXT))
                        .contains("Upgrade 1 of 2 documents")
                        .contains("beta");
            }
        }
    }
}
