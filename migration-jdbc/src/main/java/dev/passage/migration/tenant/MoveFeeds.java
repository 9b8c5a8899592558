package dev.passage.migration.tenant;

import dev.passage.migration.capture.ChangeFeed;
import dev.passage.migration.capture.OwnConnections;
import dev.passage.migration.capture.TriggerFeed;
import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.copy.ChunkGuard;
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
            feed = new TriggerFeed(
                    steps.endpoint(target),
                    side(target).catalog(),
                    tables(target),
                    steps.move().tenant(),
                    steps.migration());
            announce(feed);
            feeds[place] = feed;
        }
        return feed;
    }

    private static void announce(ChangeFeed feed) throws SQLException {
        try {
            feed.announce();
        } catch (SQLException failure) {
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
    private List<ClassifiedTable> tables(boolean target) {
        return steps.layout().tenantTables().stream()
                .map(table -> new ClassifiedTable(
                        side(target).catalog().table(table.name()).orElseThrow(), table.tableClass(), table.path()))
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
