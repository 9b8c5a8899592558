package dev.passage.migration.capture;

import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.catalog.Column;
import dev.passage.migration.copy.RowFilter;
import dev.passage.migration.dialect.SessionLimit;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.gate.GateTables;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.sql.SqlStates;
import dev.passage.migration.value.ExactSession;
import dev.passage.migration.value.ValueAccess;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A change feed of row triggers (ALGORITHMS 1.3, D8): they note the key of each changed row of the tenant in the writer's own
 * transaction, and refuse writers that go past the gate. Works with ordinary rights on every engine.
 *
 * <p>What it creates carries the migration's id and a digest in its names, and {@link #disarm} removes all of it.
 *
 * @since 0.1.0
 */
public final class TriggerFeed implements ChangeFeed {
    private static final int IDS_IN_A_STATEMENT = 500;
    private static final int BYTES_OF_TOKEN = 24;

    private final Endpoint endpoint;
    private final Catalog catalog;
    private final CaptureNames names;
    private final List<TableCapture> tables;
    private final TriggerLanguage language;
    private final BriefDefinitions definitions;
    private final String token;

    /**
     * Creates the feed of a tenant; nothing is changed in the database before {@link #arm}.
     *
     * @param endpoint the database
     * @param catalog what stands in it
     * @param tables the tables with the tenant's rows; each has a key and a path to the tenant
     * @param tenant the tenant's id as text
     * @param migration the migration, which the names of triggers and tables carry
     * @throws IllegalArgumentException if the tenant's id cannot be a value of the column that holds the tenant
     * @throws StepFailedException fatal, if a table has no usable key, or cascades in a way of which the engine tells no trigger
     */
    public TriggerFeed(
            Endpoint endpoint, Catalog catalog, List<ClassifiedTable> tables, String tenant, MigrationId migration) {
        this.endpoint = endpoint;
        this.catalog = catalog;
        this.names = new CaptureNames(catalog, migration);
        this.language = TriggerLanguage.of(catalog, names);
        this.definitions = new BriefDefinitions(endpoint, catalog.dialect(), language);
        Dependents dependents = new Dependents(catalog.engine(), tables);
        List<TableCapture> captures = new ArrayList<>();
        for (ClassifiedTable table : tables) {
            if (table.table().keyColumns().isEmpty()) {
                throw StepFailedException.fatal(
                        FailureKind.STEP_FAILED,
                        "Changes of table " + table.name() + " cannot be noted: its rows cannot be told apart.",
                        "Give it a primary key, or a unique key whose columns cannot be NULL.");
            }
            captures.add(new TableCapture(catalog, names, table, captures.size(), tenant, dependents.of(table)));
        }
        this.tables = List.copyOf(captures);
        byte[] random = new byte[BYTES_OF_TOKEN];
        new SecureRandom().nextBytes(random);
        this.token = HexFormat.of().formatHex(random);
    }

    @Override
    public void arm() throws SQLException {
        GateTables.createMissing(endpoint);
        try (Connection connection = endpoint.open();
                Statement statement = connection.createStatement()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(true);
            statement.execute("CREATE TABLE IF NOT EXISTS " + names.origin() + " (token " + language.bytes()
                    + " NOT NULL PRIMARY KEY)" + options());
            for (TableCapture table : tables) {
                statement.execute("CREATE TABLE IF NOT EXISTS " + table.log() + " (id " + language.counted()
                        + ", logged_at " + catalog.dialect().bigint() + " NOT NULL" + keyColumns(table) + ")"
                        + options());
                createIndex(connection, statement, table);
            }
            connection.setAutoCommit(autoCommit);
        }
        announce();
        for (TableCapture table : tables) {
            endpoint.inTransaction(connection -> {
                if (!missingTriggers(connection, table).isEmpty()) {
                    language.makeAhead(connection, table);
                }
                return table;
            });
            definitions.run(table, connection -> createTriggers(connection, table));
            CaptureFaultPoints.TABLE_ARMED.reached();
        }
    }

    @Override
    public boolean isArmed() throws SQLException {
        Set<String> present = endpoint.inTransaction(this::presentTriggers);
        return tables.stream()
                .flatMap(table -> language.triggers(table).stream())
                .allMatch(trigger -> present.contains(trigger.name()));
    }

