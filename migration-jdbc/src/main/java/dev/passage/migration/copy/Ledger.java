package dev.passage.migration.copy;

import dev.passage.migration.dialect.Dialect;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.value.ChunkDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The chunks that were committed, kept in the target beside the rows: the only truth about how far a copy is (D3). It belongs
 * to one hold of the tenant's writes; what was copied under an earlier hold counts for nothing.
 *
 * <p>Immutable and safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class Ledger {
    /** The name of the table. */
    public static final String TABLE = "passage_ledger";

    private final Side side;
    private final MigrationId migration;
    private final String hold;
    private final int range;

    private Ledger(Side side, MigrationId migration, String hold, int range) {
        this.side = side;
        this.migration = Objects.requireNonNull(migration, "migration");
        this.hold = Objects.requireNonNull(hold, "hold");
        this.range = range;
    }

    /**
     * Returns the ledger of a copy.
     *
     * @param side the target
     * @param migration the migration
     * @param hold identifies the hold of the tenant's writes, 1 to 64 characters
     * @return the ledger
     */
    public static Ledger of(Side side, MigrationId migration, String hold) {
        return new Ledger(side, migration, hold, KeyRange.WHOLE.number());
    }

    /** The same ledger, for the chunks of one range of a table's keys. */
    Ledger of(KeyRange part) {
        return new Ledger(side, migration, hold, part.number());
    }

    /**
     * Returns the statements that create the table of the ledger, for a host's own schema tool.
     *
     * @param dialect what the target's engine says differently
     * @return the statements
     */
    public static List<String> schema(Dialect dialect) {
        return List.of("CREATE TABLE IF NOT EXISTS " + dialect.quoted(TABLE) + " (" + dialect.quoted("migration") + " "
                + dialect.varchar(64) + " NOT NULL, " + dialect.quoted("hold") + " " + dialect.varchar(64)
                + " NOT NULL, " + dialect.quoted("table_name") + " " + dialect.varchar(256) + " NOT NULL, "
                + dialect.quoted("key_range") + " " + dialect.bigint() + " NOT NULL, " + dialect.quoted("chunk") + " "
                + dialect.bigint() + " NOT NULL, " + dialect.quoted("last_key") + " "
                + dialect.largeText() + " NOT NULL, " + dialect.quoted("row_count") + " " + dialect.bigint()
                + " NOT NULL, " + dialect.quoted("digest_first") + " " + dialect.bigint() + " NOT NULL, "
                + dialect.quoted("digest_second") + " " + dialect.bigint() + " NOT NULL, PRIMARY KEY ("
                + dialect.quoted("migration") + ", " + dialect.quoted("hold") + ", " + dialect.quoted("table_name")
                + ", " + dialect.quoted("key_range") + ", " + dialect.quoted("chunk") + "))" + dialect.tableOptions());
    }

    /**
     * Creates the table of the ledger unless it is there.
     *
     * @param connection a connection to the target; committed
     * @throws SQLException when it cannot be created
     */
    public static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : schema(Dialect.of(connection))) {
                statement.execute(sql);
            }
        }
        if (!connection.getAutoCommit()) {
            connection.commit();
        }
    }

    /**
     * Reads the chunks of a table, of all ranges of its keys.
     *
     * @param connection a connection to the target
     * @param table the table
     * @return its chunks in the order of their keys
     * @throws SQLException when they cannot be read
     */
    public List<LedgerEntry> read(Connection connection, String table) throws SQLException {
        return entries(
                connection, table, quoted("chunk") + " > 0 ORDER BY " + quoted("key_range") + ", " + quoted("chunk"));
    }

    /** Where the copy of the table, or of the range of this ledger, goes on; none before its first chunk. */
    Optional<LedgerEntry> last(Connection connection, String table) throws SQLException {
        List<LedgerEntry> entries = entries(
                connection,
                table,
                quoted("key_range") + " = " + range + " ORDER BY " + quoted("chunk") + " DESC LIMIT 1");
        return entries.stream().findFirst();
    }

    /** Reads where the ranges of a table begin, in their order: chunks without rows behind whose key the first rows come. */
    List<LedgerEntry> beginnings(Connection connection, String table) throws SQLException {
        return entries(connection, table, quoted("chunk") + " = 0 ORDER BY " + quoted("key_range"));
    }

    private List<LedgerEntry> entries(Connection connection, String table, String which) throws SQLException {
        String sql = "SELECT " + quoted("chunk") + ", " + quoted("last_key") + ", " + quoted("row_count") + ", "
                + quoted("digest_first") + ", " + quoted("digest_second") + " FROM " + name() + " WHERE "
                + quoted("migration") + " = ? AND " + quoted("hold") + " = ? AND " + quoted("table_name")
                + " = ? AND " + which;
        List<LedgerEntry> entries = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, migration.value());
            statement.setString(2, hold);
            statement.setString(3, table);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    entries.add(new LedgerEntry(
                            row.getLong(1),
                            row.getString(2),
                            new ChunkDigest(row.getLong(3), row.getLong(4), row.getLong(5))));
                }
            }
        }
        return entries;
    }

    /**
     * Adds a chunk in the transaction of its rows.
     *
     * @param connection the connection that writes the rows
     * @param table the table
     * @param entry the chunk
     * @throws SQLException when it cannot be added, also when it is there already
     */
    public void add(Connection connection, String table, LedgerEntry entry) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO " + name() + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            statement.setString(1, migration.value());
            statement.setString(2, hold);
            statement.setString(3, table);
            statement.setLong(4, range);
            statement.setLong(5, entry.chunk());
            statement.setString(6, entry.lastKey());
            statement.setLong(7, entry.digest().rows());
            statement.setLong(8, entry.digest().first());
            statement.setLong(9, entry.digest().second());
            statement.executeUpdate();
        }
    }

    /**
     * Tells whether the ledger holds chunks of this migration from an earlier hold.
     *
     * @param connection a connection to the target
     * @return whether there are such
     * @throws SQLException when it cannot be read
     */
    public boolean hasOtherHold(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT COUNT(*) FROM " + name() + " WHERE "
                + quoted("migration") + " = ? AND " + quoted("hold") + " <> ?")) {
            statement.setString(1, migration.value());
            statement.setString(2, hold);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getLong(1) > 0;
            }
        }
    }

    /**
     * Removes every chunk of this migration, of whatever hold, in the connection's transaction.
     *
     * @param connection a connection to the target
     * @throws SQLException when they cannot be removed
     */
    public void forget(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM " + name() + " WHERE " + quoted("migration") + " = ?")) {
            statement.setString(1, migration.value());
            statement.executeUpdate();
        }
    }

    private String name() {
        return side.catalog().qualified(TABLE);
    }

    private String quoted(String column) {
        return side.catalog().dialect().quoted(column);
    }
}
