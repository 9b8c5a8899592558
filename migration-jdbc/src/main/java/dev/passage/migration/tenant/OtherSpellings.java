package dev.passage.migration.tenant;

import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.catalog.Table;
import dev.passage.migration.catalog.TenantPath;
import dev.passage.migration.copy.RowFilter;
import dev.passage.migration.copy.TenantEquality;
import dev.passage.migration.copy.TenantFilter;
import dev.passage.migration.finding.Finding;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Finds rows that are the tenant's because they refer to it in other letters, where the target lacks the foreign key that says so: there
 * they would be nobody's, neither compared nor brought back.
 */
final class OtherSpellings {

    private OtherSpellings() {}

    static Optional<Finding> of(MoveLayout layout, String tenant, ClassifiedTable table, Table onTarget)
            throws SQLException {
        TenantPath path = table.path().orElseThrow();
        if (!path.steps().isEmpty()
                || path.reference().isEmpty()
                || TenantEquality.of(layout.target().catalog().engine(), onTarget, path)
                        .byReference()) {
            return Optional.empty();
        }
        TenantPath exactly = new TenantPath(path.steps(), path.column());
        RowFilter inItsLetters = TenantFilter.of(layout.source().catalog(), table.name(), exactly, tenant);
        long rows = RowCount.of(layout.source(), table.name(), layout.allOnSource(table))
                - RowCount.of(layout.source(), table.name(), inItsLetters);
        if (rows == 0) {
            return Optional.empty();
        }
        return Optional.of(
                Finding.blocking(
                        "tenant.spelling",
                        "target table \"" + table.name() + "\"",
                        "On the source " + rows + (rows == 1 ? " row refers" : " rows refer") + " to tenant "
                                + tenant + " in other letters by column \"" + path.column()
                                + "\"; here no foreign key of that column says whose they are.",
                        "Give the target the foreign key that the source has, or write the tenant's id in its own letters on the source."));
    }
}