    /** By which a copy finds out that a row has no entry; a crash may have come before it. */
    private void createIndex(Connection connection, Statement statement, TableCapture table) throws SQLException {
        String name = names.index(table.number());
        String log = names.logName(table.number());
        try (ResultSet indexes = connection
                .getMetaData()
                .getIndexInfo(connection.getCatalog(), connection.getSchema(), log, false, true)) {
            while (indexes.next()) {
                if (name.equals(indexes.getString("INDEX_NAME"))) {
                    return;
                }
            }
        }
        statement.execute("CREATE INDEX " + catalog.dialect().quoted(name) + " ON " + table.log() + " ("
                + table.keysOfLog() + ")");
    }

    private String options() {
        return catalog.dialect().tableOptions()
                + (catalog.engine().isMySqlFamily() ? " DEFAULT CHARACTER SET utf8mb4" : "");
    }

    private static String keyColumns(TableCapture table) {
        StringBuilder columns = new StringBuilder();
        int number = 0;
        for (Column column : table.keyColumns()) {
            columns.append(", k").append(++number).append(' ');
            columns.append(column.type().definition()).append(" NOT NULL");
        }
        return columns.toString();
    }

    @Override
    public void announce() throws SQLException {
        try {
            endpoint.inTransaction(connection -> {
                try (PreparedStatement add =
                        connection.prepareStatement("INSERT INTO " + names.origin() + " (token) VALUES (?)")) {
                    add.setBytes(1, CaptureNames.sha256(token));
                    return add.executeUpdate();
                }
            });
        } catch (SQLException refused) {
            if (!catalog.dialect().isDuplicateKey(refused)) {
                throw refused;
            }
        }
    }

    @Override
    public void withdraw() throws SQLException {
        try {
            endpoint.inTransaction(connection -> {
                try (PreparedStatement remove =
                        connection.prepareStatement("DELETE FROM " + names.origin() + " WHERE token = ?")) {
                    remove.setBytes(1, CaptureNames.sha256(token));
                    return remove.executeUpdate();
                }
            });
        } catch (SQLException failure) {
            if (!SqlStates.isMissingTable(failure)) {
                throw failure;
            }
        }
    }

    private void createTriggers(Connection connection, TableCapture table) throws SQLException {
        List<TriggerLanguage.Trigger> missing = missingTriggers(connection, table);
        if (!missing.isEmpty()) {
            language.prepare(connection, table);
        }
        try (Statement statement = connection.createStatement()) {
            for (String creation : language.creations(missing)) {
                statement.execute(creation);
            }
            // Also when no trigger was missing, because a crash may have come before this.
            for (String waiting : language.barrier(table)) {
                statement.execute(waiting);
            }
        }
    }

    private List<TriggerLanguage.Trigger> missingTriggers(Connection connection, TableCapture table)
            throws SQLException {
        Set<String> present = presentTriggers(connection);
        return language.triggers(table).stream()
                .filter(trigger -> !present.contains(trigger.name()))
                .toList();
    }

