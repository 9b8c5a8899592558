package dev.passage.migration.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.jdbc.JdbcSessionStore;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.database.TestDatabases;
import dev.passage.migration.testkit.session.SessionStoreContract;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions in a database of each test. */
abstract class JdbcStoreContract implements SessionStoreContract {
    private final DatabaseKind kind;
    private TestDatabases databases = TestDatabases.in(Path.of("."));
    private TestDatabase database;
    private Connection keptOpen;

    JdbcStoreContract(DatabaseKind kind) {
        this.kind = kind;
    }

    @BeforeEach
    final void createDatabase(@TempDir Path folder) throws Exception {
        databases = TestDatabases.in(folder);
        database = databases.create(kind, "sessions");
        keptOpen = database.dataSource().getConnection();
        prepare(database);
    }

    @AfterEach
    final void dropDatabase() throws SQLException {
        keptOpen.close();
        databases.close();
    }

    void prepare(TestDatabase created) throws Exception {}

    JdbcSessionStore layout(JdbcSessionStore store) {
        return store;
    }

    @Override
    public final SessionStore store() {
        SessionStore store = layout(JdbcSessionStore.on(database.dataSource()).named("database"))
                .creatingTables();
        store.open();
        return store;
    }

    @Test
    void purgesWhatHasExpired() {
        SessionStore store = store();
        Instant now = Clock.systemUTC().instant();
        Session expired = session("old", now.minusSeconds(1));
        Session living = session("young", now.plusSeconds(60));
        store.putIfNewer(expired, SessionFence.NONE);
        store.putIfNewer(living, SessionFence.NONE);

        int purged = store.purgeExpired(now, 10);

        assertThat(purged).isPositive();
        assertThat(store.get(SessionId.of("old"))).isEmpty();
        assertThat(store.get(SessionId.of("young"))).contains(living);
    }
}
