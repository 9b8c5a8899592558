package dev.passage.migration.journal.jdbc;

import dev.passage.migration.dialect.Engine;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.journal.MigrationHead.Summary;
import dev.passage.migration.journal.RecordDraft;
import dev.passage.migration.lease.FencingToken;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows of the table of records. */
final class RecordRows {
    private static final int ROWS_PER_STATEMENT = 500;
    private static final String COLUMNS =
            "[migration], [sequence], [token], [recorded_at], [actor], [kind], [body], [previous_hash], [hash]";
    private static final String VALUES = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private RecordRows() {}

    /** Chains drafts to the record before them. */
    static List<JournalRecord> chained(
            MigrationId migration,
            FencingToken token,
            long nowMicros,
            long lastSequence,
            String lastHash,
            List<RecordDraft> drafts) {
        List<JournalRecord> records = new ArrayList<>(drafts.size());
        String hash = lastHash;
        long sequence = lastSequence;
        for (RecordDraft draft : drafts) {
            JournalRecord record =
                    JournalRecord.following(migration, ++sequence, token, Micros.toInstant(nowMicros), draft, hash);
            records.add(record);
            hash = record.hash();
        }
        return List.copyOf(records);
    }

    /** Stores records and the changed head; in one statement where the engine can, for each costs a round trip. */
    static void append(
            JournalSession session,
            String appendKey,
            List<JournalRecord> records,
            Optional<Summary> summary,
            Optional<String> scope)
            throws SQLException {
        JournalRecord last = records.get(records.size() - 1);
        String update = HeadRows.update(summary.isPresent());
        boolean together = session.dialect().engine() == Engine.POSTGRESQL && records.size() <= ROWS_PER_STATEMENT;
        try (PreparedStatement statement =
                session.prepare(together ? "WITH changed AS (" + update + ") " + insertion(records.size()) : update)) {
            int place = HeadRows.bindChange(statement, last.migration(), summary, scope, last);
            if (together) {
                bind(statement, place, appendKey, records);
            }
            statement.executeUpdate();
        }
        if (!together) {
            insert(session, appendKey, records);
        }
    }

    /**
     * Stores records and the changed head in one statement of PostgreSQL, if the head is still as it is known.
     *
     * @return whether it was
     */
    static boolean appendAfter(
            JournalSession session,
            String appendKey,
            HeadRows.Locked known,
            List<JournalRecord> records,
            Summary summary)
            throws SQLException {
        JournalRecord last = records.get(records.size() - 1);
        String row = "SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM changed";
        try (PreparedStatement statement = session.prepare("WITH changed AS (" + HeadRows.update(true)
                + " AND [token] = ? AND [last_sequence] = ? AND [last_hash] = ? RETURNING [id]) INSERT INTO [@record]"
                + " ([append_key], " + COLUMNS + ") " + row + (" UNION ALL " + row).repeat(records.size() - 1))) {
            int place = HeadRows.bindChange(statement, last.migration(), Optional.of(summary), known.scope(), last);
            statement.setLong(place++, known.token().value());
            statement.setLong(place++, known.lastSequence());
            statement.setString(place++, known.lastHash());
            bind(statement, place, appendKey, records);
            return statement.executeUpdate() > 0;
        }
    }

    static void insert(JournalSession session, String appendKey, List<JournalRecord> records) throws SQLException {
        for (int from = 0; from < records.size(); from += ROWS_PER_STATEMENT) {
            List<JournalRecord> some = records.subList(from, Math.min(records.size(), from + ROWS_PER_STATEMENT));
            try (PreparedStatement statement = session.prepare(insertion(some.size()))) {
                bind(statement, 1, appendKey, some);
                statement.executeUpdate();
            }
        }
    }

    private static String insertion(int rows) {
        return "INSERT INTO [@record] ([append_key], " + COLUMNS + ") VALUES " + VALUES
                + (", " + VALUES).repeat(rows - 1);
    }

    private static void bind(PreparedStatement statement, int start, String appendKey, List<JournalRecord> records)
            throws SQLException {
        int place = start;
        for (JournalRecord record : records) {
            statement.setString(place++, appendKey);
            statement.setString(place++, record.migration().value());
            statement.setLong(place++, record.sequence());
            statement.setLong(place++, record.token().value());
            statement.setLong(place++, Micros.of(record.at()));
            statement.setString(place++, record.actor());
            statement.setString(place++, record.kind());
            statement.setString(place++, record.body());
            statement.setString(place++, record.previousHash());
            statement.setString(place++, record.hash());
        }
    }

    static List<JournalRecord> stored(JournalSession session, MigrationId migration, String appendKey)
            throws SQLException {
        try (PreparedStatement statement = session.prepare("SELECT " + COLUMNS
                + " FROM [@record] WHERE [migration] = ? AND [append_key] = ? ORDER BY [sequence]")) {
            statement.setString(1, migration.value());
            statement.setString(2, appendKey);
            return all(statement);
        }
    }

    static List<JournalRecord> between(JournalSession session, MigrationId migration, long first, long last)
            throws SQLException {
        try (PreparedStatement statement = session.prepare("SELECT " + COLUMNS
                + " FROM [@record] WHERE [migration] = ? AND [sequence] BETWEEN ? AND ? ORDER BY [sequence]")) {
            statement.setString(1, migration.value());
            statement.setLong(2, first);
            statement.setLong(3, last);
            return all(statement);
        }
    }

    private static List<JournalRecord> all(PreparedStatement statement) throws SQLException {
        List<JournalRecord> records = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                records.add(new JournalRecord(
                        MigrationId.of(row.getString(1)),
                        row.getLong(2),
                        FencingToken.of(row.getLong(3)),
                        Micros.toInstant(row.getLong(4)),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getString(8),
                        row.getString(9)));
            }
        }
        return List.copyOf(records);
    }
}
