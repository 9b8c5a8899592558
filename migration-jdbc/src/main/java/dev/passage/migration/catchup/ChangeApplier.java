package dev.passage.migration.catchup;

import dev.passage.migration.capture.ChangeEntry;
import dev.passage.migration.capture.NotedKeys;
import dev.passage.migration.copy.ChunkGuard;
import dev.passage.migration.copy.ColumnRoute;
import dev.passage.migration.copy.DatabaseFailures;
import dev.passage.migration.copy.KeyedReader;
import dev.passage.migration.copy.KeyedRow;
import dev.passage.migration.copy.Side;
import dev.passage.migration.dialect.Engine;
import dev.passage.migration.dialect.SessionLimit;
import dev.passage.migration.failure.VerificationFailedException;
import dev.passage.migration.value.ChunkDigest;
import dev.passage.migration.value.ExactSession;
import dev.passage.migration.value.KeyText;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes rows of the other side what they are at the owner, for keys that were noted (ALGORITHMS 1.3, 1.6). Entries and
 * the rows that they name are read in one snapshot of the owner, so that the other side goes from one state of the owner to a later
 * one; entries are acknowledged after the commit there, and doing it again changes nothing. Each row that was written is read back
 * and compared before the commit.
 *
 * <p>Used by one thread; holds a connection on each side until it is closed. The guard is checked first in each transaction, so an
 * overtaken mover changes nothing.
 *
 * @since 0.1.0
 */
public final class ChangeApplier implements AutoCloseable {
    private static final int MOST_ENTRIES = 250_000;
    private static final int MOST_KEYS_IN_A_TRANSACTION = 5_000;
    private static final int KEYS_OF_A_PART = 1_000;
    private static final int H2_SNAPSHOT = 6;

    private final NotedKeys feed;
    private final Side owner;
    private final Side other;
    private final ChunkGuard guard;
    private final Refresh refresh;
    private final List<FollowedTable> tables;
    private final Optional<Referee> referee;
    private final Session reading;
    private final Session writing;

    private ChangeApplier(
            NotedKeys feed,
            Side owner,
            Side other,
            ChunkGuard guard,
            Refresh refresh,
            List<FollowedTable> tables,
            Optional<Referee> referee)
            throws SQLException {
        this.feed = feed;
        this.owner = owner;
        this.other = other;
        this.guard = guard;
        this.refresh = refresh;
        this.tables = List.copyOf(tables);
        this.referee = referee;
        this.reading = new Session(owner, true);
        try {
            this.writing = new Session(other, false);
        } catch (SQLException | RuntimeException failure) {
            reading.close();
            throw failure;
        }
    }

    /**
     * Brings what rows may refer to without being the tenant's, when a row was refused.
     *
     * @since 0.1.0
     */
    @FunctionalInterface
    public interface Refresh {

        /** Brings it. */
        void run();
    }

    /**
     * Opens an applier.
     *
     * @param feed what is noted at the owner
     * @param owner the side that owns the tenant
     * @param other the side that is to become like it
     * @param guard what is checked first in each transaction on the other side; it also marks that as the mover's own
     * @param refresh brings shared rows that may be missing on the other side
     * @param tables the tables that the feed follows, parents first
     * @param referee says what happens to rows that were written behind the gate of the other side; empty if it has none yet
     * @return the applier, which the caller closes
     * @throws SQLException when a side has no connection
     */
    public static ChangeApplier open(
            NotedKeys feed,
            Side owner,
            Side other,
            ChunkGuard guard,
            Refresh refresh,
            List<FollowedTable> tables,
            Optional<Referee> referee)
            throws SQLException {
        return new ChangeApplier(feed, owner, other, guard, refresh, tables, referee);
    }

    /**
     * Opens an applier for a time in which nobody writes on either side, so that no feed is needed: what {@link RowReconciler} notes stays
     * in memory.
     *
     * @param owner the side that is right
     * @param other the side that is to become like it
     * @param guard what is checked first in each transaction on the other side
     * @param refresh brings shared rows that may be missing on the other side
     * @param tables the tables of the tenant, parents first
     * @return the applier, which the caller closes
     * @throws SQLException when a side has no connection
     */
    public static ChangeApplier whileNobodyWrites(
            Side owner, Side other, ChunkGuard guard, Refresh refresh, List<FollowedTable> tables) throws SQLException {
        return open(new DifferingKeys(), owner, other, guard, refresh, tables, Optional.empty());
    }

