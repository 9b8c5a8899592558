package dev.passage.migration.document.jdbc;

import dev.passage.migration.dialect.Engine;
import dev.passage.migration.document.Document;
import dev.passage.migration.document.DocumentId;
import dev.passage.migration.document.DocumentStore;
import dev.passage.migration.document.RefusedDocumentException;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.failure.EndpointUnavailableException;
import dev.passage.migration.sql.RedactedSqlException;
import dev.passage.migration.sql.SqlStates;
import dev.passage.migration.sql.Statements;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps documents as rows of a table (C2), Passage's own or one of the host's, in PostgreSQL, H2, MariaDB or MySQL.
 *
 * <pre>{@code
 * DocumentStore documents = JdbcDocumentStore.of("settings", endpoint, DocumentTable.named("settings"));
 * DocumentStore backups = JdbcDocumentStore.of("backups", endpoint, DocumentTable.named("settings_backup")).creatingTable();
 * }</pre>
 *
 * <p>A row is replaced under its lock and only while version and content are what was read; the version then grows by one. So an
 * editor is noticed that makes the version larger, and also one that does not know of it.
 *
 * <p>Safe for use by several threads and processes; borrows one connection for each call. What is committed survives a crash of
 * this process; on H2 each change is forced to the disk, for which H2 wants an administrator.
 *
 * @since 0.1.0
 */
public final class JdbcDocumentStore implements DocumentStore {
    private final String name;
    private final Endpoint endpoint;
    private final DocumentTable table;
    private volatile @Nullable Statements statements;
    private volatile @Nullable ContentType contentType;

    private JdbcDocumentStore(String name, Endpoint endpoint, DocumentTable table) {
        this.name = Objects.requireNonNull(name, "name");
        this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
        this.table = Objects.requireNonNull(table, "table");
    }

    /**
     * Returns a store over a table.
     *
     * @param name what the store is called in plans and messages
     * @param endpoint the database
     * @param table the table; must exist before the first use
     * @return the store; nothing is asked of the database yet
     */
    public static JdbcDocumentStore of(String name, Endpoint endpoint, DocumentTable table) {
        return new JdbcDocumentStore(name, endpoint, table);
    }

