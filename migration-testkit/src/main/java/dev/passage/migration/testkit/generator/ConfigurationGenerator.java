package dev.passage.migration.testkit.generator;

import java.util.Locale;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Makes configuration documents, JSON objects, of any number, depth and width from a seed (T6). Each carries its
 * {@code "schemaVersion"} and a {@code "name"} of its own, so that a chain of upgrades has something to hold on to.
 *
 * <p>The same seed and number make the same document. Immutable and safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class ConfigurationGenerator {
    private static final String[] TEXTS = {
        "\"\"",
        "\"it's\"",
        "\"a\\\"b\\\\c\"",
        "\"line\\nbreak\"",
        "\"\u00e9\u4e2d\"",
        "\"\\ud83d\\ude9a\"",
        "\"https://example.org/\""
    };
    private static final String[] NUMBERS = {"0", "-1", "9007199254740993", "0.1", "1e-7", "30000"};

    private final long seed;
    private final int version;
    private final int depth;
    private final int width;

    private ConfigurationGenerator(long seed, int version, int depth, int width) {
        this.seed = seed;
        this.version = version;
        this.depth = depth;
        this.width = width;
    }

    /**
     * Returns a generator of documents that are at most 3 levels deep with at most 6 entries per level.
     *
     * @param seed the source of chance
     * @param version the {@code "schemaVersion"} that each document carries
     * @return the generator
     */
    public static ConfigurationGenerator of(long seed, int version) {
        return new ConfigurationGenerator(seed, version, 3, 6);
    }

    /**
     * Sets how large a document may get.
     *
     * @param levels the most levels of objects and lists, 1 or more
     * @param entries the most entries of each, 1 or more
     * @return a generator that differs in this
     */
    public ConfigurationGenerator upTo(int levels, int entries) {
        if (levels < 1 || entries < 1) {
            throw new IllegalArgumentException("A document needs 1 level and 1 entry or more, but " + levels + " and "
                    + entries + " were asked for.");
        }
        return new ConfigurationGenerator(seed, version, levels, entries);
    }

    /**
     * Returns the first documents.
     *
     * @param count how many, 0 or more
     * @return the documents as JSON text, made as they are asked for
     */
    public Stream<String> documents(long count) {
        return LongStream.range(0, count).mapToObj(this::document);
    }

    /**
     * Returns one document.
     *
     * @param number its number, from 0
     * @return JSON text
     */
    public String document(long number) {
        Random chance = new Random(seed * 31 + number * 0x9E3779B97F4A7C15L);
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "{\"schemaVersion\":%d,\"name\":\"document-%d\"", version, number));
        int entries = 1 + chance.nextInt(width);
        for (int entry = 0; entry < entries; entry++) {
            text.append(",\"key-").append(entry).append("\":");
            value(text, chance, depth - 1);
        }
        return text.append('}').toString();
    }

    private void value(StringBuilder text, Random chance, int levels) {
        switch (chance.nextInt(levels > 0 ? 6 : 4)) {
            case 0 -> text.append(TEXTS[chance.nextInt(TEXTS.length)]);
            case 1 -> text.append(NUMBERS[chance.nextInt(NUMBERS.length)]);
            case 2 -> text.append(chance.nextBoolean());
            case 3 -> text.append("null");
            case 4 -> entries(text, chance, levels, true);
            default -> entries(text, chance, levels, false);
        }
    }

    private void entries(StringBuilder text, Random chance, int levels, boolean named) {
        text.append(named ? '{' : '[');
        int entries = chance.nextInt(width + 1);
        for (int entry = 0; entry < entries; entry++) {
            text.append(entry == 0 ? "" : ",");
            if (named) {
                text.append("\"key-").append(entry).append("\":");
            }
            value(text, chance, levels - 1);
        }
        text.append(named ? '}' : ']');
    }
}
