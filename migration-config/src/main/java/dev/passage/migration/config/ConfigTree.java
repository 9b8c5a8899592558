package dev.passage.migration.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration document says, as an upgrade sees and changes it. A path joins names by dots, {@code server.port}; a dot
 * within a name is written {@code \.}.
 *
 * <p>Values are text, booleans, whole numbers (long or BigInteger), other numbers (BigDecimal, every digit kept), null, lists and
 * maps of these. For use by one thread.
 *
 * @since 0.1.0
 */
public final class ConfigTree {
    private static final int DEEPEST = 200;

    private final Map<String, @Nullable Object> fields;

    private ConfigTree(Map<String, @Nullable Object> fields) {
        this.fields = fields;
    }

    /**
     * Returns a tree with these fields.
     *
     * @param fields the fields; copied
     * @return the tree
     * @throws IllegalArgumentException if a value is of another kind, or nested more than 200 levels deep
     */
    public static ConfigTree of(Map<String, ? extends @Nullable Object> fields) {
        return new ConfigTree(copied(fields, 1));
    }

    /**
     * Returns the value at a path.
     *
     * @param path the path
     * @return a copy of the value, empty if there is none or it is null
     */
    public Optional<Object> get(String path) {
        String[] names = names(path);
        Map<String, @Nullable Object> parent = parent(names, false);
        Object value = parent == null ? null : parent.get(names[names.length - 1]);
        return value == null ? Optional.empty() : Optional.ofNullable(copied(value, 1));
    }

    /**
     * Returns the text at a path.
     *
     * @param path the path
     * @return the text, empty if there is no text
     */
    public Optional<String> text(String path) {
        return get(path).filter(String.class::isInstance).map(String.class::cast);
    }

    /**
     * Returns the number at a path.
     *
     * @param path the path
     * @return a Long, BigInteger or BigDecimal, empty if there is no number
     */
    public Optional<Number> number(String path) {
        return get(path).filter(Number.class::isInstance).map(Number.class::cast);
    }

    /**
     * Returns the boolean at a path.
     *
     * @param path the path
     * @return the boolean, empty if there is none
     */
    public Optional<Boolean> flag(String path) {
        return get(path).filter(Boolean.class::isInstance).map(Boolean.class::cast);
    }

    /**
     * Tells whether there is a value at a path, null among them.
     *
     * @param path the path
     * @return whether there is
     */
    public boolean has(String path) {
        String[] names = names(path);
        Map<String, @Nullable Object> parent = parent(names, false);
        return parent != null && parent.containsKey(names[names.length - 1]);
    }

    /**
     * Sets a value, and makes the maps on the way to it.
     *
     * @param path the path
     * @param value the value, null for a null in the document
     * @return this tree
     * @throws IllegalArgumentException if the value is of another kind, or something that is no map lies on the way
     */
    public ConfigTree set(String path, @Nullable Object value) {
        String[] names = names(path);
        Map<String, @Nullable Object> parent = Objects.requireNonNull(parent(names, true), "parent");
        parent.put(names[names.length - 1], copied(value, names.length));
        return this;
    }

    /**
     * Removes the value at a path, if there is one; maps on the way stay.
     *
     * @param path the path
     * @return this tree
     */
    public ConfigTree remove(String path) {
        String[] names = names(path);
        Map<String, @Nullable Object> parent = parent(names, false);
        if (parent != null) {
            parent.remove(names[names.length - 1]);
        }
        return this;
    }

    /**
     * Moves the value at a path, if there is one; a map that is left empty on the way is removed.
     *
     * @param from where it is
     * @param to where it shall be
     * @return this tree
     * @throws IllegalArgumentException if there is a value already
     */
    public ConfigTree move(String from, String to) {
        if (!has(from)) {
            return this;
        }
        if (has(to)) {
            throw new IllegalArgumentException("There is a value at " + to + " already. Remove it first.");
        }
        Object value = get(from).orElse(null);
        remove(from);
        removeEmptyAbove(from);
        return set(to, value);
    }

