package dev.passage.migration.examples.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.jdbc.JdbcSessionStore;
import dev.passage.migration.session.jdbc.SpringSessionTables;
import dev.passage.migration.session.memory.InMemorySessionStore;
import dev.passage.migration.session.migrating.MigratingSessionStore;
import dev.passage.migration.session.move.SessionMove;
import dev.passage.migration.session.move.SessionMoveHandler;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.MapSession;

/** A host with Spring Session stays logged in while its sessions move to the tables of Spring Session JDBC (S1, S3). */
@MigrationTest
final class MovingSessionRepositoryTest {
    private static final List<String> TABLES = List.of(
            "CREATE TABLE SPRING_SESSION (PRIMARY_ID CHAR(36) NOT NULL PRIMARY KEY, SESSION_ID CHAR(36) NOT NULL UNIQUE,"
                    + " CREATION_TIME BIGINT NOT NULL, LAST_ACCESS_TIME BIGINT NOT NULL, MAX_INACTIVE_INTERVAL INT NOT NULL,"
                    + " EXPIRY_TIME BIGINT NOT NULL, PRINCIPAL_NAME VARCHAR(100))",
            "CREATE TABLE SPRING_SESSION_ATTRIBUTES (SESSION_PRIMARY_ID CHAR(36) NOT NULL REFERENCES SPRING_SESSION"
                    + " ON DELETE CASCADE, ATTRIBUTE_NAME VARCHAR(200) NOT NULL, ATTRIBUTE_BYTES BINARY LARGE OBJECT NOT NULL,"
                    + " PRIMARY KEY (SESSION_PRIMARY_ID, ATTRIBUTE_NAME))");

    @Test
    void keepsPeopleLoggedIn(MigrationLab lab) throws SQLException, InterruptedException {
        TestDatabase database = lab.database(DatabaseKind.H2, "spring");
        lab.closeAfterTest(database.dataSource().getConnection());
        createTables(database);
        MigratingSessionStore store = store(lab, database);
        MovingSessionRepository sessions = new MovingSessionRepository(store);
        MapSession anonymous = sessions.createSession();
        anonymous.setMaxInactiveInterval(Duration.ofDays(3));
        anonymous.setLastAccessedTime(lab.clock().instant());
        anonymous.setAttribute("cart", List.of("book"));
        sessions.save(anonymous);
        MapSession known = Objects.requireNonNull(sessions.findById(anonymous.getId()));
        String before = known.getId();
        known.changeSessionId();
        known.setAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, "anna");
        sessions.save(known);
        MapSession ended = sessions.createSession();
        ended.setLastAccessedTime(lab.clock().instant());
        sessions.save(ended);
        sessions.deleteById(ended.getId());

        MigrationState end = lab.run(new SessionMoveHandler(store), move()).state();

        assertThat(end).isEqualTo(MigrationState.COMPLETED);
        assertThat(sessions.findById(before)).isNull();
        assertThat(sessions.findById(ended.getId())).isNull();
        MapSession after = Objects.requireNonNull(sessions.findById(known.getId()));
        assertThat(after.<List<String>>getAttribute("cart")).containsExactly("book");
        assertThat(after.getCreationTime())
                .isEqualTo(anonymous.getCreationTime().truncatedTo(ChronoUnit.MILLIS));
        assertThat(after.getMaxInactiveInterval()).isEqualTo(Duration.ofDays(3));
        assertThat(principal(database)).isEqualTo("anna");
    }

    private static SessionMove move() {
        return SessionMove.of("web")
                .shadowing(Duration.ofMinutes(1), 100)
                .rampingDown(Duration.ofMinutes(1))
                .keepingSource(Duration.ZERO);
    }

    private static MigratingSessionStore store(MigrationLab lab, TestDatabase database) {
        SessionStore target = JdbcSessionStore.on(database.dataSource())
                .inSpringTables(SpringSessionTables.usual())
                .creatingTables();
        target.open();
        return MigratingSessionStore.named("web")
                .from(InMemorySessionStore.named("memory"))
                .to(target)
                .following(lab.journal())
                .clock(lab.clock())
                .build();
    }

    private static void createTables(TestDatabase database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute(table);
            }
        }
    }

    private static String principal(TestDatabase database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT PRINCIPAL_NAME FROM SPRING_SESSION")) {
            row.next();
            return row.getString(1);
        }
    }
}
