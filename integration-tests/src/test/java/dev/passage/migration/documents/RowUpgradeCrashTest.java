package dev.passage.migration.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.config.ConfigFaultPoints;
import dev.passage.migration.config.ConfigUpgrade;
import dev.passage.migration.config.ConfigUpgradeHandler;
import dev.passage.migration.document.DocumentId;
import dev.passage.migration.document.DocumentStore;
import dev.passage.migration.document.jdbc.DocumentTable;
import dev.passage.migration.document.jdbc.JdbcDocumentStore;
import dev.passage.migration.document.jdbc.RowFaultPoints;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.testkit.crash.CrashCase;
import dev.passage.migration.testkit.crash.CrashCases;
import dev.passage.migration.testkit.crash.CrashMatrix;
import dev.passage.migration.testkit.crash.CrashProcess;
import dev.passage.migration.testkit.crash.CrashScenario;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.lab.MigrationLab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Promise 3 over an upgrade of documents that are rows, with connections that are cut (C1, C2, X1, R1). */
final class RowUpgradeCrashTest {

    @CrashMatrix(value = InPostgres.class, hits = CrashMatrix.Hits.FIRST)
    void bringsEachRowBack(CrashCase crash) throws Exception {
        crash.run();
    }

    @Tag("soak")
    @CrashMatrix(
            value = InPostgres.class,
            actions = {CrashMatrix.Action.DIE, CrashMatrix.Action.LOSE_ACKNOWLEDGEMENT})
    void bringsEachRowBackWhateverIsLost(CrashCase crash) throws Exception {
        crash.run();
    }

    @Tag("soak")
    @CrashMatrix(
            value = InH2.class,
            hits = CrashMatrix.Hits.FIRST,
            actions = {CrashMatrix.Action.DIE, CrashMatrix.Action.LOSE_ACKNOWLEDGEMENT})
    void bringsEachRowOfAFileBackWhateverIsLost(CrashCase crash) throws Exception {
        crash.run();
    }

    @Test
    void reachesEveryPoint() throws Exception {
        List<String> uncovered = CrashCases.record(InPostgres::new).uncovered();

        assertThat(uncovered).isEmpty();
    }

    /** Rows in PostgreSQL. */
    static final class InPostgres extends Upgrading {
        InPostgres() {
            super(DatabaseKind.POSTGRESQL);
        }
    }

    /** Rows in an H2 file. */
    static final class InH2 extends Upgrading {
        InH2() {
            super(DatabaseKind.H2);
        }
    }

    /** Two documents forward and back. */
    private abstract static class Upgrading implements CrashScenario {
        private final MigrationLab lab = MigrationLab.open();
        private final DataSource database;
        private final Map<String, String> before;

        Upgrading(DatabaseKind kind) {
            TestDatabase made = lab.database(kind, "settings");
            database = made.dataSource();
            try {
                lab.closeAfterTest(database.getConnection());
                store("settings_backup", database).creatingTable();
                DocumentStore settings = store("settings", database).creatingTable();
                settings.create(DocumentId.of("a.json"), "{ \"timeout\": 1 }\n".getBytes(UTF_8));
                settings.create(DocumentId.of("b.yaml"), "# mine\ntimeout: 7 # seconds\n".getBytes(UTF_8));
                before = all("settings");
            } catch (SQLException | IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private static JdbcDocumentStore store(String table, DataSource source) {
            Endpoint endpoint = Endpoints.of(Map.of("control", source)).get(EndpointName.of("control"));
            return JdbcDocumentStore.of(table, endpoint, DocumentTable.named(table));
        }

        private Map<String, String> all(String table) throws IOException {
            DocumentStore store = store(table, database);
            Map<String, String> all = new TreeMap<>();
            for (DocumentId id : store.list("", Optional.empty(), 100)) {
                all.put(id.value(), new String(store.read(id).orElseThrow().content(), UTF_8));
            }
            return all;
        }

        @Override
        public List<Handler<?>> handlers(CrashProcess process) {
            DataSource mortal = process.connect(database);
            return List.of(ConfigUpgradeHandler.of(
                    store("settings", mortal),
                    store("settings_backup", mortal),
                    SettingsFolder.chain().build()));
        }

        @Override
        public MigrationSpec spec() {
            return MigrationSpec.of(ConfigUpgrade.of("settings", 3).keepingBackupsForever());
        }

        @Override
        public boolean rollsBack() {
            return true;
        }

        @Override
        public void beforeRollback(CrashProcess process) {
            try {
                assertThat(all("settings").values())
                        .allSatisfy(text -> assertThat(text).contains("retries"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void check(MigrationResult end) throws IOException {
            assertThat(all("settings")).isEqualTo(before);
            assertThat(all("settings_backup")).isEmpty();
        }

        @Override
        public List<FaultPoint> knownPoints() {
            return Stream.concat(ConfigFaultPoints.all().stream(), RowFaultPoints.all().stream())
                    .toList();
        }

        @Override
        public void close() {
            lab.close();
        }
    }
}