    /**
     * Applies what waits; nothing when a person has to say first what happens to a row, see {@link Referee#isUndecided()}.
     *
     * @param ready the tables whose copy is complete; entries of others stay where they are
     * @param begun the tables whose copy is not complete but has begun: of these, rows that have changed are taken away on the other
     *     side, so that they do not hold what they refer to, and brought anew when the table is ready
     * @param links whether every table is ready, so that foreign keys in a circle can be filled in
     * @return what there was
     * @throws VerificationFailedException if the other side does not hold what it was given
     * @throws dev.passage.migration.failure.StepFailedException when a database refuses
     * @throws dev.passage.migration.failure.LeaseLostException when another instance took over
     */
    public Applied apply(Collection<String> ready, Collection<String> begun, boolean links) {
        long start = System.nanoTime();
        try {
            List<TableWork> works = new ArrayList<>();
            List<ChangeEntry> entries = read(ready, begun, links, works);
            if (!entries.isEmpty()) {
                CatchUpFaultPoints.ROWS_READ.reached();
                if (!write(works, referee.isEmpty() && entries.size() > MOST_KEYS_IN_A_TRANSACTION)) {
                    return new Applied(
                            entries.size(), keysOf(entries), false, Duration.ofNanos(System.nanoTime() - start));
                }
                CatchUpFaultPoints.AFTER_COMMIT.reached();
                feed.acknowledge(entries);
            }
            return new Applied(
                    entries.size(),
                    keysOf(entries),
                    links && entries.size() < MOST_ENTRIES,
                    Duration.ofNanos(System.nanoTime() - start));
        } catch (SQLException failure) {
            throw DatabaseFailures.of("Bringing changes to " + other.name(), failure, owner, other);
        }
    }

    /**
     * Applies what waits of every table, foreign keys in a circle included.
     *
     * @return what there was
     * @throws VerificationFailedException if the other side does not hold what it was given
     * @throws dev.passage.migration.failure.StepFailedException when a database refuses
     * @throws dev.passage.migration.failure.LeaseLostException when another instance took over
     */
    public Applied applyAll() {
        return apply(tables.stream().map(FollowedTable::name).toList(), List.of(), true);
    }

    List<FollowedTable> tables() {
        return tables;
    }

    Side owner() {
        return owner;
    }

    Side other() {
        return other;
    }

    /** Which of the keys differ now, and of which keys entries wait in the snapshot of the owner in which they were compared. */
    Map<String, Suspect> differing(FollowedTable table, List<List<Object>> keys, Set<String> waiting)
            throws SQLException {
        reading.begin();
        writing.begin();
        try {
            waiting.addAll(OnlineVerifier.keysOf(
                    table, feed.poll(reading.connection, List.of(table.name()), Integer.MAX_VALUE)));
            Map<ChunkDigest, KeyedRow> wanted =
                    new KeyedReader(owner, table.route(), table.onOwner(), true).read(reading.connection, keys);
            Map<ChunkDigest, KeyedRow> present = new KeyedReader(
                            other, table.route().reversed(), table.onOther(), true)
                    .read(writing.connection, keys);
            Map<String, Suspect> differing = new LinkedHashMap<>();
            wanted.forEach((name, row) -> {
                KeyedRow found = present.remove(name);
                if (found == null) {
                    Suspect.add(differing, row, "is missing on " + other.name());
                } else if (!found.sameAs(row)) {
                    Suspect.add(differing, row, "differs in " + String.join(", ", row.differingColumns(found)));
                }
            });
            present.values().forEach(row -> Suspect.add(differing, row, "is not on " + owner.name()));
            leaveOutDecided(table, differing);
            return differing;
        } finally {
            reading.connection.rollback();
            writing.connection.rollback();
        }
    }

