package dev.passage.migration.tenant;

import dev.passage.migration.capture.ChangeFeed;
import dev.passage.migration.capture.OwnConnections;
import dev.passage.migration.capture.TriggerFeed;
import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.catalog.Privileges;
import dev.passage.migration.copy.ChunkGuard;
import dev.passage.migration.copy.DatabaseFailures;
import dev.passage.migration.copy.Side;
import dev.passage.migration.sql.SqlStates;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The change feeds of both sides of one move, each known to its triggers once it is used. */
final class MoveFeeds {
    private final MoveSteps steps;
    private final @Nullable ChangeFeed[] feeds = new @Nullable ChangeFeed[2];

    MoveFeeds(MoveSteps steps) {
        this.steps = steps;
    }

    /** The feed of a side; before it is armed and after it is disarmed it marks what nobody looks at. */
    ChangeFeed of(boolean target) throws SQLException {
        int place = target ? 1 : 0;
        ChangeFeed feed = feeds[place];
        if (feed == null) {
            feed = unknown(target);
            announce(feed, side(target));
            feeds[place] = feed;
        }
        return feed;
    }

    /** Removes everything of a side; nothing is written to it for that, so its triggers need not know this run. */
    void disarm(boolean target) throws SQLException {
        unknown(target).disarm();
    }

    private ChangeFeed unknown(boolean target) {
        return new TriggerFeed(
                steps.endpoint(target),
                side(target).catalog(),
                tables(steps.layout(), side(target)),
                steps.move().tenant(),
                steps.migration());
    }

    private static void announce(ChangeFeed feed, Side side) throws SQLException {
        try {
            feed.announce();
        } catch (SQLException failure) {
            if (Privileges.isRefusal(failure)) {
                throw DatabaseFailures.of("Announcing the mover to the triggers of " + side.name(), failure, side);
            }
            if (!SqlStates.isMissingTable(failure)) {
                throw failure;
            }
        }
    }

    /** Makes the sessions of this run unknown to triggers; to be called where a step runs again and again for days. */
    void withdraw() throws SQLException {
        for (int place = 0; place < feeds.length; place++) {
            ChangeFeed feed = feeds[place];
            if (feed != null) {
                feeds[place] = null;
                feed.withdraw();
            }
        }
    }

    private Side side(boolean target) {
        return target ? steps.layout().target() : steps.layout().source();
    }

    /** In the order of the source, by which the names of logs are numbered on both sides. */
    static List<ClassifiedTable> tables(MoveLayout layout, Side side) {
        return layout.tenantTables().stream()
                .map(table -> new ClassifiedTable(
                        side.catalog().table(table.name()).orElseThrow(), table.tableClass(), table.path()))
                .toList();
    }

    /** Connections that can be marked as the mover's own. */
    static Side own(Side side) {
        return new Side(side.name(), side.catalog(), () -> OwnConnections.open(side.connections()::open));
    }

    /** Refuses an overtaken mover, and marks its transaction on that side. */
    ChunkGuard guard(boolean target) throws SQLException {
        ChangeFeed feed = of(target);
        var fence = steps.guard(target);
        return connection -> {
            fence.check(connection);
            OwnConnections.mark(feed, connection);
        };
    }
}
