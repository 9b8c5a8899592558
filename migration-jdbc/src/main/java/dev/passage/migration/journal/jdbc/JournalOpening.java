package dev.passage.migration.journal.jdbc;

import dev.passage.migration.dialect.Engine;
import dev.passage.migration.failure.JournalException;
import dev.passage.migration.failure.JournalException.Reason;
import dev.passage.migration.sql.RedactedSqlException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What is checked before a journal is used: its tables, their version, and that the database keeps what it acknowledged. */
final class JournalOpening {
    private static final int ATTEMPTS = 3;

    private final JournalDatabase database;
    private final JournalTables tables;

    JournalOpening(JournalDatabase database, JournalTables tables) {
        this.database = database;
        this.tables = tables;
    }

    void checkSchema() {
        int version = presentVersion().orElseThrow(() -> JournalDatabase.missingSchema(tables, null));
        if (version != JournalTables.VERSION) {
            throw new JournalException(
                    Reason.SCHEMA_VERSION,
                    "The journal's tables are of version " + version + " (table " + tables.name("schema")
                            + "), this library uses version " + JournalTables.VERSION + ".",
                    "Use the library version that fits, or upgrade the tables as its change log says.",
                    null);
        }
    }

    /** Several instances may do this at once: who comes second finds the tables of the first, or tries again. */
    void createSchemaIfMissing() {
        for (int attempt = 1; presentVersion().isEmpty(); attempt++) {
            try {
                create();
            } catch (JournalException | JournalDatabase.TakenException failure) {
                if (attempt == ATTEMPTS) {
                    throw failure;
                }
            }
        }
    }

    private void create() {
        database.read("create its tables", session -> {
            try (Statement statement = session.connection().createStatement()) {
                for (String text : tables.statements(session.dialect().engine())) {
                    statement.execute(text);
                }
            }
            return Boolean.TRUE;
        });
    }

    private OptionalInt presentVersion() {
        try {
            return database.read("read its schema version", session -> {
                try (PreparedStatement statement = session.prepare("SELECT [version] FROM [@schema]");
                        ResultSet row = statement.executeQuery()) {
                    return row.next() ? OptionalInt.of(row.getInt(1)) : OptionalInt.empty();
                }
            });
        } catch (JournalException failure) {
            if (failure.reason() == Reason.MISSING_SCHEMA) {
                return OptionalInt.empty();
            }
            throw failure;
        }
    }

    /** H2 acknowledges commits that are nowhere yet, and in memory they never are anywhere. */
    void checkDurability() {
        database.read("say how it stores commits", session -> {
            if (session.dialect().engine() == Engine.H2) {
                checkDurability(session);
            }
            return Boolean.TRUE;
        });
    }

    private static void checkDurability(JournalSession session) throws SQLException {
        try (Statement statement = session.connection().createStatement()) {
            if (isInMemory(statement)) {
                throw notDurable("is kept in memory", "Use a database in a file.", null);
            }
            statement.execute("SET WRITE_DELAY 0");
            statement.execute("CHECKPOINT SYNC");
        } catch (SQLException failure) {
            throw notDurable(
                    "refuses SET WRITE_DELAY 0 or CHECKPOINT SYNC (" + RedactedSqlException.describe(failure) + ")",
                    "Give the journal a user with administrator's rights and a database that is not read-only.",
                    RedactedSqlException.of(failure));
        }
    }

    private static boolean isInMemory(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT DATABASE_PATH() IS NULL")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static JournalException notDurable(String why, String remedy, @Nullable Throwable cause) {
        return new JournalException(
                Reason.NOT_DURABLE,
                "The journal's H2 database " + why + ", so a crash would lose acknowledged records.",
                remedy,
                cause);
    }
}