    private void leaveOutDecided(FollowedTable table, Map<String, Suspect> differing) throws SQLException {
        if (referee.isEmpty() || differing.isEmpty()) {
            return;
        }
        List<List<Object>> keys = differing.values().stream().map(Suspect::key).toList();
        Map<ChunkDigest, KeyedRow> present =
                new KeyedReader(other, table.route().reversed(), table.onOther(), true).read(writing.connection, keys);
        Set<ChunkDigest> decided = referee.get()
                .decided(
                        writing.connection,
                        tables.indexOf(table),
                        keys.stream()
                                .map(key -> KeyedRow.nameOf(table.route(), key))
                                .toList(),
                        present);
        differing.values().removeIf(suspect -> decided.contains(KeyedRow.nameOf(table.route(), suspect.key())));
    }

    /** Makes rows of the other side what they are at the owner, whether or not entries name them. */
    void repair(FollowedTable table, List<List<Object>> keys) throws SQLException {
        Map<ChunkDigest, KeyedRow> wanted;
        reading.begin();
        try {
            wanted = new KeyedReader(owner, table.route(), table.onOwner(), true).read(reading.connection, keys);
        } finally {
            reading.connection.rollback();
        }
        write(List.of(new TableWork(table, other, keys, wanted, true, Map.of())), false);
    }

    /** Notes keys, so that their rows are brought whether or not they have changed. */
    void note(FollowedTable table, List<List<Object>> keys, ChunkGuard onOwner) throws SQLException {
        reading.begin();
        try {
            onOwner.check(reading.connection);
            feed.note(
                    reading.connection,
                    table.name(),
                    table.route().key().stream().map(ColumnRoute::from).toList(),
                    keys);
            reading.connection.commit();
        } finally {
            reading.connection.rollback();
        }
    }

    private static long keysOf(List<ChangeEntry> entries) {
        return entries.stream()
                .map(entry -> entry.table() + ":" + KeyText.of(entry.key()))
                .distinct()
                .count();
    }

    private List<ChangeEntry> read(
            Collection<String> ready, Collection<String> begun, boolean links, List<TableWork> works)
            throws SQLException {
        reading.begin();
        try {
            List<ChangeEntry> entries = feed.poll(reading.connection, ready, MOST_ENTRIES);
            List<ChangeEntry> incomplete =
                    begun.isEmpty() ? List.of() : feed.poll(reading.connection, begun, Integer.MAX_VALUE);
            Map<String, List<ChangeEntry>> byTable =
                    entries.stream().collect(Collectors.groupingBy(ChangeEntry::table));
            for (FollowedTable table : tables) {
                if (begun.contains(table.name())) {
                    works.add(new TableWork(table, other, distinct(table, incomplete), Map.of(), false, Map.of()));
                    continue;
                }
                List<ChangeEntry> mine = byTable.getOrDefault(table.name(), List.of());
                List<List<Object>> keys = distinct(table, mine);
                Map<ChunkDigest, Instant> noted = referee.isPresent() ? table.lastNoted(mine) : Map.of();
                KeyedReader reader = new KeyedReader(owner, table.route(), table.onOwner(), links);
                for (int from = 0; from < keys.size(); from += KEYS_OF_A_PART) {
                    List<List<Object>> some = keys.subList(from, Math.min(keys.size(), from + KEYS_OF_A_PART));
                    Map<ChunkDigest, KeyedRow> wanted = reader.read(reading.connection, some);
                    works.add(new TableWork(table, other, some, wanted, links, noted));
                }
            }
            return entries;
        } finally {
            reading.connection.rollback();
        }
    }

    /** Each key once, as values of the kinds that the route exchanges. */
    private static List<List<Object>> distinct(FollowedTable table, List<ChangeEntry> entries) {
        Set<String> seen = new LinkedHashSet<>();
        List<List<Object>> keys = new ArrayList<>();
        for (ChangeEntry entry : entries) {
            String text = KeyText.of(entry.key());
            if (entry.table().equals(table.name()) && seen.add(text)) {
                keys.add(table.keyOf(entry));
            }
        }
        return keys;
    }

