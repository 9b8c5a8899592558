package dev.passage.migration.sessions;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.jdbc.JdbcSessionStore;
import dev.passage.migration.session.jdbc.SessionTables;
import dev.passage.migration.testkit.database.TestDatabase;
import javax.sql.DataSource;

/** Opens the databases of a move in the test and in its mover, which is another process, from the same words. */
final class SessionServer {

    private SessionServer() {}

    static HikariDataSource pool(TestDatabase database, int connections) {
        return pool(database.dataSource(), connections);
    }

    static HikariDataSource pool(DataSource database, int connections) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database);
        config.setMaximumPoolSize(connections);
        return new HikariDataSource(config);
    }

    static SessionStore store(String name, DataSource database) {
        SessionStore store = JdbcSessionStore.on(database)
                .named(name)
                .in(new SessionTables("", name + "_"))
                .creatingTables();
        store.open();
        return store;
    }
}
