package dev.passage.migration.config;

import dev.passage.migration.config.internal.Trees;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Changes a document by way of two records; what the first record does not know is carried over. */
final class TypedChange<A extends Record, B extends Record> implements ConfigChange {
    private final Class<A> from;
    private final Function<A, B> change;

    TypedChange(Class<A> from, Function<A, B> change) {
        this.from = Objects.requireNonNull(from, "from");
        this.change = Objects.requireNonNull(change, "change");
    }

    @Override
    public void apply(ConfigTree document) throws Exception {
        Map<String, @Nullable Object> before = document.asMap();
        A known = Trees.bind(before, from);
        B changed = Objects.requireNonNull(change.apply(known), "the upgrade returned null");
        Map<String, @Nullable Object> after = Trees.unbind(changed);
        carry(before, Trees.unbind(known), after);
        document.asMap().keySet().forEach(name -> document.remove(escaped(name)));
        after.forEach((name, value) -> document.set(escaped(name), value));
    }

    @SuppressWarnings("unchecked") // the maps of a tree have text for names
    private static void carry(
            Map<String, @Nullable Object> all, Map<String, @Nullable Object> known, Map<String, @Nullable Object> to) {
        all.forEach((name, value) -> {
            if (!known.containsKey(name)) {
                to.putIfAbsent(name, value);
            } else if (value instanceof Map<?, ?> more
                    && known.get(name) instanceof Map<?, ?> part
                    && to.get(name) instanceof Map<?, ?> target) {
                carry((Map<String, @Nullable Object>) more, (Map<String, @Nullable Object>) part, (Map<
                                String, @Nullable Object>)
                        target);
            }
        });
    }

    private static String escaped(String name) {
        return name.replace(".", "\\.");
    }
}
