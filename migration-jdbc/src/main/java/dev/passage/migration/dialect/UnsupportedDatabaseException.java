package dev.passage.migration.dialect;

import java.sql.SQLFeatureNotSupportedException;

/**
 * Thrown when a connection leads to a database engine or version that Passage does not work on. Nothing was changed.
 *
 * @since 0.1.0
 */
public final class UnsupportedDatabaseException extends SQLFeatureNotSupportedException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param product the name of the engine, as it calls itself
     * @param version its version, as it calls it
     */
    UnsupportedDatabaseException(String product, String version) {
        super(
                "The database " + product + " " + version
                        + " is not supported. Use PostgreSQL 14 or newer, MariaDB 10.6"
                        + " or newer, MySQL 8 or newer, or H2 2.x.",
                "0A000");
    }
}