    private void removeEmptyAbove(String path) {
        String[] names = names(path);
        for (int length = names.length - 1; length > 0; length--) {
            String[] above = Arrays.copyOf(names, length);
            Map<String, @Nullable Object> parent = parent(above, false);
            if (parent != null && parent.get(above[length - 1]) instanceof Map<?, ?> map && map.isEmpty()) {
                parent.remove(above[length - 1]);
            }
        }
    }

    /**
     * Sets every value of another tree for which this one has none.
     *
     * @param defaults the other tree
     * @return this tree
     */
    public ConfigTree fillFrom(ConfigTree defaults) {
        fill(fields, defaults.fields);
        return this;
    }

    @SuppressWarnings("unchecked") // every map in a tree was made by copied
    private static void fill(Map<String, @Nullable Object> into, Map<String, @Nullable Object> defaults) {
        defaults.forEach((name, value) -> {
            if (!into.containsKey(name)) {
                into.put(name, copied(value, 1));
            } else if (into.get(name) instanceof Map<?, ?> present && value instanceof Map<?, ?> more) {
                fill((Map<String, @Nullable Object>) present, (Map<String, @Nullable Object>) more);
            }
        });
    }

    /**
     * Returns all fields.
     *
     * @return a copy
     */
    public Map<String, @Nullable Object> asMap() {
        return copied(fields, 1);
    }

    /**
     * Returns a tree with the same fields.
     *
     * @return a copy
     */
    public ConfigTree copy() {
        return new ConfigTree(asMap());
    }

    @SuppressWarnings("unchecked") // every map in a tree was made by copied
    private @Nullable Map<String, @Nullable Object> parent(String[] names, boolean create) {
        Map<String, @Nullable Object> parent = fields;
        for (int i = 0; i < names.length - 1; i++) {
            Object next = parent.get(names[i]);
            if (next == null && create) {
                next = new LinkedHashMap<String, @Nullable Object>();
                parent.put(names[i], next);
            }
            if (!(next instanceof Map)) {
                if (create) {
                    throw new IllegalArgumentException("What lies at " + names[i] + " is no map. Remove it first.");
                }
                return null;
            }
            parent = (Map<String, @Nullable Object>) next;
        }
        return parent;
    }

    private static String[] names(String path) {
        String[] names = path.split("(?<!\\\\)\\.", -1);
        for (int i = 0; i < names.length; i++) {
            names[i] = names[i].replace("\\.", ".");
        }
        return names;
    }

    private static Map<String, @Nullable Object> copied(Map<?, ?> map, int depth) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            if (!(name instanceof String key)) {
                throw new IllegalArgumentException("A name in a configuration is text. Use text for it.");
            }
            copy.put(key, copied(value, depth + 1));
        });
        return copy;
    }

    private static @Nullable Object copied(@Nullable Object value, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException(
                    "A configuration is at most " + DEEPEST + " levels deep. Does a value hold itself?");
        }
        if (value == null || value instanceof String || value instanceof Boolean || value instanceof BigDecimal) {
            return value;
        }
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof BigInteger whole) {
            return whole.bitLength() < Long.SIZE ? (Object) whole.longValue() : whole;
        }
        if (value instanceof Double || value instanceof Float) {
            return new BigDecimal(value.toString());
        }
        if (value instanceof Map<?, ?> map) {
            return copied(map, depth);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            list.forEach(element -> copy.add(copied(element, depth + 1)));
            return copy;
        }
        throw new IllegalArgumentException("A configuration cannot hold a "
                + value.getClass().getName() + ". Use text, a number, a boolean, a list or a map.");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConfigTree tree && fields.equals(tree.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    /** Returns the names at the top; values may be secrets. */
    @Override
    public String toString() {
        return fields.keySet().toString();
    }
}