    /**
     * Creates the table if it does not exist.
     *
     * @return this store
     * @throws IOException if the database cannot be reached or refuses
     */
    public JdbcDocumentStore creatingTable() throws IOException {
        calling(() -> {
            try (Connection connection = endpoint.open();
                    Statement statement = connection.createStatement()) {
                statement.execute(table.definition(endpoint.dialect().engine()));
                if (!connection.getAutoCommit()) {
                    connection.commit();
                }
                return true;
            }
        });
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<DocumentId> list(String folder, Optional<DocumentId> after, int limit) throws IOException {
        String within = folder.isEmpty() ? "" : " AND [@key] > ? AND [@key] < ?";
        List<String> ids = calling(() -> endpoint.inTransaction(connection -> {
            try (PreparedStatement select = prepared(
                    connection, "SELECT [@id] FROM [@table] WHERE [@key] > ?" + within + " ORDER BY [@key] LIMIT ?")) {
                int place = 1;
                select.setString(place++, after.map(DocumentId::value).orElse(""));
                if (!folder.isEmpty()) {
                    select.setString(place++, folder + "/");
                    select.setString(place++, folder + (char) ('/' + 1));
                }
                select.setInt(place, limit);
                return texts(select);
            }
        }));
        for (String id : ids) {
            if (!DocumentId.isAllowed(id)) {
                throw new IOException("Table " + table.name() + " of endpoint " + endpoint.name()
                        + " holds a row whose id cannot be the name of a document. Rename or remove it");
            }
        }
        return ids.stream().map(DocumentId::of).toList();
    }

    private static List<String> texts(PreparedStatement select) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    @Override
    public Optional<Document> read(DocumentId id) throws IOException {
        return calling(() -> endpoint.inTransaction(connection -> row(connection, id, "")))
                .map(row -> row.document(id));
    }

    @Override
    public boolean create(DocumentId id, byte[] content) throws IOException {
        ContentType type = keeping(id, content);
        return changing(connection -> {
            try (PreparedStatement insert =
                    prepared(connection, "INSERT INTO [@table] ([@id], [@content], [@version]) VALUES (?, ?, 1)")) {
                insert.setString(1, id.value());
                type.write(insert, 2, content);
                return insert.executeUpdate() == 1;
            }
        });
    }

    @Override
    public boolean replace(Document expected, byte[] content) throws IOException {
        ContentType type = keeping(expected.id(), content);
        return changing(connection -> {
            Optional<DocumentRow> present = unchanged(connection, expected);
            if (present.isEmpty()) {
                return false;
            }
            try (PreparedStatement update =
                    prepared(connection, "UPDATE [@table] SET [@content] = ?, [@version] = ? WHERE [@id] = ?")) {
                type.write(update, 1, content);
                update.setLong(2, present.get().version() + 1);
                update.setString(3, expected.id().value());
                return update.executeUpdate() == 1;
            }
        });
    }

    @Override
    public boolean delete(Document expected) throws IOException {
        return changing(connection -> {
            if (unchanged(connection, expected).isEmpty()) {
                return false;
            }
            try (PreparedStatement delete = prepared(connection, "DELETE FROM [@table] WHERE [@id] = ?")) {
                delete.setString(1, expected.id().value());
                return delete.executeUpdate() == 1;
            }
        });
    }

    /** The row, locked, if it is still what was read. */
    private Optional<DocumentRow> unchanged(Connection connection, Document expected) throws SQLException {
        return row(connection, expected.id(), "{update}")
                .filter(row -> row.revision().equals(expected.revision()));
    }

    private Optional<DocumentRow> row(Connection connection, DocumentId id, String lock) throws SQLException {
        try (PreparedStatement select =
                prepared(connection, "SELECT [@version], [@content] FROM [@table] WHERE [@id] = ?" + lock)) {
            select.setString(1, id.value());
            try (ResultSet rows = select.executeQuery()) {
                ContentType type = ContentType.of(rows.getMetaData().getColumnType(2));
                return rows.next()
                        ? Optional.of(new DocumentRow(
                                rows.getLong(1), type.read(rows, 2).orElse(new byte[0])))
                        : Optional.empty();
            }
        }
    }

    private ContentType keeping(DocumentId id, byte[] content) throws IOException {
        Objects.requireNonNull(content, "content");
        ContentType type = contentType;
        if (type == null) {
            type = calling(() -> endpoint.inTransaction(this::askedType));
            contentType = type;
        }
        if (!type.canKeep(content)) {
            throw new RefusedDocumentException(
                    id, "a column for text cannot keep what is not UTF-8. Use one for bytes.");
        }
        return type;
    }

    private ContentType askedType(Connection connection) throws SQLException {
        try (PreparedStatement select = prepared(connection, "SELECT [@content] FROM [@table] WHERE 1 = 0");
                ResultSet none = select.executeQuery()) {
            return ContentType.of(none.getMetaData().getColumnType(1));
        }
    }

    private PreparedStatement prepared(Connection connection, String template) throws SQLException {
        return connection.prepareStatement(statements().of(template));
    }

    private Statements statements() {
        Statements known = statements;
        if (known == null) {
            known = table.in(endpoint.dialect());
            statements = known;
        }
        return known;
    }

    /** What is done with a connection. */
    @FunctionalInterface
    private interface Change {
        boolean on(Connection connection) throws SQLException;
    }

    private boolean changing(Change change) throws IOException {
        return calling(() -> {
            try {
                boolean changed = endpoint.inTransaction(connection -> {
                    boolean done = change.on(connection);
                    RowFaultPoints.WRITTEN.reached();
                    return done;
                });
                RowFaultPoints.COMMITTED.reached();
                makeDurable();
                return changed;
            } catch (SQLException refused) {
                if (endpoint.dialect().isDuplicateKey(SqlStates.ofDriver(refused))) {
                    return false;
                }
                throw refused;
            }
        });
    }

    /** H2 hands a commit to the operating system and never asks for it to be on the disk. */
    private void makeDurable() throws SQLException {
        if (endpoint.dialect().engine() == Engine.H2) {
            try (Connection connection = endpoint.open();
                    Statement statement = connection.createStatement()) {
                statement.execute("CHECKPOINT SYNC");
            }
        }
    }

    /** A call of the database. */
    @FunctionalInterface
    private interface Call<T> {
        T call() throws SQLException;
    }

    private <T> T calling(Call<T> call) throws IOException {
        try {
            return call.call();
        } catch (SQLException refused) {
            SQLException plain = SqlStates.ofDriver(refused);
            throw new IOException(
                    "table " + table.name() + " of endpoint " + endpoint.name() + " refused ("
                            + RedactedSqlException.describe(plain) + ")",
                    RedactedSqlException.of(plain));
        } catch (EndpointUnavailableException unavailable) {
            throw new IOException("endpoint " + endpoint.name() + " cannot be reached", unavailable);
        }
    }
}
