package dev.passage.migration.copy;

import dev.passage.migration.value.ChunkDigest;
import dev.passage.migration.value.RowDigester;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One row of a route, known by the digest of its key, which is the same on both sides whatever types they have.
 *
 * <p>Immutable as long as nobody changes its values.
 *
 * @since 0.1.0
 */
public final class KeyedRow {
    private final TableRoute route;
    private final List<Object> key;
    private final @Nullable Object[] values;
    private final ChunkDigest name;
    private final ChunkDigest content;

    KeyedRow(TableRoute route, List<Integer> keyPositions, @Nullable Object[] values, RowDigester digester) {
        this.route = route;
        this.key = List.copyOf(route.keyOf(keyPositions, values));
        this.values = values;
        digester.begin();
        for (int position : keyPositions) {
            digester.add(route.columns().get(position).kind(), values[position]);
        }
        this.name = digester.digest();
        digester.begin();
        for (int i = 0; i < values.length; i++) {
            digester.add(route.columns().get(i).kind(), values[i]);
        }
        this.content = digester.digest();
    }

    /**
     * Returns the digest of a key, by which a row of it would be known.
     *
     * @param route the route
     * @param key the values, as the route exchanges them
     * @return the digest
     */
    public static ChunkDigest nameOf(TableRoute route, List<Object> key) {
        RowDigester digester = new RowDigester();
        digester.begin();
        for (int i = 0; i < key.size(); i++) {
            digester.add(route.key().get(i).kind(), key.get(i));
        }
        return digester.digest();
    }

    /**
     * Returns the digest of all of its columns.
     *
     * @return the digest, the same for rows that hold the same
     */
    public ChunkDigest content() {
        return content;
    }

    /**
     * Returns the digest of its key.
     *
     * @return the digest
     */
    public ChunkDigest name() {
        return name;
    }

    /**
     * Tells whether the other row holds the same.
     *
     * @param other a row of the same route, from either side
     * @return whether every column is the same
     */
    public boolean sameAs(KeyedRow other) {
        return content.equals(Objects.requireNonNull(other, "other").content);
    }

    /**
     * Returns its key.
     *
     * @return the values, as the route exchanges them
     */
    public List<Object> key() {
        return key;
    }

    /**
     * Names the columns in which the other row holds something else.
     *
     * @param other a row of the same route, from either side
     * @return the names, quoted
     */
    public List<String> differingColumns(KeyedRow other) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            if (!digest(i).equals(other.digest(i))) {
                names.add("\"" + route.columns().get(i).source().name() + "\"");
            }
        }
        return names;
    }

    private ChunkDigest digest(int position) {
        RowDigester digester = new RowDigester();
        digester.begin();
        digester.add(route.columns().get(position).kind(), values[position]);
        return digester.digest();
    }

    /**
     * Names the row by its table and key.
     *
     * @return for example {@code table "trips": row with id = 7}
     */
    public String described() {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            parts.add(route.key().get(i).source().name() + " = " + key.get(i));
        }
        return "table \"" + route.name() + "\": row with " + String.join(", ", parts);
    }

    /**
     * Returns the value of one column, for who compares or shows rows; it belongs into no message and no log.
     *
     * @param position the place of the column in the route, from 0
     * @return the value, as the route exchanges it; empty for NULL
     */
    public Optional<Object> value(int position) {
        return Optional.ofNullable(values[position]);
    }

    /**
     * Returns the digest of some of its columns.
     *
     * @param positions the places of the columns in the route, from 0
     * @return the digest, the same for rows that hold the same in them; empty when one of them is NULL
     */
    public Optional<ChunkDigest> digestOf(List<Integer> positions) {
        RowDigester digester = new RowDigester();
        digester.begin();
        for (int position : positions) {
            if (values[position] == null) {
                return Optional.empty();
            }
            digester.add(route.columns().get(position).kind(), values[position]);
        }
        return Optional.of(digester.digest());
    }

    @Nullable
    Object[] values() {
        return values;
    }
}
