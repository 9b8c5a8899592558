package dev.passage.migration.sql;

import dev.passage.migration.dialect.Dialect;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Statements written once and said in the words of an engine, so that no name goes unquoted (H4): {@code [name]} is a column,
 * {@code [@name]} one of our tables, {@code {now}} the database's time in microseconds, {@code {share}} and {@code {update}} the
 * row locks, {@code {text}}, {@code {text 64}}, {@code {bigint}}, {@code {bytes}} and
 * {@code {options}} what a table is made of.
 *
 * <p>Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class Statements {
    private static final Pattern PLACE =
            Pattern.compile("\\[(@?)([a-z_]+)]|\\{(now|share|update|bigint|bytes|options|text)(?: (\\d+))?}");

    private final Dialect dialect;
    private final UnaryOperator<String> tableNames;
    private final Map<String, String> said = new ConcurrentHashMap<>();

    /**
     * Creates the statements of an engine.
     *
     * @param dialect the engine's words
     * @param tableNames turns the short name of a table into its qualified and quoted one
     */
    public Statements(Dialect dialect, UnaryOperator<String> tableNames) {
        this.dialect = Objects.requireNonNull(dialect, "dialect");
        this.tableNames = Objects.requireNonNull(tableNames, "tableNames");
    }

    /**
     * Returns the engine's words.
     *
     * @return the dialect
     */
    public Dialect dialect() {
        return dialect;
    }

    /**
     * Returns a statement in the words of the engine.
     *
     * @param template the statement with its places; one of few, for each is remembered
     * @return the statement
     */
    public String of(String template) {
        return said.computeIfAbsent(
                template,
                text -> PLACE.matcher(text)
                        .replaceAll(place -> Matcher.quoteReplacement(
                                place.group(2) != null
                                        ? name(place.group(1), place.group(2))
                                        : word(place.group(3), place.group(4)))));
    }

    private String name(String mark, String name) {
        return mark.isEmpty() ? dialect.quoted(name) : tableNames.apply(name);
    }

    private String word(String word, String size) {
        return switch (word) {
            case "now" -> dialect.nowMicros();
            case "share" -> dialect.forShare();
            case "update" -> dialect.forUpdate();
            case "bigint" -> dialect.bigint();
            case "bytes" -> dialect.largeBytes();
            case "options" -> dialect.tableOptions();
            default -> size == null ? dialect.largeText() : dialect.varchar(Integer.parseInt(size));
        };
    }
}
