package dev.passage.migration.live;

import dev.passage.migration.capture.ChangeEntry;
import dev.passage.migration.capture.ChangeFeed;
import dev.passage.migration.catchup.Applied;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.gate.GateState;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;

/** What mutants do in the place of what is right; called by the code that an {@link Edit} has changed. */
public final class Planted {
    private static final Queue<ChangeFeed> UNARMED = new ArrayDeque<>();
    private static final AtomicReference<LiveMoves.Act> BETWEEN = new AtomicReference<>(() -> {});
    private static boolean armedOnce;

    private Planted() {}

    static void between(LiveMoves.Act act) {
        BETWEEN.set(act);
    }

    /** Arms what should have been armed before. */
    static synchronized void armLate() throws SQLException {
        while (!UNARMED.isEmpty()) {
            UNARMED.remove().arm();
        }
    }

    public static void nothing() {}

    public static boolean yes() {
        return true;
    }

    public static Optional<String> noTurn() {
        return Optional.empty();
    }

    public static Optional<GateState> look(Gate gate, Connection connection, String tenant) throws SQLException {
        return gate.look(connection, tenant);
    }

    public static void openAtOnce(Gate gate, String tenant) throws SQLException {
        gate.ensure(tenant);
    }

    public static String gateThatIsOpen(Object table) {
        return "FROM (SELECT 'OPEN' AS \"state\") g";
    }

    public static Applied nothingLeft(Object following) {
        return new Applied(0, 0, true, Duration.ZERO);
    }

    public static synchronized void armTheFirst(ChangeFeed feed) throws SQLException {
        if (armedOnce) {
            UNARMED.add(feed);
        } else {
            armedOnce = true;
            feed.arm();
        }
    }

    public static List<ChangeEntry> pollAndAcknowledge(
            ChangeFeed feed, Connection connection, Collection<String> tables, int most) throws SQLException {
        List<ChangeEntry> entries = feed.poll(connection, tables, most);
        feed.acknowledge(entries);
        return entries;
    }

    /** The rows will be those of now, and the entries those of later. */
    public static List<ChangeEntry> pollAfterTheRows(
            ChangeFeed feed, Connection connection, Collection<String> tables, int most) throws SQLException {
        try (Statement first = connection.createStatement()) {
            first.executeQuery("SELECT COUNT(*) FROM vehicles").close();
        }
        BETWEEN.getAndSet(() -> {}).run();
        return feed.poll(most);
    }
}
