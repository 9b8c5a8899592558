package dev.passage.migration.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.document.Document;
import dev.passage.migration.document.DocumentId;
import dev.passage.migration.document.DocumentStore;
import dev.passage.migration.document.RefusedDocumentException;
import dev.passage.migration.document.file.FileDocumentStore;
import dev.passage.migration.document.jdbc.DocumentTable;
import dev.passage.migration.document.jdbc.JdbcDocumentStore;
import dev.passage.migration.document.memory.InMemoryDocumentStore;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.database.TestDatabases;
import dev.passage.migration.testkit.document.DocumentStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every store of documents keeps the same contract (C2). */
final class DocumentStoresTest {

    @Nested
    final class InFiles implements DocumentStoreContract {
        @TempDir
        Path folder;

        @Override
        public DocumentStore store() {
            return new FileDocumentStore("files", folder);
        }
    }

    @Nested
    final class InMemory implements DocumentStoreContract {
        private final DocumentStore store = new InMemoryDocumentStore("memory");

        @Override
        public DocumentStore store() {
            return store;
        }
    }

    @Nested
    final class InH2 extends InRows {
        InH2() {
            super(DatabaseKind.H2);
        }
    }

    @Nested
    final class InPostgres extends InRows {
        InPostgres() {
            super(DatabaseKind.POSTGRESQL);
        }

        @Test
        void keepsTextInATableOfTheHost() throws Exception {
            DocumentTable host = new DocumentTable("public", "Tenant Settings", "Key", "Body", "Revision");
            execute("CREATE TABLE \"Tenant Settings\" (\"Key\" TEXT PRIMARY KEY, \"Body\" TEXT, \"Revision\" INT,"
                    + " changed TIMESTAMP DEFAULT now())");
            execute("INSERT INTO \"Tenant Settings\" VALUES ('b.json', '{\"\u00e4\":1}', 7), ('C.json', NULL, NULL)");
            DocumentStore store = JdbcDocumentStore.of("settings", endpoint(), host);

            boolean replaced =
                    store.replace(store.read(DocumentId.of("b.json")).orElseThrow(), bytes("{\"\u00e4\":2}"));

            assertThat(replaced).isTrue();
            assertThat(asked("SELECT \"Body\" || \"Revision\" FROM \"Tenant Settings\" WHERE \"Key\" = 'b.json'"))
                    .isEqualTo("{\"\u00e4\":2}8");
            assertThat(store.list("", Optional.empty(), 9))
                    .extracting(DocumentId::value)
                    .containsExactly("C.json", "b.json");
            assertThat(store.read(DocumentId.of("C.json")).orElseThrow().content())
                    .isEmpty();
            assertThatThrownBy(() -> store.create(DocumentId.of("x"), new byte[] {(byte) 0xff}))
                    .isInstanceOf(RefusedDocumentException.class);
        }

        @Test
        void refusesAColumnThatDoesNotGiveBackWhatWasWritten() throws Exception {
            execute("CREATE TABLE settings (id TEXT PRIMARY KEY, content JSONB, version INT)");
            DocumentStore store = JdbcDocumentStore.of("settings", endpoint(), DocumentTable.named("settings"));

            assertThatThrownBy(() -> store.read(DocumentId.of("a.json")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("settings")
                    .hasMessageContaining("0A000");
        }
    }

    /** MariaDB compares text by its own rules unless told otherwise. */
    @Nested
    final class InMariaDb extends InRows {
        InMariaDb() {
            super(DatabaseKind.MARIADB);
        }
    }

    /** Rows of a table of Passage's own. */
    abstract static class InRows implements DocumentStoreContract {
        private final DatabaseKind kind;
        private TestDatabases databases = TestDatabases.in(Path.of("."));
        private TestDatabase database;

        InRows(DatabaseKind kind) {
            this.kind = kind;
        }

        @BeforeEach
        final void createDatabase(@TempDir Path folder) {
            databases = TestDatabases.in(folder);
            database = databases.create(kind, "documents");
        }

        @AfterEach
        final void dropDatabase() {
            databases.close();
        }

        @Override
        public final DocumentStore store() throws IOException {
            return JdbcDocumentStore.of("rows", endpoint(), DocumentTable.named("documents"))
                    .creatingTable();
        }

        final Endpoint endpoint() {
            return Endpoints.of(Map.of("control", database.dataSource())).get(EndpointName.of("control"));
        }

        @Test
        final void noticesAnEditorThatDoesNotKnowOfTheVersion() throws Exception {
            DocumentId id = DocumentId.of("a.json");
            store().create(id, bytes("one"));
            Document seen = store().read(id).orElseThrow();
            try (Connection connection = database.dataSource().getConnection();
                    PreparedStatement update = connection.prepareStatement("UPDATE @ SET @ = ?"
                            .replaceFirst("@", quoted("documents"))
                            .replaceFirst("@", quoted("content")))) {
                update.setBytes(1, bytes("edited"));
                update.executeUpdate();
            }

            boolean replaced = store().replace(seen, bytes("two"));

            assertThat(replaced).isFalse();
            assertThat(store().read(id).orElseThrow().content()).isEqualTo(bytes("edited"));
        }

        @Test
        final void namesTheTableThatIsMissing() {
            DocumentStore store = JdbcDocumentStore.of("rows", endpoint(), DocumentTable.named("nowhere"));

            assertThatThrownBy(() -> store.read(DocumentId.of("a.json")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("nowhere")
                    .hasMessageContaining("control");
        }

        private String quoted(String name) {
            return kind == DatabaseKind.MARIADB ? "`" + name + "`" : "\"" + name + "\"";
        }

        final void execute(String sql) throws SQLException {
            try (Connection connection = database.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        final String asked(String sql) throws SQLException {
            try (Connection connection = database.dataSource().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery(sql)) {
                result.next();
                return result.getString(1);
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
