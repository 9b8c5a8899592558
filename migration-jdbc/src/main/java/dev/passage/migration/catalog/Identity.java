package dev.passage.migration.catalog;

/**
 * Whether the database numbers the rows of a column by itself.
 *
 * @since 0.1.0
 */
public enum Identity {
    /** It does not. */
    NONE,
    /** When no value is given; PostgreSQL's serial and MariaDB's and MySQL's AUTO_INCREMENT among it. */
    BY_DEFAULT,
    /** Always, unless the statement overrides it. */
    ALWAYS
}
