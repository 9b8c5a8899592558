package dev.passage.migration.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.failure.SessionStoreException;
import dev.passage.migration.session.memory.InMemorySessionStore;
import dev.passage.migration.session.migrating.MigratingSessionStore;
import dev.passage.migration.session.move.SessionMove;
import dev.passage.migration.session.move.SessionMoveFaultPoints;
import dev.passage.migration.session.move.SessionMoveHandler;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.fault.FaultAction;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The comparison of two stores is as long as the copy, so it does not begin anew when its mover dies (S2, X1). */
@MigrationTest
final class SessionComparisonTest {
    private static final int SESSIONS = 1_000;
    private static final int BATCH = 10;
    private static final int BROKEN_AT = 35;

    @Test
    void goesOnWhereItWasLeft(MigrationLab lab) throws InterruptedException {
        InMemorySessionStore source = InMemorySessionStore.named("old");
        InMemorySessionStore target = InMemorySessionStore.named("new");
        MigratingSessionStore store = MigratingSessionStore.named("web")
                .from(source)
                .to(target)
                .following(lab.journal())
                .clock(lab.clock())
                .build();
        try (SessionWriters writers = new SessionWriters(lab.clock()).filled(source, SESSIONS)) {
            lab.faults()
                    .at(SessionMoveFaultPoints.PAGE_COMPARED)
                    .onHit(
                            BROKEN_AT,
                            FaultAction.fail(() ->
                                    SessionStoreException.unavailable("new", "its server does not answer", null)));

            MigrationResult end = lab.run(new SessionMoveHandler(store), atOnce());

            long pages = 2L * SESSIONS / BATCH;
            assertThat(end.state()).isEqualTo(MigrationState.COMPLETED);
            assertThat(writers.violations(target)).isEmpty();
            assertThat(lab.faults().hits(SessionMoveFaultPoints.PAGE_COMPARED.name()))
                    .isBetween(pages, pages + BATCH);
        }
    }

    private static SessionMove atOnce() {
        return SessionMove.of("web")
                .inBatchesOf(BATCH)
                .shadowing(Duration.ZERO, 100)
                .observingLive(Duration.ZERO)
                .rampingDown(Duration.ZERO)
                .keepingSource(Duration.ZERO)
                .leavingSource();
    }
}
