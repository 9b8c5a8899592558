package dev.passage.migration.examples.demo;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** The three databases of the demo: the shared and the dedicated one, and the control database with the journal. */
final class DemoDatabases implements AutoCloseable {
    private static final int CONNECTIONS = 20;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final DataSource shared;
    private final DataSource dedicated;
    private final DataSource control;

    private DemoDatabases(DemoSettings.Engine engine, DemoFolder folder) throws IOException {
        try {
            this.shared = open(engine, folder, "shared");
            this.dedicated = open(engine, folder, "dedicated");
            this.control = pool("control", h2(folder.path("control")));
        } catch (IOException | RuntimeException failure) {
            close();
            throw failure;
        }
    }

    static DemoDatabases open(DemoSettings.Engine engine, DemoFolder folder) throws IOException {
        return new DemoDatabases(engine, folder);
    }

    /** Ends what an earlier demo that was killed has left running. */
    static void stopOrphans(DemoFolder folder) throws IOException {
        for (String name : new String[] {"shared", "dedicated"}) {
            DemoServer.stopOrphan(folder.path(name));
        }
    }

    private DataSource open(DemoSettings.Engine engine, DemoFolder folder, String name) throws IOException {
        if (engine == DemoSettings.Engine.H2) {
            return pool(name, h2(folder.path(name)));
        }
        DemoServer server = DemoServer.start(folder.path(name));
        opened.push(server);
        return pool(name, server.dataSource());
    }

    /** H2 keeps acknowledged commits through a kill only with WRITE_DELAY=0. */
    private static DataSource h2(Path file) {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:file:" + file + ";WRITE_DELAY=0");
        database.setUser("sa");
        return database;
    }

    private DataSource pool(String name, DataSource database) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("demo-" + name);
        config.setDataSource(database);
        config.setMaximumPoolSize(CONNECTIONS);
        HikariDataSource pool = new HikariDataSource(config);
        opened.push(pool);
        return pool;
    }

    DataSource shared() {
        return shared;
    }

    DataSource dedicated() {
        return dedicated;
    }

    DataSource control() {
        return control;
    }

    /** The databases that take part in the move, by the names that the plan uses. */
    Map<String, DataSource> endpoints() {
        return Map.of("shared", shared, "dedicated", dedicated);
    }

    @Override
    public void close() throws IOException {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (IOException | RuntimeException failure) {
                throw failure;
            } catch (Exception failure) {
                throw new IOException(failure);
            }
        }
    }
}
