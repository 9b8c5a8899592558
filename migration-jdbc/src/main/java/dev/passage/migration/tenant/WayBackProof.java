package dev.passage.migration.tenant;

import dev.passage.migration.capture.ChangeEntry;
import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.copy.ChunkGuard;
import dev.passage.migration.copy.CopyObserver;
import dev.passage.migration.copy.DatabaseFailures;
import dev.passage.migration.copy.KeyedReader;
import dev.passage.migration.copy.KeyedRow;
import dev.passage.migration.copy.KeyedWriter;
import dev.passage.migration.copy.RowFilter;
import dev.passage.migration.copy.RowStream;
import dev.passage.migration.copy.Side;
import dev.passage.migration.copy.TableRoute;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.value.ExactSession;
import dev.passage.migration.value.KeyText;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Sends one row of the tenant there and back before anything is copied, in transactions that are rolled back: the target takes it
 * from the mover and from nobody else, the source takes it again as it came back, and notes a change of it that is not the mover's.
 * What would fail here would fail after the switch, when it is late.
 */
final class WayBackProof {
    private static final Duration LOCK_WAIT = Duration.ofSeconds(2);

    private final MoveSteps steps;

    WayBackProof(MoveSteps steps) {
        this.steps = steps;
    }

    /** Proves the way with a row of the first table that has one and refers to no shared row. */
    void prove() throws SQLException {
        for (ClassifiedTable table : steps.layout().tenantTables()) {
            if (standsAlone(table)) {
                Optional<KeyedRow> row = anyRow(table);
                if (row.isPresent()) {
                    KeyedRow returned = there(table, row.get());
                    refusedFromOthers(table, row.get());
                    back(table, returned);
                    noted(table, returned);
                    steps.context().note("way back proved", "with a row of \"" + table.name() + "\"");
                    return;
                }
            }
        }
        steps.context().note("way back proved", "no, because no table has a row that stands alone");
    }

    /** Whether a row of it can be on the target before any other, and has something to change. */
    private static boolean standsAlone(ClassifiedTable table) {
        int key = table.table().keyColumns().size();
        return table.table().columns().size() > key
                && table.table().foreignKeys().stream()
                        .allMatch(each -> each.parent().equals(table.name()));
    }

    private Optional<KeyedRow> anyRow(ClassifiedTable table) throws SQLException {
        Side source = steps.side(false);
        TableRoute route = steps.layout().route(table);
        RowFilter mine = steps.layout().onSource(table, steps.assessedAt());
        try (RowStream rows = RowStream.open(source, route, route.columns(), mine, List.of(), CopyObserver.NONE)) {
            return rows.next()
                    ? Optional.of(new KeyedReader(source, route, mine, false).named(rows.values()))
                    : Optional.empty();
        }
    }

    private KeyedRow there(ClassifiedTable table, KeyedRow row) throws SQLException {
        TableRoute route = steps.layout().route(table);
        return tried(table, true, steps.feeds().guard(true), connection -> {
            new KeyedWriter(connection, steps.layout().target(), route).insert(List.of(row));
            KeyedRow found = read(connection, table, row);
            if (!found.sameAs(row)) {
                throw lost(table, "came back from " + steps.move().target() + " with other values");
            }
            return found;
        });
    }

    private KeyedRow read(Connection connection, ClassifiedTable table, KeyedRow row) throws SQLException {
        TableRoute reversed = steps.layout().route(table).reversed();
        KeyedReader reader = new KeyedReader(
                steps.layout().target(), reversed, steps.layout().onTarget(table), false);
        return reader.read(connection, List.of(row.key())).values().stream()
                .findFirst()
                .orElseThrow(
                        () -> lost(table, "was not found on " + steps.move().target() + " after it was added"));
    }

    /** The gate there is closed, so its trigger must refuse whoever has no mark. */
    private void refusedFromOthers(ClassifiedTable table, KeyedRow row) throws SQLException {
        TableRoute route = steps.layout().route(table);
        boolean refused = tried(table, true, steps.guard(true)::check, connection -> {
            try {
                new KeyedWriter(connection, steps.layout().target(), route).insert(List.of(row));
                return false;
            } catch (SQLException refusal) {
                return true;
            }
        });
        if (!refused) {
            throw lost(table, "could be added on " + steps.move().target() + " by others before the switch");
        }
    }

    private void back(ClassifiedTable table, KeyedRow row) throws SQLException {
        tried(table, false, steps.feeds().guard(false), connection -> {
            writerBack(connection, table).update(List.of(row), false);
            return row;
        });
    }

    private void noted(ClassifiedTable table, KeyedRow row) throws SQLException {
        TableRoute route = steps.layout().route(table);
        String key = KeyText.of(row.key());
        boolean noted = tried(table, false, steps.guard(false)::check, connection -> {
            writerBack(connection, table).update(List.of(row), false);
            List<ChangeEntry> entries =
                    steps.feeds().of(false).poll(connection, List.of(table.name()), Integer.MAX_VALUE);
            return entries.stream()
                    .map(entry -> KeyText.of(KeyText.parse(KeyText.of(entry.key()), route.keyKinds())))
                    .anyMatch(key::equals);
        });
        if (!noted) {
            throw lost(table, "was changed on " + steps.move().source() + " and no change was noted");
        }
    }

    private KeyedWriter writerBack(Connection connection, ClassifiedTable table) {
        return new KeyedWriter(
                connection, steps.layout().source(), steps.layout().route(table).reversed());
    }

    private interface Attempt<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Does it and takes it back. */
    private <T> T tried(ClassifiedTable table, boolean ofTarget, ChunkGuard guard, Attempt<T> attempt)
            throws SQLException {
        Side side = MoveFeeds.own(steps.side(ofTarget));
        try (Connection connection = side.connections().open()) {
            ExactSession exact = ExactSession.on(connection, side.catalog().engine());
            var session = exact.beginSession();
            try {
                exact.beginTransaction();
                guard.check(connection);
                var limit = side.catalog().dialect().limitLockWait(connection, LOCK_WAIT);
                try {
                    return attempt.on(connection);
                } catch (SQLException failure) {
                    throw DatabaseFailures.of(
                            "Proving the way back with a row of table \"" + table.name() + "\" on "
                                    + (ofTarget
                                            ? steps.move().target()
                                            : steps.move().source()),
                            failure);
                } finally {
                    connection.rollback();
                    limit.close();
                }
            } finally {
                connection.rollback();
                session.close();
                connection.setAutoCommit(true);
            }
        }
    }

    private StepFailedException lost(ClassifiedTable table, String what) {
        return StepFailedException.fatal(
                FailureKind.STEP_FAILED,
                "The way back was not proved: a row of table \"" + table.name() + "\" " + what + ".",
                "Nothing was copied yet. Look for triggers, rules and column types of that table on both sides.");
    }
}
