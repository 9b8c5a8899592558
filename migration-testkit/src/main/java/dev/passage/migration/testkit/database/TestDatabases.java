package dev.passage.migration.testkit.database;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/**
 * Makes databases for one test and drops them after it (T6).
 *
 * <pre>{@code
 * try (TestDatabases databases = TestDatabases.in(folder)) {
 *     TestDatabase shared = databases.create(DatabaseKind.POSTGRESQL, "shared");
 * }
 * }</pre>
 *
 * <p>PostgreSQL and MariaDB are each one server for the process, started at the first use and stopped at its end, with a
 * database of its own for each {@code create}; H2 is a file in the folder. Works as root too. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class TestDatabases implements AutoCloseable {

    private final Path folder;
    private final boolean durable;
    private final Deque<Dropping> droppings = new ArrayDeque<>();

    private TestDatabases(Path folder, boolean durable) {
        this.folder = Objects.requireNonNull(folder, "folder");
        this.durable = durable;
    }

    /**
     * Returns an empty set of databases whose commits need not outlive the death of a database server; that of the test
     * process or of a child they do outlive, on a server.
     *
     * @param folder where H2 files go, an existing folder that the test owns
     * @return the set
     */
    public static TestDatabases in(Path folder) {
        return new TestDatabases(folder, false);
    }

    /**
     * Returns an empty set of databases that keep every acknowledged commit whatever dies: {@code fsync} and
     * {@code synchronous_commit} are on for PostgreSQL, {@code WRITE_DELAY} is 0 for H2, MariaDB writes each commit to the disk.
     * Slower; for crash tests and benchmarks.
     *
     * @param folder where H2 files go, an existing folder that the test owns
     * @return the set
     */
    public static TestDatabases durableIn(Path folder) {
        return new TestDatabases(folder, true);
    }

    /**
     * Makes an empty database.
     *
     * @param kind which product
     * @param name 1 to 30 lower-case letters, digits and underscores, starting with a letter; another test may use it at the
     *     same time
     * @return the database
     * @throws IllegalArgumentException if the name is not as said
     * @throws IllegalStateException if the product is not on the class path or does not start
     */
    public synchronized TestDatabase create(DatabaseKind kind, String name) {
        if (!name.matches("[a-z][a-z0-9_]{0,29}")) {
            throw new IllegalArgumentException(
                    "The name of a test database needs 1 to 30 lower-case letters, digits and"
                            + " underscores, starting with a letter: " + name);
        }
        Server server = server(kind);
        TestDatabase database = server.create(name);
        droppings.push(() -> server.drop(database));
        return database;
    }

    private Server server(DatabaseKind kind) {
        return switch (kind) {
            case H2 -> new H2Files(folder, durable);
            case POSTGRESQL -> PostgresServer.started(durable);
            case MARIADB -> MariaDbServer.started(durable);
        };
    }

    /** Drops every database of this set, also when connections to it are open. */
    @Override
    public synchronized void close() {
        RuntimeException failure = null;
        while (!droppings.isEmpty()) {
            try {
                droppings.pop().drop();
            } catch (IllegalStateException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Drops one database. */
    @FunctionalInterface
    private interface Dropping {
        void drop();
    }
}
