package dev.passage.migration.copy;

import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.catalog.Table;
import dev.passage.migration.catalog.TableClass;
import dev.passage.migration.catalog.TableOrder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The rows of one tenant between two compatible databases: copies them over, counts and clears them, in the right order of
 * tables. Start here to move a tenant's rows.
 *
 * <p>Each act goes on where a crash or a stop ended it when it is run again. Immutable and safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class TenantRows {
    private final Side source;
    private final Side target;
    private final List<TableRoute> routes;
    private final String tenant;
    private final Map<String, Kept> kept;

    private TenantRows(Side source, Side target, List<TableRoute> routes, String tenant, Map<String, Kept> kept) {
        this.source = source;
        this.target = target;
        this.routes = List.copyOf(routes);
        this.tenant = Objects.requireNonNull(tenant, "tenant");
        this.kept = Map.copyOf(kept);
    }

    /**
     * Which rows of a table move by their age (D5).
     *
     * @param column a column with a date or timestamp
     * @param since the earliest instant of a row that moves
     * @since 0.1.0
     */
    public record Kept(String column, Instant since) {}

    /**
     * Returns the rows of a tenant.
     *
     * @param source where they are
     * @param target where they go; its tables must exist and be compatible
     * @param tables what moves: the tables of the tenant and the reference tables
     * @param tenant the tenant's id as text, whatever characters it holds
     * @param kept by table, which rows move by their age; every row of a table that is not named
     * @return the rows
     * @throws IllegalArgumentException if tables are not compatible, or a cycle of foreign keys cannot be filled
     */
    public static TenantRows between(
            Side source, Side target, List<ClassifiedTable> tables, String tenant, Map<String, Kept> kept) {
        Map<String, ClassifiedTable> byName =
                tables.stream().collect(Collectors.toMap(ClassifiedTable::name, Function.identity()));
        TableOrder order =
                TableOrder.of(tables.stream().map(ClassifiedTable::table).toList());
        if (!order.findings().isEmpty()) {
            throw new IllegalArgumentException(order.findings().get(0).toString());
        }
        List<TableRoute> routes = new ArrayList<>();
        for (Table table : order.tables()) {
            ClassifiedTable classified = Objects.requireNonNull(byName.get(table.name()));
            routes.add(TableRoute.of(source.catalog(), classified, target.catalog(), order.postponedOf(table.name())));
        }
        return new TenantRows(source, target, routes, tenant, kept);
    }

    /**
     * Returns the same rows the other way. What moves back is every row of the tenant, whatever its age.
     *
     * @return the way back
     */
    public TenantRows reversed() {
        return new TenantRows(
                target, source, routes.stream().map(TableRoute::reversed).toList(), tenant, Map.of());
    }

    /**
     * Returns the side where the rows are.
     *
     * @return the source
     */
    public Side source() {
        return source;
    }

    /**
     * Returns the side where the rows go.
     *
     * @return the target
     */
    public Side target() {
        return target;
    }

    /**
     * Returns the tables, parents first.
     *
     * @return their routes
     */
    public List<TableRoute> routes() {
        return routes;
    }

    /**
     * Returns which rows of a table move, as a filter for the source.
     *
     * @param route the table
     * @return the filter
     */
    public RowFilter onSource(TableRoute route) {
        return on(source, route);
    }

    /**
     * Returns which rows of a table move, as a filter for the target.
     *
     * @param route the table
     * @return the filter
     */
    public RowFilter onTarget(TableRoute route) {
        return on(target, route);
    }

    private RowFilter on(Side side, TableRoute route) {
        RowFilter all = allOn(side, route);
        Kept age = kept.get(route.name());
        return age == null ? all : all.and(TenantFilter.since(side.catalog(), route.name(), age.column(), age.since()));
    }

    private RowFilter allOn(Side side, TableRoute route) {
        return route.path()
                .map(path -> TenantFilter.of(side.catalog(), route.name(), path, tenant))
                .orElse(RowFilter.ALL);
    }

    /**
     * Copies every row, then fills in the foreign keys that had to wait; blocks until done or stopped.
     *
     * @param run the settings; its sides are those of these rows
     * @param copier the strategy
     * @return whether all rows are there; false when the observer stopped it
     * @throws dev.passage.migration.failure.StepFailedException when a database refuses
     * @throws dev.passage.migration.failure.LeaseLostException when another instance took over
     */
    public boolean copy(CopyRun run, Copier copier) {
        return copy(run, route -> copier);
    }

    /**
     * Copies every row by the strategy that is chosen for its table.
     *
     * @param run the settings; its sides are those of these rows
     * @return whether all rows are there; false when the observer stopped it
     * @throws SQLException when a side cannot be reached
     */
    public boolean copy(CopyRun run) throws SQLException {
        CopyStrategies strategies = CopyStrategies.between(source, target);
        return copy(run, route -> strategies.of(route).copier());
    }

    private boolean copy(CopyRun run, Function<TableRoute, Copier> copiers) {
        for (TableRoute route : routes) {
            boolean done = route.tableClass().isTenants()
                    ? copiers.apply(route).copy(run, route, onSource(route))
                    : ReferenceMerge.merge(run, route);
            if (!done) {
                return false;
            }
        }
        for (TableRoute route : routes) {
            if (route.tableClass().isTenants() && !KeyLinker.link(run, route, onSource(route))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Deletes the tenant's rows on the target, children first; never rows of another tenant or of a reference table.
     *
     * @param run the settings; its sides are those of these rows
     * @return whether all are gone; false when the observer stopped it
     * @throws dev.passage.migration.failure.StepFailedException when the database refuses
     * @throws dev.passage.migration.failure.LeaseLostException when another instance took over
     */
    public boolean clearTarget(CopyRun run) {
        return TenantEraser.erase(
                run,
                routes.stream()
                        .filter(route -> route.tableClass().isTenants())
                        .map(route -> new TenantEraser.Task(route, onTarget(route)))
                        .toList());
    }

    /**
     * Counts the rows that move, by table.
     *
     * @return the numbers on the source, parents first
     * @throws dev.passage.migration.failure.StepFailedException when they cannot be counted
     */
    public Map<String, Long> countSource() {
        return count(source, false);
    }

    /**
     * Counts the tenant's rows on the target, whatever their age, by table; reference tables are left out.
     *
     * @return the numbers on the target, parents first
     * @throws dev.passage.migration.failure.StepFailedException when they cannot be counted
     */
    public Map<String, Long> countTarget() {
        return count(target, true);
    }

    private Map<String, Long> count(Side side, boolean everyAge) {
        Map<String, Long> rows = new LinkedHashMap<>();
        try (Connection connection = side.connections().open()) {
            for (TableRoute route : routes) {
                if (everyAge && !route.tableClass().isTenants()) {
                    continue;
                }
                RowFilter filter = everyAge ? allOn(side, route) : on(side, route);
                try (PreparedStatement statement = connection.prepareStatement("SELECT COUNT(*) FROM "
                        + side.catalog().qualified(route.name()) + " " + RowFilter.ROW + " WHERE "
                        + filter.condition())) {
                    filter.bind(statement, 1);
                    try (ResultSet row = statement.executeQuery()) {
                        row.next();
                        rows.put(route.name(), row.getLong(1));
                    }
                }
            }
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
        } catch (SQLException failure) {
            throw DatabaseFailures.of("Counting rows on " + side.name(), failure);
        }
        return Collections.unmodifiableMap(rows);
    }

    /**
     * Tells whether the tenant exists: whether its root table, or else any of its tables, holds a row of it.
     *
     * @return whether the source knows it
     * @throws dev.passage.migration.failure.StepFailedException when it cannot be read
     */
    public boolean tenantExists() {
        Optional<TableRoute> root = routes.stream()
                .filter(route -> route.tableClass() == TableClass.ROOT)
                .findFirst();
        Map<String, Long> rows = count(source, true);
        return root.map(route -> rows.getOrDefault(route.name(), 0L) > 0)
                .orElseGet(() -> rows.values().stream().anyMatch(number -> number > 0));
    }
}
