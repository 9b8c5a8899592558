package dev.passage.migration.catchup;

import dev.passage.migration.catchup.Rulings.Row;
import dev.passage.migration.catchup.Rulings.Ruling;
import dev.passage.migration.conflict.ConflictWinner;
import dev.passage.migration.conflict.ImageCipher;
import dev.passage.migration.copy.ChunkGuard;
import dev.passage.migration.copy.Side;
import dev.passage.migration.sql.SqlStates;
import dev.passage.migration.value.ChunkDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The conflicts of one migration of which a person has to decide, in a table beside the rows that are followed up (R3, ALGORITHMS 2.6). Of
 * values there stands only what the host's key has encrypted; without a key there are digests alone. What was parked and decided is
 * committed before anything is done by it, so it is right after any crash.
 *
 * <p>Used by one thread.
 *
 * @since 0.1.0
 */
public final class ParkedConflicts {
    private static final int ROWS_AT_A_TIME = 500;

    private final Side side;
    private final String table;
    private final Optional<ImageCipher> cipher;

    /**
     * Creates a view of what is parked.
     *
     * @param side the side that is followed up
     * @param table the table that holds it, qualified and quoted
     * @param cipher encrypts what rows hold; empty to park digests alone
     */
    public ParkedConflicts(Side side, String table, Optional<ImageCipher> cipher) {
        this.side = side;
        this.table = table;
        this.cipher = cipher;
    }

    /**
     * Parks the conflicts that a referee leaves to a person, and takes those back that it has found no more. One that was parked as it is
     * now keeps its number.
     *
     * @param referee who has found them
     * @param guard what is checked first in each transaction
     * @throws SQLException when the database refuses
     */
    public void park(Referee referee, ChunkGuard guard) throws SQLException {
        Collection<OpenConflict> open = referee.open();
        try (Connection connection = side.connections().open()) {
            if (!exists()) {
                create(connection, guard); // a move whose rows were remembered by an earlier version
            }
            write(connection, guard, () -> {
                Map<Row, Known> known = known(connection);
                long number =
                        known.values().stream().mapToLong(Known::number).max().orElse(0);
                List<OpenConflict> changed = new ArrayList<>();
                for (OpenConflict conflict : open) {
                    Known before = known.remove(conflict.row());
                    if (before == null || !before.isAbout(conflict)) {
                        changed.add(conflict);
                    }
                }
                takeBack(connection, known);
                forget(connection, changed);
                add(connection, changed, number);
            });
            CatchUpFaultPoints.CONFLICTS_PARKED.reached();
        }
    }

    /**
     * Creates the table, if it is not there; the change feed that gave its name removes it.
     *
     * @param guard what is checked first
     * @throws SQLException when the database refuses
     */
    public void create(ChunkGuard guard) throws SQLException {
        try (Connection connection = side.connections().open()) {
            create(connection, guard);
        }
    }

