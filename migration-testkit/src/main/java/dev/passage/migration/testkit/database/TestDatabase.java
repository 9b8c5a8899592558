package dev.passage.migration.testkit.database;

import java.util.Objects;
import javax.sql.DataSource;

/**
 * One database of a test. Another process can open it by its URL alone, which holds the user too; an H2 file only once this
 * process has closed every connection to it.
 *
 * @param kind which product it is
 * @param name the name the test gave it
 * @param url the JDBC URL
 * @since 0.1.0
 */
public record TestDatabase(DatabaseKind kind, String name, String url) {

    /** Checks that every part is given. */
    public TestDatabase {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(url, "url");
    }

    /**
     * Returns a source of unpooled connections: each call opens one, each close ends it.
     *
     * @return the source, safe for use by several threads
     */
    public DataSource dataSource() {
        return new UrlDataSource(url);
    }

    /**
     * Returns a source of unpooled connections for a URL that another process handed over.
     *
     * @param url the {@link #url()} of a database
     * @return the source, safe for use by several threads
     */
    public static DataSource at(String url) {
        return new UrlDataSource(Objects.requireNonNull(url, "url"));
    }
}