    /** Returns false, and has written nothing, when a person has to say first what happens to a row. */
    private boolean write(List<TableWork> works, boolean inParts) throws SQLException {
        try {
            return write(WriteOrder.PUT_THEN_DELETE, works, inParts);
        } catch (SQLException refused) {
            if (!isIntegrityViolation(refused)) {
                throw refused;
            }
            refresh.run();
            return writeOtherwise(works, refused);
        }
    }

    private boolean writeOtherwise(List<TableWork> works, SQLException first) throws SQLException {
        for (WriteOrder order : WriteOrder.values()) {
            try {
                return write(order, works, false);
            } catch (SQLException refused) {
                if (!isIntegrityViolation(refused)) {
                    throw refused;
                }
                first.addSuppressed(refused);
            }
        }
        throw first;
    }

    private static boolean isIntegrityViolation(SQLException failure) {
        return String.valueOf(failure.getSQLState()).startsWith("23");
    }

    private boolean write(WriteOrder order, List<TableWork> works, boolean inParts) throws SQLException {
        Connection connection = writing.connection;
        try {
            begin();
            if (!judge(works)) {
                connection.rollback();
                return false;
            }
            RowsAside aside = new RowsAside(other, tables);
            order.write(connection, works, aside::take, () -> {
                if (inParts) {
                    commit();
                    begin();
                }
            });
            verify(works);
            verify(aside.restored());
            remember(works);
            commit();
            return true;
        } catch (SQLException | RuntimeException | Error failure) {
            rollBack(failure);
            throw failure;
        }
    }

    private boolean judge(List<TableWork> works) throws SQLException {
        if (referee.isEmpty()) {
            return true;
        }
        for (TableWork work : works) {
            work.judge(writing.connection, referee.get(), tables.indexOf(work.table()));
        }
        return !referee.get().isUndecided();
    }

    private void remember(List<TableWork> works) throws SQLException {
        if (referee.isPresent()) {
            for (TableWork work : works) {
                work.remember(writing.connection, referee.get(), tables.indexOf(work.table()));
            }
        }
    }

    private void begin() throws SQLException {
        writing.begin();
        guard.check(writing.connection);
    }

    private void commit() throws SQLException {
        CatchUpFaultPoints.BEFORE_COMMIT.reached();
        writing.connection.commit();
    }

    private void rollBack(Throwable failure) {
        try {
            writing.connection.rollback();
        } catch (SQLException second) {
            failure.addSuppressed(second);
        }
    }

    private void verify(List<TableWork> works) throws SQLException {
        List<String> differences = new ArrayList<>();
        for (TableWork work : works) {
            long different = work.differences(writing.connection);
            if (different > 0) {
                differences.add("table \"" + work.name() + "\": " + different
                        + " rows that were just written are not what they should be");
            }
        }
        if (!differences.isEmpty()) {
            throw new VerificationFailedException("What was brought to " + other.name(), differences);
        }
    }

    @Override
    public void close() throws SQLException {
        try (writing;
                reading) {
            reading.connection.rollback();
        }
    }

    /** A connection to one side whose values come exactly. */
    private static final class Session implements AutoCloseable {
        private final Connection connection;
        private final ExactSession exact;
        private final SessionLimit limit;
        private final int isolation;

        Session(Side side, boolean inSnapshots) throws SQLException {
            connection = side.connections().open();
            try {
                Engine engine = side.catalog().engine();
                exact = ExactSession.on(connection, engine);
                limit = exact.beginSession();
                isolation = connection.getTransactionIsolation();
                connection.rollback();
                if (inSnapshots) {
                    connection.setTransactionIsolation(
                            engine == Engine.H2 ? H2_SNAPSHOT : Connection.TRANSACTION_REPEATABLE_READ);
                }
            } catch (SQLException | RuntimeException failure) {
                connection.close();
                throw failure;
            }
        }

        void begin() throws SQLException {
            exact.beginTransaction();
        }

        @Override
        public void close() throws SQLException {
            try (connection) {
                connection.rollback();
                limit.close();
                connection.rollback();
                connection.setTransactionIsolation(isolation);
                connection.setAutoCommit(true);
            }
        }
    }
}
