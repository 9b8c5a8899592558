package dev.passage.migration.catchup;

import dev.passage.migration.copy.CopyObserver;
import dev.passage.migration.copy.KeyedReader;
import dev.passage.migration.copy.KeyedRow;
import dev.passage.migration.copy.RowFilter;
import dev.passage.migration.copy.RowStream;
import dev.passage.migration.copy.Side;
import dev.passage.migration.copy.TableRoute;
import dev.passage.migration.value.ChunkDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the rows that one side has of a table, some at a time, each time with those that the other side has of their keys. */
final class RowPairs {
    private static final int ROWS_AT_A_TIME = 1_000;

    private RowPairs() {}

    /** What is done with some rows; each row there is found by the name of the row here. */
    @FunctionalInterface
    interface Work {
        /** Returns whether to go on. */
        boolean on(List<KeyedRow> here, Map<ChunkDigest, KeyedRow> there) throws SQLException;
    }

    static void read(FollowedTable table, Side owner, Side other, boolean fromOwner, CopyObserver observer, Work work)
            throws SQLException {
        Side here = fromOwner ? owner : other;
        Side there = fromOwner ? other : owner;
        TableRoute route = fromOwner ? table.route() : table.route().reversed();
        RowFilter mine = fromOwner ? table.onOwner() : table.copied();
        RowFilter theirs = fromOwner ? table.onOther() : table.onOwner();
        KeyedReader naming = new KeyedReader(here, route, mine, true);
        KeyedReader reader = new KeyedReader(there, route.reversed(), theirs, true);
        try (RowStream rows = RowStream.open(here, route, route.columns(), mine, List.of(), observer);
                Connection connection = there.connections().open()) {
            boolean more = true;
            while (more) {
                List<KeyedRow> some = new ArrayList<>();
                while (some.size() < ROWS_AT_A_TIME && rows.next()) {
                    some.add(naming.named(rows.values()));
                }
                List<List<Object>> keys = some.stream().map(KeyedRow::key).toList();
                more = !some.isEmpty() && work.on(some, reader.readAlone(connection, keys));
            }
        }
    }
}
