package dev.passage.migration.session.jdbc;

import dev.passage.migration.dialect.Dialect;
import dev.passage.migration.dialect.Engine;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the tables of Spring Session JDBC are, made by its own scripts. Immutable.
 *
 * @param schema the schema they are in (MariaDB and MySQL: the database), empty for that of the connection
 * @param table the name of the table of sessions; that of the attributes ends with {@code _ATTRIBUTES}
 * @since 0.1.0
 */
public record SpringSessionTables(String schema, String table) {
    private static final Pattern NAME = Pattern.compile("<(@?)([A-Z_]*)>");

    /**
     * Checks that both parts are given.
     *
     * @throws IllegalArgumentException if the name is empty
     */
    public SpringSessionTables {
        Objects.requireNonNull(schema, "schema");
        if (table.isEmpty()) {
            throw new IllegalArgumentException("The tables of Spring Session need a name, usually SPRING_SESSION.");
        }
    }

    /**
     * Returns {@code SPRING_SESSION} and {@code SPRING_SESSION_ATTRIBUTES} in the connection's own schema.
     *
     * @return the usual tables
     */
    public static SpringSessionTables usual() {
        return new SpringSessionTables("", "SPRING_SESSION");
    }

    /**
     * Turns {@code <NAME>} into the quoted name of a column, and {@code <@>} and {@code <@_ATTRIBUTES>} into those of the tables. The
     * scripts of Spring Session quote no name, so each engine has them in its own case.
     */
    UnaryOperator<String> in(Dialect dialect) {
        return template -> NAME.matcher(template)
                .replaceAll(place -> Matcher.quoteReplacement(
                        place.group(1).isEmpty()
                                ? dialect.quoted(cased(dialect, place.group(2)))
                                : dialect.qualified(schema, cased(dialect, table) + cased(dialect, place.group(2)))));
    }

    private static String cased(Dialect dialect, String name) {
        return dialect.engine() == Engine.POSTGRESQL ? name.toLowerCase(Locale.ROOT) : name;
    }
}
