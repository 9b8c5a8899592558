package dev.passage.migration.copy;

import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.catalog.Column;
import dev.passage.migration.catalog.ColumnType;
import dev.passage.migration.catalog.ForeignKey;
import dev.passage.migration.catalog.Table;
import dev.passage.migration.catalog.TenantPath;
import dev.passage.migration.catalog.ValueKind;
import dev.passage.migration.value.KeyText;
import dev.passage.migration.value.ValueAccess;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;

/**
 * Writes the conditions that pick a tenant's rows.
 *
 * @since 0.1.0
 */
public final class TenantFilter {

    private TenantFilter() {}

    /**
     * Returns the filter for the rows of one tenant.
     *
     * @param catalog the database in which the rows are
     * @param table the table
     * @param path how its rows lead to their tenant
     * @param tenant the tenant's id as text, whatever characters it holds
     * @return the filter
     * @throws IllegalArgumentException if the text cannot be a value of the column that holds the tenant
     */
    public static RowFilter of(Catalog catalog, String table, TenantPath path, String tenant) {
        StringBuilder condition = new StringBuilder();
        StringBuilder end = new StringBuilder();
        String alias = RowFilter.ROW;
        String present = table;
        int depth = 0;
        for (ForeignKey step : path.steps()) {
            String parent = "r" + ++depth;
            condition
                    .append("EXISTS (SELECT 1 FROM ")
                    .append(catalog.qualified(step.parent()))
                    .append(' ')
                    .append(parent)
                    .append(" WHERE ");
            for (int i = 0; i < step.columns().size(); i++) {
                condition
                        .append(column(catalog, parent, step.parentColumns().get(i)))
                        .append(" = ")
                        .append(column(catalog, alias, step.columns().get(i)))
                        .append(" AND ");
            }
            end.append(')');
            alias = parent;
            present = step.parent();
        }
        Table holder = tableOf(catalog, present);
        TenantEquality equality = TenantEquality.of(catalog.engine(), holder, path);
        condition
                .append(equality.condition(column(catalog, alias, path.column())))
                .append(end);
        Object value = tenantValue(holder.requiredColumn(path.column()).type(), path.column(), tenant);
        RowFilter.Parameter parameter = new RowFilter.Parameter(equality.access(), value);
        return new RowFilter(condition.toString(), Collections.nCopies(equality.parameters(), parameter));
    }

    private static Object tenantValue(ColumnType type, String column, String tenant) {
        try {
            return KeyText.value(tenant, type.kind());
        } catch (IllegalArgumentException notSuch) {
            throw new IllegalArgumentException(
                    "The tenant's id cannot be a value of column \"" + column + "\", which is " + type + ".", notSuch);
        }
    }

    /**
     * Returns the filter for rows from an instant on.
     *
     * @param catalog the database in which the rows are
     * @param table the table
     * @param column a column with a date or timestamp; one without zone is taken as UTC
     * @param cutoff the earliest instant that is meant
     * @return the filter
     * @throws IllegalArgumentException if the column does not exist or holds no date or timestamp
     */
    public static RowFilter since(Catalog catalog, String table, String column, Instant cutoff) {
        ColumnType type = columnOf(catalog, table, column).type();
        Object value = switch (type.kind()) {
            case TIMESTAMP_WITH_ZONE -> cutoff.atOffset(ZoneOffset.UTC);
            case TIMESTAMP -> cutoff.atOffset(ZoneOffset.UTC).toLocalDateTime();
            case DATE -> cutoff.atOffset(ZoneOffset.UTC).toLocalDate();
            default ->
                throw new IllegalArgumentException("Column \"" + column + "\" of table \"" + table + "\" is " + type
                        + ", so it cannot say how old a row is. Name one with a date or timestamp.");
        };
        ValueKind kind = type.kind();
        ValueAccess access = ValueAccess.of(catalog.engine(), type, kind);
        return new RowFilter(
                column(catalog, RowFilter.ROW, column) + " >= " + access.placeholder(),
                List.of(new RowFilter.Parameter(access, value)));
    }

    private static Column columnOf(Catalog catalog, String table, String column) {
        return tableOf(catalog, table).requiredColumn(column);
    }

    private static Table tableOf(Catalog catalog, String table) {
        return catalog.table(table)
                .orElseThrow(() -> new IllegalArgumentException("There is no table \"" + table + "\"."));
    }

    private static String column(Catalog catalog, String alias, String column) {
        return alias + "." + catalog.dialect().quoted(column);
    }
}