    private Set<String> presentTriggers(Connection connection) throws SQLException {
        Set<String> present = new HashSet<>();
        try (PreparedStatement query = connection.prepareStatement(language.triggersLike())) {
            query.setString(1, names.stem() + "_");
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    present.add(rows.getString(1));
                }
            }
        }
        return present;
    }

    @Override
    public Origin enter(Connection connection) throws SQLException {
        return language.mark(connection, token);
    }

    @Override
    public RowFilter untouched(String table) {
        return captured(table).untouched();
    }

    private TableCapture captured(String table) {
        return tables.stream()
                .filter(each -> each.name().equals(table))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Table " + table + " is not captured."));
    }

    @Override
    public List<ChangeEntry> poll(int most) throws SQLException {
        try (Connection connection = endpoint.open()) {
            ExactSession exact = ExactSession.on(connection, catalog.engine());
            SessionLimit session = exact.beginSession();
            try {
                exact.beginTransaction();
                return poll(connection, tables.stream().map(TableCapture::name).toList(), most);
            } finally {
                connection.rollback();
                session.close();
                connection.setAutoCommit(true);
            }
        }
    }

    @Override
    public List<ChangeEntry> poll(Connection connection, Collection<String> asked, int most) throws SQLException {
        List<ChangeEntry> entries = new ArrayList<>();
        for (TableCapture table : tables) {
            if (entries.size() < most && asked.contains(table.name())) {
                read(connection, table, most - entries.size(), entries);
            }
        }
        CaptureFaultPoints.POLLED.reached();
        return List.copyOf(entries);
    }

    private void read(Connection connection, TableCapture table, int most, List<ChangeEntry> entries)
            throws SQLException {
        List<ValueAccess> key = new ArrayList<>();
        StringBuilder columns = new StringBuilder("id, logged_at");
        for (Column column : table.keyColumns()) {
            ValueAccess access = ValueAccess.of(
                    catalog.engine(), column.type(), column.type().kind());
            key.add(access);
            columns.append(", ").append(access.select("k" + key.size()));
        }
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT " + columns + " FROM " + table.log() + " ORDER BY id LIMIT " + most)) {
            query.setFetchSize(catalog.dialect().fetchRows());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    List<Object> values = new ArrayList<>();
                    for (ValueAccess access : key) {
                        Object value = access.read(row, values.size() + 3);
                        if (value == null) {
                            throw new SQLException("An entry of table " + table.name() + " holds no key.", "22004");
                        }
                        values.add(value);
                    }
                    entries.add(new ChangeEntry(row.getLong(1), table.name(), values, instant(row.getLong(2))));
                }
            }
        }
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    @Override
    public void note(Connection connection, String table, List<ValueAccess> columns, List<List<Object>> keys)
            throws SQLException {
        StringBuilder names = new StringBuilder("logged_at");
        StringBuilder values = new StringBuilder(catalog.dialect().nowMicros());
        for (int i = 0; i < columns.size(); i++) {
            names.append(", k").append(i + 1);
            values.append(", ").append(columns.get(i).placeholder());
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO " + captured(table).log() + " (" + names + ") VALUES (" + values + ")")) {
            for (List<Object> key : keys) {
                for (int i = 0; i < key.size(); i++) {
                    columns.get(i).bind(insert, i + 1, key.get(i));
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    @Override
    public void acknowledge(List<ChangeEntry> entries) throws SQLException {
        Map<String, List<Long>> ids = entries.stream()
                .collect(Collectors.groupingBy(
                        ChangeEntry::table, Collectors.mapping(ChangeEntry::id, Collectors.toList())));
        endpoint.inTransaction(connection -> {
            for (TableCapture table : tables) {
                remove(connection, table, ids.getOrDefault(table.name(), List.of()));
            }
            CaptureFaultPoints.ACKNOWLEDGE_WRITTEN.reached();
            return ids;
        });
        CaptureFaultPoints.ACKNOWLEDGE_COMMITTED.reached();
    }

    private void remove(Connection connection, TableCapture table, List<Long> ids) throws SQLException {
        for (int from = 0; from < ids.size(); from += IDS_IN_A_STATEMENT) {
            List<Long> some = ids.subList(from, Math.min(ids.size(), from + IDS_IN_A_STATEMENT));
            try (PreparedStatement remove = connection.prepareStatement(language.deleteFrom(table.log())
                    + " WHERE id IN (" + String.join(", ", Collections.nCopies(some.size(), "?")) + ")")) {
                for (int i = 0; i < some.size(); i++) {
                    remove.setLong(i + 1, some.get(i));
                }
                remove.executeUpdate();
            }
        }
    }

    @Override
    public FeedState state() throws SQLException {
        String now = catalog.dialect().nowMicros();
        return endpoint.inTransaction(connection -> {
            long entries = 0;
            long oldest = 0;
            for (TableCapture table : tables) {
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery(
                                "SELECT COUNT(*), COALESCE(" + now + " - MIN(logged_at), 0) FROM " + table.log())) {
                    row.next();
                    entries += row.getLong(1);
                    oldest = Math.max(oldest, row.getLong(2));
                }
            }
            return new FeedState(entries, Duration.of(oldest, ChronoUnit.MICROS));
        });
    }

    @Override
    public String memory() {
        return names.memory();
    }

    @Override
    public String parked() {
        return names.parked();
    }

    @Override
    public void disarm() throws SQLException {
        for (TableCapture table : tables) {
            definitions.run(table, connection -> dropTriggers(connection, table));
            CaptureFaultPoints.TABLE_DISARMED.reached();
        }
        for (TableCapture table : tables) {
            definitions.run(table, connection -> {
                try (Statement statement = connection.createStatement()) {
                    for (String cleaning : language.cleanUp(table)) {
                        statement.execute(cleaning);
                    }
                    statement.execute("DROP TABLE IF EXISTS " + table.log());
                    statement.execute("DROP TABLE IF EXISTS " + names.memory());
                    statement.execute("DROP TABLE IF EXISTS " + names.parked());
                    statement.execute("DROP TABLE IF EXISTS " + names.origin());
                }
            });
        }
    }

    private void dropTriggers(Connection connection, TableCapture table) throws SQLException {
        Set<String> present = presentTriggers(connection);
        try (Statement statement = connection.createStatement()) {
            for (String drop : language.dropTriggers(table, present)) {
                statement.execute(drop);
            }
        }
    }
}
