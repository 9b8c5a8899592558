package dev.passage.migration.dialect;

/**
 * The database engines that Passage works on.
 *
 * @since 0.1.0
 */
public enum Engine {
    /** H2, version 2. */
    H2("H2"),
    /** PostgreSQL, version 14 or newer. */
    POSTGRESQL("PostgreSQL"),
    /** MariaDB, version 10.6 or newer. */
    MARIADB("MariaDB"),
    /** MySQL, version 8 or newer. */
    MYSQL("MySQL");

    private final String title;

    Engine(String title) {
        this.title = title;
    }

    /**
     * Tells whether the engine speaks MySQL's language: MariaDB or MySQL.
     *
     * @return whether it does
     */
    public boolean isMySqlFamily() {
        return this == MARIADB || this == MYSQL;
    }

    /**
     * Returns the name as its makers write it.
     *
     * @return the name
     */
    @Override
    public String toString() {
        return title;
    }
}
