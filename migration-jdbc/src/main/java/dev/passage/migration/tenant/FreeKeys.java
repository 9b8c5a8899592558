package dev.passage.migration.tenant;

import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.catalog.Column;
import dev.passage.migration.catalog.ForeignKey;
import dev.passage.migration.catalog.TenantPath;
import dev.passage.migration.catalog.ValueKind;
import dev.passage.migration.copy.KeyCollision;
import dev.passage.migration.copy.RowFilter;
import dev.passage.migration.copy.Side;
import dev.passage.migration.tenant.TenantFacts.KeyChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds free numbers for keys that other tenants have on the target: all of a column's are made greater by one amount, and so is
 * everything that refers to them (D12). Reads only.
 */
final class FreeKeys {
    /** So many numbers stay free for others who write while the tenant's rows are copied. */
    private static final long HEADROOM = 1_000_000;

    private static final int BITS_OF_BYTE = 8;

    private final MoveLayout layout;
    private final Instant assessedAt;
    private final Map<Place, Long> amounts = new LinkedHashMap<>();

    private record Place(String table, String column) {}

    FreeKeys(MoveLayout layout, Instant assessedAt) {
        this.layout = layout;
        this.assessedAt = assessedAt;
    }

    /** What to change for these tables; what cannot be helped is left out, and is found to collide again. */
    List<KeyChange> find(List<ClassifiedTable> tables) throws SQLException {
        for (ClassifiedTable table : tables) {
            for (KeyCollision collision : new TakenKeys(layout).collisions(table, assessedAt)) {
                Optional<Column> column = changeable(table, collision);
                if (column.isPresent()
                        && !amounts.containsKey(
                                new Place(table.name(), column.get().name()))) {
                    change(table, column.get());
                }
            }
        }
        List<KeyChange> changes = new ArrayList<>();
        amounts.forEach((place, by) -> changes.add(new KeyChange(place.table(), place.column(), by)));
        return changes;
    }

    /** A number of the key that names neither the tenant nor another row. */
    private static Optional<Column> changeable(ClassifiedTable table, KeyCollision collision) {
        return collision.columns().stream()
                .map(table.table()::requiredColumn)
                .filter(column -> column.type().kind() == ValueKind.INTEGER)
                .filter(column -> !namesTenant(table, column))
                .filter(column -> table.table().foreignKeys().stream()
                        .noneMatch(key -> key.columns().contains(column.name())))
                .findFirst();
    }

    private static boolean namesTenant(ClassifiedTable table, Column column) {
        return table.path()
                .filter(path -> path.steps().isEmpty())
                .map(TenantPath::column)
                .filter(column.name()::equals)
                .isPresent();
    }

    private void change(ClassifiedTable table, Column column) throws SQLException {
        Map<Place, Long> before = new LinkedHashMap<>(amounts);
        OptionalLong by = amount(table, column);
        if (by.isEmpty() || !spread(new Place(table.name(), column.name()), by.getAsLong()) || !isConsistent()) {
            amounts.clear();
            amounts.putAll(before);
        }
    }

    private OptionalLong amount(ClassifiedTable table, Column column) throws SQLException {
        OptionalLong taken = number(layout.target(), "MAX", table.name(), column.name(), RowFilter.ALL);
        OptionalLong first = ofTenant("MIN", table, column.name());
        if (taken.isEmpty() || first.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            long least = Math.addExact(Math.subtractExact(taken.getAsLong(), first.getAsLong()), 1);
            long usual = Math.addExact(least, HEADROOM);
            return OptionalLong.of(fits(table, column.name(), usual) ? usual : least);
        } catch (ArithmeticException overflow) {
            return OptionalLong.empty();
        }
    }

    /** Changes a column and all that refers to it; returns false when one of them has no room for it. */
    private boolean spread(Place start, long by) throws SQLException {
        Deque<Place> open = new ArrayDeque<>(List.of(start));
        while (!open.isEmpty()) {
            Place place = open.remove();
            if (Objects.equals(amounts.putIfAbsent(place, by), by)) {
                continue;
            }
            if (!Objects.equals(amounts.get(place), by) || !fits(table(place.table()), place.column(), by)) {
                return false;
            }
            for (ClassifiedTable child : layout.tenantTables()) {
                for (ForeignKey key : child.table().foreignKeys()) {
                    int index = key.parentColumns().indexOf(place.column());
                    if (key.parent().equals(place.table()) && index >= 0) {
                        open.add(new Place(child.name(), key.columns().get(index)));
                    }
                }
            }
        }
        return true;
    }

    /** Whether each foreign key still leads to the row that it led to. */
    private boolean isConsistent() {
        for (ClassifiedTable child : layout.tenantTables()) {
            for (ForeignKey key : child.table().foreignKeys()) {
                for (int i = 0; i < key.columns().size(); i++) {
                    Long here =
                            amounts.get(new Place(child.name(), key.columns().get(i)));
                    Long there = amounts.get(
                            new Place(key.parent(), key.parentColumns().get(i)));
                    if (!Objects.equals(here, there)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private boolean fits(ClassifiedTable table, String column, long by) throws SQLException {
        OptionalLong greatest = ofTenant("MAX", table, column);
        long bytes = layout.target()
                .catalog()
                .table(table.name())
                .orElseThrow()
                .requiredColumn(column)
                .type()
                .size();
        long most = bytes <= 0 || bytes >= Long.BYTES ? Long.MAX_VALUE : (1L << (bytes * BITS_OF_BYTE - 1)) - 1;
        return greatest.isEmpty() || greatest.getAsLong() <= most - by;
    }

    private ClassifiedTable table(String name) {
        return layout.tenantTables().stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private OptionalLong ofTenant(String function, ClassifiedTable table, String column) throws SQLException {
        return number(layout.source(), function, table.name(), column, layout.onSource(table, assessedAt));
    }

    private static OptionalLong number(Side side, String function, String table, String column, RowFilter filter)
            throws SQLException {
        String sql = "SELECT " + function + "(" + RowFilter.ROW + "."
                + side.catalog().dialect().quoted(column) + ") FROM "
                + side.catalog().qualified(table) + " " + RowFilter.ROW + " WHERE " + filter.condition();
        try (Connection connection = side.connections().open();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            filter.bind(statement, 1);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long number = row.getLong(1);
                return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
            }
        }
    }
}
