package dev.passage.migration.tenant;

import dev.passage.migration.catalog.TableClass;
import dev.passage.migration.plan.ValidationLevel;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the analysis of a move measured; stored in the journal.
 *
 * @param assessedAt when, by the engine's clock; ages of rows are counted from here
 * @param sourceEngine the engine of the source
 * @param targetEngine the engine of the target
 * @param tables each table that takes part, parents first
 * @param validation how thoroughly the rows are verified
 * @param created the tables that the target does not have and the move creates
 * @param keyChanges which numbers are others on the target, because other tenants have the tenant's there
 * @since 0.1.0
 */
public record TenantFacts(
        Instant assessedAt,
        String sourceEngine,
        String targetEngine,
        ValidationLevel validation,
        List<MovingTable> tables,
        List<String> created,
        List<KeyChange> keyChanges) {

    /** Copies the lists. */
    public TenantFacts {
        tables = List.copyOf(tables);
        created = List.copyOf(created);
        keyChanges = List.copyOf(keyChanges);
    }

    /**
     * A column whose numbers are others on the target: a key, or what refers to it.
     *
     * @param table the table
     * @param column the column
     * @param by how much greater they are there
     * @since 0.1.0
     */
    public record KeyChange(String table, String column, long by) {

        @Override
        public String toString() {
            return String.format(Locale.ENGLISH, "\"%s\".\"%s\" + %,d", table, column, by);
        }
    }

    /**
     * A table that takes part.
     *
     * @param name the table
     * @param tableClass what it is to the tenant
     * @param rows how many rows move
     * @param strategy how they are copied, and why so
     * @param ranges into how many ranges of its keys it is divided, which are copied at the same time; 1 for none
     * @since 0.1.0
     */
    public record MovingTable(String name, TableClass tableClass, long rows, String strategy, int ranges) {

        /** How they are copied, for the plan. */
        String described() {
            return ranges < 2
                    ? strategy
                    : strategy + "; in " + ranges + " ranges of the keys of \"" + name + "\" at the same time";
        }
    }

    /** What the analysis found about a table, if it knew it. */
    Optional<MovingTable> table(String name) {
        return tables.stream().filter(table -> table.name().equals(name)).findFirst();
    }

    /**
     * Returns how many rows move in all.
     *
     * @return number of rows
     */
    public long rows() {
        return tables.stream().mapToLong(MovingTable::rows).sum();
    }
}
