package dev.passage.migration.examples.snippets;

import dev.passage.migration.MigrationController;
import dev.passage.migration.config.ConfigChain;
import dev.passage.migration.config.ConfigReader;
import dev.passage.migration.config.ConfigTree;
import dev.passage.migration.config.ConfigUpgrade;
import dev.passage.migration.config.ConfigUpgradeHandler;
import dev.passage.migration.document.DocumentId;
import dev.passage.migration.document.DocumentStore;
import dev.passage.migration.document.file.FileDocumentStore;
import dev.passage.migration.document.jdbc.DocumentTable;
import dev.passage.migration.document.jdbc.JdbcDocumentStore;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.memory.InMemoryJournal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** A host upgrades its configuration documents. */
public final class ConfigUpgrades {

    private ConfigUpgrades() {}

    /**
     * Returns the versions of the host's settings.
     *
     * @return the chain
     */
    public static ConfigChain chain() {
        // snippet
        ConfigChain chain = ConfigChain.startingAt(1, "schemaVersion")
                .upgrade(doc -> doc.move("timeout", "http.timeout"), doc -> doc.move("http.timeout", "timeout"))
                .upgradeLosing("the colours", doc -> doc.remove("colours"))
                .schema(3, "{\"properties\": {\"http\": {\"properties\": {\"timeout\": {\"type\": \"integer\"}}}}}")
                .rule(
                        "tls-needs-key",
                        doc -> doc.flag("tls.enabled").orElse(false) && !doc.has("tls.key")
                                ? Optional.of("tls.enabled is true, but there is no tls.key")
                                : Optional.empty())
                .defaults(ConfigTree.of(Map.of("http", Map.of("timeout", 30))))
                .build();
        // end
        return chain;
    }

    /** What the first version says. */
    public record Mail(String host, int port) {}

    /** What the second version says. */
    public record MailServer(String address) {}

    /**
     * Returns a chain by records.
     *
     * @return the chain
     */
    public static ConfigChain typed() {
        // snippet
        ConfigChain mail = ConfigChain.startingAt(1, "version")
                .upgrade(
                        Mail.class,
                        MailServer.class,
                        before -> new MailServer(before.host() + ":" + before.port()),
                        after -> new Mail(
                                after.address().split(":", 2)[0],
                                Integer.parseInt(after.address().split(":", 2)[1])))
                .build();
        // end
        return mail;
    }

    /**
     * Upgrades the documents of a folder.
     *
     * @param settings the folder of documents
     * @param backups a folder for what they were
     * @param journal the journal
     * @return what the application then reads
     * @throws InterruptedException if interrupted
     */
    public static ConfigReader.Configuration upgrade(Path settings, Path backups, Journal journal)
            throws InterruptedException {
        // snippet
        FileDocumentStore documents = new FileDocumentStore("settings", settings);
        MigrationController migrations = MigrationEngine.builder()
                .journal(journal)
                .register(ConfigUpgradeHandler.of(documents, new FileDocumentStore("backups", backups), chain()))
                .build();

        MigrationPlan plan = migrations.plan(MigrationSpec.of(
                ConfigUpgrade.of("settings", 3).skippingBadDocuments().keepingBackupsFor(Duration.ofDays(7))));
        migrations.dryRun(plan.id()).steps().forEach(step -> System.out.println(step.actions()));
        migrations.execute(plan.id(), Approval.of(plan.digest()).by("on-call"));
        // end
        try (migrations) {
            while (migrations.handle(plan.id()).await(Duration.ofMillis(50)).state() != MigrationState.WAITING) {
                System.out.println(migrations.status(plan.id()).state());
            }
        }
        // snippet
        ConfigReader reader = ConfigReader.of(documents, chain());
        ConfigReader.Configuration acme = reader.read(DocumentId.of("acme.json"));
        System.out.println(acme.origin() + ": " + acme.tree().number("http.timeout") + " " + acme.problem());
        // end
        return acme;
    }

    /**
     * Returns a handler for settings of tenants that are rows of the host's own table.
     *
     * @param database the database
     * @return the handler
     * @throws IOException if the table of backups cannot be created
     */
    public static ConfigUpgradeHandler inRows(DataSource database) throws IOException {
        // snippet
        Endpoint control = Endpoints.of(Map.of("control", database)).get(EndpointName.of("control"));
        DocumentStore tenants = JdbcDocumentStore.of(
                "tenants", control, new DocumentTable("public", "tenant_settings", "tenant", "settings", "version"));
        DocumentStore kept = JdbcDocumentStore.of("kept", control, DocumentTable.named("tenant_settings_backup"))
                .creatingTable();
        // end
        return ConfigUpgradeHandler.of(tenants, kept, chain());
    }

    /**
     * Runs the example in a folder of its own.
     *
     * @param arguments none
     * @throws IOException if the folder cannot be written
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("settings");
        Path settings = Files.createDirectory(folder.resolve("settings"));
        Files.writeString(settings.resolve("acme.json"), "{\"timeout\": 5, \"colours\": [\"red\"]}");
        Files.writeString(settings.resolve("broken.json"), "{\"timeout\": ");
        upgrade(settings, Files.createDirectory(folder.resolve("backups")), new InMemoryJournal(Clock.systemUTC()));
        System.out.println(Files.readString(settings.resolve("acme.json")));
    }
}
