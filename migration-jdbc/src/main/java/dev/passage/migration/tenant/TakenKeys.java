package dev.passage.migration.tenant;

import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.copy.CopyObserver;
import dev.passage.migration.copy.KeyCollision;
import dev.passage.migration.copy.KeyCollisions;
import dev.passage.migration.copy.RowFilter;
import dev.passage.migration.copy.Side;
import dev.passage.migration.copy.TableRoute;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.finding.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Looks whether other tenants have the keys of the rows that are to come, before the first of them is written (D12): on the target
 * when the move is planned, on the source before a way back.
 */
final class TakenKeys {
    private final MoveLayout layout;

    TakenKeys(MoveLayout layout) {
        this.layout = layout;
    }

    /** What keeps a table of the tenant from moving beside the rows of others. */
    List<Finding> onTheWayThere(ClassifiedTable table, Instant assessedAt) {
        return collisions(table, assessedAt).stream()
                .map(
                        collision -> Finding.blocking(
                                "key.taken",
                                "target table \"" + table.name() + "\"",
                                "Other tenants have keys of the tenant's rows: " + collision + ".",
                                "Give the tenant's rows other keys, then plan again; or let the move do so with changingTakenKeys(),"
                                        + " which it can where a number of the key neither names the tenant nor refers to a row."))
                .toList();
    }

    /** Keys of a table of the tenant that others have on the target. */
    List<KeyCollision> collisions(ClassifiedTable table, Instant assessedAt) {
        return search(layout.source(), layout.target())
                .find(
                        layout.route(table),
                        layout.onSource(table, assessedAt),
                        layout.onTarget(table),
                        CopyObserver.NONE);
    }

    /**
     * Refuses to bring the tenant's rows back among rows of others that have taken their keys since.
     *
     * @throws StepFailedException when there are such rows; nothing has been written then
     */
    void refuseOnTheWayBack() {
        List<KeyCollision> taken = new ArrayList<>();
        for (ClassifiedTable table : layout.tenantTables()) {
            TableRoute route = layout.route(table).reversed();
            RowFilter own = layout.allOnSource(table);
            taken.addAll(search(layout.target(), layout.source())
                    .find(route, layout.onTarget(table), own, CopyObserver.NONE));
        }
        if (!taken.isEmpty()) {
            throw StepFailedException.fatal(
                    FailureKind.STEP_FAILED,
                    "The tenant's rows cannot come back to endpoint "
                            + layout.source().name()
                            + ", because other tenants have taken keys of them there since: "
                            + taken.stream().map(KeyCollision::toString).collect(Collectors.joining("; "))
                            + ". Nothing was written; the tenant stays where it is.",
                    "Give the rows other keys on endpoint " + layout.target().name() + ", then roll back again.");
        }
    }

    private KeyCollisions search(Side from, Side to) {
        return new KeyCollisions(
                from,
                to,
                layout.tenantTables().stream().map(ClassifiedTable::name).toList());
    }
}