    private void create(Connection connection, ChunkGuard guard) throws SQLException {
        String bigint = side.catalog().dialect().bigint();
        String text = side.catalog().dialect().largeText();
        String bytes = side.catalog().dialect().largeBytes();
        write(connection, guard, () -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE IF NOT EXISTS " + table + " (table_no INTEGER NOT NULL, key1 " + bigint
                        + " NOT NULL, key2 " + bigint + " NOT NULL, conflict_no " + bigint
                        + " NOT NULL, standing INTEGER NOT NULL, source_rows INTEGER NOT NULL, source1 " + bigint
                        + " NOT NULL, source2 " + bigint + " NOT NULL, target_rows INTEGER NOT NULL, target1 " + bigint
                        + " NOT NULL, target2 " + bigint + " NOT NULL, table_name " + text + " NOT NULL, named " + text
                        + " NOT NULL, source_image " + bytes + ", target_image " + bytes
                        + ", PRIMARY KEY (table_no, key1, key2))"
                        + side.catalog().dialect().tableOptions());
            }
        });
    }

    private interface Work {
        void run() throws SQLException;
    }

    private static void write(Connection connection, ChunkGuard guard, Work work) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            guard.check(connection);
            work.run();
            connection.commit();
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
    }

    /** What is remembered of a parked conflict without looking at its images. */
    private record Known(long number, int standing, ChunkDigest source, ChunkDigest target) {

        boolean isAbout(OpenConflict conflict) {
            return standing != Standing.GONE.code()
                    && new Ruling(ConflictWinner.PERSON, source, target).isAbout(conflict.there(), conflict.wanted());
        }
    }

    private Map<Row, Known> known(Connection connection) throws SQLException {
        Map<Row, Known> known = new HashMap<>();
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery("SELECT table_no, key1, key2, conflict_no, standing, source_rows,"
                        + " source1, source2, target_rows, target1, target2 FROM " + table)) {
            while (row.next()) {
                known.put(
                        new Row(row.getInt(1), digest(1, row.getLong(2), row.getLong(3))),
                        new Known(
                                row.getLong(4),
                                row.getInt(5),
                                digest(row.getInt(6), row.getLong(7), row.getLong(8)),
                                digest(row.getInt(9), row.getLong(10), row.getLong(11))));
            }
        }
        return known;
    }

    private static ChunkDigest digest(int rows, long first, long second) {
        return rows == 0 ? ChunkDigest.NONE : new ChunkDigest(1, first, second);
    }

    private void takeBack(Connection connection, Map<Row, Known> rest) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE " + table + " SET standing = "
                + Standing.GONE.code() + ", source_image = NULL, target_image = NULL WHERE standing = "
                + Standing.OPEN.code() + " AND table_no = ? AND key1 = ? AND key2 = ?")) {
            for (Map.Entry<Row, Known> each : rest.entrySet()) {
                if (each.getValue().standing() == Standing.OPEN.code()) {
                    bind(update, each.getKey());
                    update.addBatch();
                }
            }
            update.executeBatch();
        }
    }

    private void forget(Connection connection, List<OpenConflict> changed) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM " + table + " WHERE table_no = ? AND key1 = ? AND key2 = ?")) {
            for (OpenConflict conflict : changed) {
                bind(delete, conflict.row());
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }

    private static void bind(PreparedStatement statement, Row row) throws SQLException {
        statement.setInt(1, row.table());
        statement.setLong(2, row.name().first());
        statement.setLong(3, row.name().second());
    }

    private void add(Connection connection, List<OpenConflict> conflicts, long last) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + table
                + " (table_no, key1, key2, conflict_no, standing, source_rows, source1, source2, target_rows, target1,"
                + " target2, table_name, named, source_image, target_image)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            long number = last;
            for (OpenConflict conflict : conflicts) {
                bind(insert, conflict.row());
                insert.setLong(4, ++number);
                insert.setInt(5, Standing.OPEN.code());
                bind(insert, 6, Rulings.contentOf(conflict.there()));
                bind(insert, 9, Rulings.contentOf(conflict.wanted()));
                insert.setString(12, conflict.table().name());
                insert.setString(13, conflict.described());
                insert.setBytes(14, image(conflict.thereImage()));
                insert.setBytes(15, image(conflict.wantedImage()));
                insert.addBatch();
                if ((number - last) % ROWS_AT_A_TIME == 0) {
                    insert.executeBatch();
                }
            }
            insert.executeBatch();
        }
    }

    private static void bind(PreparedStatement statement, int place, ChunkDigest digest) throws SQLException {
        statement.setInt(place, digest.rows() == 0 ? 0 : 1);
        statement.setLong(place + 1, digest.first());
        statement.setLong(place + 2, digest.second());
    }

    private byte @Nullable [] image(Optional<RowImage> image) {
        return image.isEmpty() || cipher.isEmpty()
                ? null
                : cipher.get().encrypt(image.get().bytes());
    }

    /**
     * Commits what a person has chosen of one conflict; nothing when the choice is of none, or of one that has become another since.
     *
     * @param choice the name of the choice
     * @param guard what is checked first
     * @throws SQLException when the database refuses
     */
    public void decide(String choice, ChunkGuard guard) throws SQLException {
        Optional<ParkedConflict.Decision> decision = ParkedConflict.decision(choice);
        if (decision.isEmpty() || !exists()) {
            return;
        }
        Standing standing = decision.get().winner() == ConflictWinner.SOURCE ? Standing.SOURCE : Standing.TARGET;
        try (Connection connection = side.connections().open()) {
            write(connection, guard, () -> {
                try (PreparedStatement update = connection.prepareStatement("UPDATE " + table
                        + " SET standing = ? WHERE conflict_no = ? AND standing <> " + Standing.GONE.code())) {
                    update.setInt(1, standing.code());
                    update.setLong(2, decision.get().number());
                    update.executeUpdate();
                }
            });
        }
        CatchUpFaultPoints.CONFLICT_DECIDED.reached();
    }

    /**
     * Returns what was decided so far.
     *
     * @return the decisions, each of a row as it was parked
     * @throws SQLException when the database refuses
     */
    public Rulings rulings() throws SQLException {
        if (!exists()) {
            return Rulings.NONE;
        }
        Map<Row, Ruling> rulings = new HashMap<>();
        try (Connection connection = side.connections().open()) {
            known(connection)
                    .forEach((row, known) -> rulings.put(
                            row, new Ruling(Standing.winnerOf(known.standing()), known.source(), known.target())));
        }
        return new Rulings(rulings, ConflictWinner.PERSON);
    }

    /**
     * Lists what is parked, decided or not, in the order of the numbers.
     *
     * @return the conflicts, with their images if there is a key; empty when nothing was parked or it is gone with the migration
     * @throws SQLException when the database refuses
     * @throws IllegalArgumentException if images were parked with another key
     */
    public List<ParkedConflict> all() throws SQLException {
        return read("", true);
    }

    /**
     * Lists what nobody has decided on yet, in the order of the numbers and without images.
     *
     * @return the conflicts
     * @throws SQLException when the database refuses
     */
    public List<ParkedConflict> undecided() throws SQLException {
        return read(" AND standing = " + Standing.OPEN.code(), false);
    }

    private List<ParkedConflict> read(String condition, boolean images) throws SQLException {
        List<ParkedConflict> conflicts = new ArrayList<>();
        if (!exists()) {
            return conflicts;
        }
        String columns = images ? ", source_image, target_image" : "";
        try (Connection connection = side.connections().open();
                Statement query = connection.createStatement();
                ResultSet row = query.executeQuery("SELECT conflict_no, standing, table_name, named, source_rows,"
                        + " target_rows" + columns + " FROM " + table + " WHERE standing <> " + Standing.GONE.code()
                        + condition + " ORDER BY conflict_no")) {
            while (row.next()) {
                conflicts.add(new ParkedConflict(
                        row.getLong(1),
                        row.getString(3),
                        row.getString(4),
                        image(row.getInt(5), images ? row.getBytes(7) : null),
                        image(row.getInt(6), images ? row.getBytes(8) : null),
                        Standing.winnerOf(row.getInt(2))));
            }
        }
        return conflicts;
    }

    private RowImage image(int rows, byte @Nullable [] stored) {
        return stored == null || cipher.isEmpty()
                ? new RowImage(rows > 0, Map.of())
                : RowImage.of(cipher.get().decrypt(stored));
    }

    private boolean exists() throws SQLException {
        try (Connection connection = side.connections().open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            return row.next();
        } catch (SQLException failure) {
            if (SqlStates.isMissingTable(failure)) {
                return false;
            }
            throw failure;
        }
    }
}
