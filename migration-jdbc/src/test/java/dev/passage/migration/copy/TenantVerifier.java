package dev.passage.migration.copy;

import dev.passage.migration.verify.TableComparison;
import dev.passage.migration.verify.TableVerifier;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares all rows of a tenant on both sides (D7).
 *
 * @since 0.1.0
 */
public final class TenantVerifier {
    private static final int MOST_DIFFERENCES = 20;

    private TenantVerifier() {}

    /**
     * Reads both sides again and compares them; of reference tables each row of the source must be on the target, which may hold
     * more. Blocks until done.
     *
     * @param rows the tenant's rows
     * @param chunkRows rows per digest, 1 or more
     * @param observer is told of statements and rows
     * @return one comparison per table, parents first; each with 20 differences at most
     * @throws dev.passage.migration.failure.StepFailedException when a side cannot be read
     */
    public static List<TableComparison> compare(TenantRows rows, int chunkRows, CopyObserver observer) {
        TableVerifier verifier = new TableVerifier(rows.source(), rows.target(), chunkRows, MOST_DIFFERENCES, observer);
        List<TableComparison> found = new ArrayList<>();
        for (TableRoute route : rows.routes()) {
            found.add(
                    route.tableClass().isTenants()
                            ? verifier.compare(route, rows.onSource(route), rows.onTarget(route))
                            : verifier.contains(route, rows.onSource(route)));
        }
        return found;
    }
}
