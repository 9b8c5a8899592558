package dev.passage.migration.sessions;

import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.jdbc.JdbcSessionStore;
import dev.passage.migration.session.jdbc.SessionTables;
import javax.sql.DataSource;

/** Opens the databases of a move in the test and in its mover, which is another process, from the same words. */
final class SessionServer {

    private SessionServer() {}

    static SessionStore store(String name, DataSource database) {
        SessionStore store = JdbcSessionStore.on(database)
                .named(name)
                .in(new SessionTables("", name + "_"))
                .creatingTables();
        store.open();
        return store;
    }
}
