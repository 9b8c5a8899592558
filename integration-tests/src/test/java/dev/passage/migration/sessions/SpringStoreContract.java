package dev.passage.migration.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.failure.SessionStoreException;
import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionBytes;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionVersion;
import dev.passage.migration.session.jdbc.JdbcSessionStore;
import dev.passage.migration.session.jdbc.SpringSessionTables;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Sessions in the tables that the scripts of Spring Session JDBC make. */
abstract class SpringStoreContract extends JdbcStoreContract {
    private Optional<TestDatabase> tables = Optional.empty();

    SpringStoreContract(DatabaseKind kind) {
        super(kind);
    }

    @Override
    final void prepare(TestDatabase created) throws SQLException {
        SpringScripts.run(created);
        tables = Optional.of(created);
    }

    @Override
    final JdbcSessionStore layout(JdbcSessionStore store) {
        return store.inSpringTables(SpringSessionTables.usual());
    }

    @Override
    public final Session session(String id, Instant expiresAt) {
        return super.session(id, expiresAt).withValue(SessionBytes.EMPTY);
    }

    @Test
    final void readsWhatSpringHasWritten() throws SQLException {
        try (Connection connection = tables.orElseThrow().dataSource().getConnection();
                Statement statement = connection.createStatement();
                PreparedStatement attribute = connection.prepareStatement(
                        "INSERT INTO SPRING_SESSION_ATTRIBUTES VALUES ('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'cart', ?)")) {
            statement.execute("INSERT INTO SPRING_SESSION VALUES ('6ba7b810-9dad-11d1-80b4-00c04fd430c8',"
                    + " '7ba7b810-9dad-11d1-80b4-00c04fd430c9', 1000, 2000, 1800, 1802000, 'anna')");
            attribute.setBytes(1, new byte[] {(byte) 0xac, (byte) 0xed, 0, 5});
            attribute.executeUpdate();
        }

        Session read = (Session) store().get(SessionId.of("7ba7b810-9dad-11d1-80b4-00c04fd430c9"))
                .orElseThrow();

        assertThat(read.version()).isEqualTo(SessionVersion.UNKNOWN);
        assertThat(read.createdAt()).isEqualTo(Instant.ofEpochMilli(1_000));
        assertThat(read.lastAccessedAt()).isEqualTo(Instant.ofEpochMilli(2_000));
        assertThat(read.expiresAt()).isEqualTo(Instant.ofEpochMilli(1_802_000));
        assertThat(read.attributes())
                .containsEntry("cart", SessionBytes.of(new byte[] {(byte) 0xac, (byte) 0xed, 0, 5}))
                .containsEntry(Session.PRINCIPAL, SessionBytes.ofText("anna"))
                .containsEntry(Session.MAXIMUM_IDLE_SECONDS, SessionBytes.ofText("1800"));
    }

    @Test
    final void refusesWhatTheLayoutHasNoPlaceFor() {
        Session session = session("a", Session.NEVER).withValue(SessionBytes.ofText("x"));

        assertThatThrownBy(() -> store().putIfNewer(session, SessionFence.NONE))
                .isInstanceOf(SessionStoreException.class)
                .hasMessageContaining("no place for a value")
                .hasMessageContaining(session.id().fingerprint());
    }
}
