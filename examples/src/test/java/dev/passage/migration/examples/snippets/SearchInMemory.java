package dev.passage.migration.examples.snippets;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A search engine that outlives the processes of a crash case. */
final class SearchInMemory implements SearchIndexMove.SearchEngine {
    static final long DOCUMENTS = 42;

    private final Map<String, Long> indexes = new HashMap<>(Map.of("products-1", DOCUMENTS));
    private final Map<String, String> aliases = new HashMap<>(Map.of("products", "products-1"));
    private final List<String> announcements = new ArrayList<>();

    @Override
    public synchronized long documents(String index) {
        return indexes.getOrDefault(index, 0L);
    }

    @Override
    public synchronized void create(String index) {
        indexes.putIfAbsent(index, 0L);
    }

    @Override
    public synchronized void fill(String index) {
        indexes.put(index, DOCUMENTS);
    }

    @Override
    public synchronized void drop(String index) {
        indexes.remove(index);
    }

    @Override
    public synchronized String alias(String name) {
        return String.valueOf(aliases.get(name));
    }

    @Override
    public synchronized void point(String alias, String index) {
        aliases.put(alias, index);
    }

    @Override
    public synchronized void announce(String text) {
        announcements.add(text);
    }

    synchronized List<String> announcements() {
        return List.copyOf(announcements);
    }
}
