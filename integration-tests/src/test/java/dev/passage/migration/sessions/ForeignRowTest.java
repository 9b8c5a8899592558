package dev.passage.migration.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.passage.migration.MigrationController;
import dev.passage.migration.crash.HostPool;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionBytes;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.memory.InMemorySessionStore;
import dev.passage.migration.session.migrating.MigratingSessionStore;
import dev.passage.migration.session.move.SessionMove;
import dev.passage.migration.session.move.SessionMoveHandler;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** A row that is no session is named, not copied, and left where it is (S2). */
@MigrationTest
final class ForeignRowTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void isNamedAndLeftAlone(MigrationLab lab) throws SQLException, InterruptedException {
        HikariDataSource database = lab.closeAfterTest(
                HostPool.over(lab.database(DatabaseKind.H2, "old").dataSource(), 2));
        SessionStore source = SessionServer.store("old", database);
        InMemorySessionStore target = InMemorySessionStore.named("new");
        Instant now = lab.clock().instant();
        Session session = Session.starting(SessionId.of("a"), SessionBytes.ofText("x"), now, now.plusSeconds(90_000));
        source.putIfNewer(session, SessionFence.NONE);
        spoil(database);
        MigratingSessionStore store = MigratingSessionStore.named("web")
                .from(source)
                .to(target)
                .following(lab.journal())
                .clock(lab.clock())
                .build();
        MigrationController controller = lab.controller(new SessionMoveHandler(store));

        MigrationPlan plan = controller.plan(
                MigrationSpec.of(SessionMove.of("web").rampingDown(MINUTE).keepingSource(MINUTE)));
        controller.execute(plan.id(), Approval.of(plan.digest()).by("on-call"));
        MigrationResult end = lab.await(controller, plan.id());

        assertThat(plan.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("SESSION_UNREADABLE");
            assertThat(finding.isBlocking()).isFalse();
            assertThat(finding.message())
                    .contains(SessionId.of("spoiled").fingerprint())
                    .doesNotContain("spoiled");
        });
        assertThat(end.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(target.get(session.id())).isPresent();
        assertThat(target.get(SessionId.of("spoiled"))).isEmpty();
        assertThat(rows(database)).isEqualTo(1);
    }

    private static void spoil(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO \"old_session\" VALUES ('zz', 'spoiled', 0, 0, 0, 0, 0, 253402300799999, X'0102')")) {
            insert.executeUpdate();
        }
    }

    private static long rows(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement count = connection.prepareStatement("SELECT count(*) FROM \"old_session\"");
                var row = count.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
