package dev.passage.migration.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.copy.Ledger;
import dev.passage.migration.crash.Story;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.gate.GateTables;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import dev.passage.migration.testkit.process.Acknowledgements;
import dev.passage.migration.testkit.process.ChildJvm;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Promise 2: a process that moves a tenant is frozen by {@code SIGSTOP}, another takes over and finishes, and the first is woken by
 * {@code SIGCONT}. The databases write down who changed what (X2).
 */
@MigrationTest
final class FreezeAndWakeTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SLEEPER = "sleeper";
    private static final String HEIR = "heir";
    private static int cycles;
    private static int staleEffects;

    @Tag("soak")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "executor.lease.acquired",
                "executor.fence.raised",
                "executor.taken-up",
                "executor.journal.before-append",
                "executor.journal.after-append",
                "executor.step.intent-journaled",
                "executor.step.effect-done",
                "executor.step.check-passed",
                "executor.retired",
                "journal.lease.committed",
                "gate.fence.committed",
                "gate.close.committed",
                "gate.extend.committed",
                "gate.decide.written",
                "gate.decide.committed",
                "copy.ledger-read",
                "copy.chunk.rows-sent",
                "copy.chunk.before-commit",
                "copy.chunk.after-commit",
                "copy.sequence.carried",
                "verify.source-read",
                "tenant.copied",
                "tenant.verified",
                "tenant.switch.opened",
                "tenant.switch.routed"
            })
    void hasNoEffectAfterATakeOver(String point, MigrationLab lab) throws Exception {
        TestDatabase journal = lab.database(DatabaseKind.POSTGRESQL, "journal");
        TestDatabase shared = side(lab, "shared");
        TestDatabase dedicated = side(lab, "dedicated");
        MovingFleet.fill(shared.dataSource(), 5, 100);
        JdbcJournal.on(journal.dataSource()).creatingSchema().open();
        List<EffectLog> logs = List.of(EffectLog.watch(journal), EffectLog.watch(shared), EffectLog.watch(dedicated));
        DatabaseImage before = MovingFleet.imageOf(shared.dataSource());
        Path file = lab.folder().resolve("words");
        Acknowledgements words = new Acknowledgements(file);
        List<String> arguments = List.of(
                EffectLog.urlFor(journal, SLEEPER),
                EffectLog.urlFor(shared, SLEEPER),
                EffectLog.urlFor(dedicated, SLEEPER),
                file.toString(),
                point);

        try (ChildJvm child =
                ChildJvm.start(FreezingMoveProcess.class, lab.folder().resolve("output"), Map.of(), arguments)) {
            boolean freezing = child.awaitThat(() -> words.lines().contains(FreezingMoveProcess.FREEZING), LIMIT);
            assertThat(freezing).as(child.output()).isTrue();
            child.freeze();
            MigrationState end = finishAs(journal, shared, dedicated);
            assertThat(words.lines()).doesNotContain(FreezingMoveProcess.AWAKE);
            words.add(FreezingMoveProcess.WAKING);
            child.wake();
            assertThat(child.awaitEnd(LIMIT)).as(child.output()).isTrue();

            assertThat(end).isEqualTo(MigrationState.COMPLETED);
            assertThat(words.lines()).contains(FreezingMoveProcess.AWAKE);
            assertThat(Story.end(words)).isEqualTo("COMPLETED");
        }

        List<String> stale = new ArrayList<>();
        for (EffectLog log : logs) {
            stale.addAll(log.afterFirstOf(HEIR, SLEEPER));
        }
        cycles++;
        staleEffects += stale.size();
        assertThat(logs.get(0).of(SLEEPER)).isNotEmpty();
        assertThat(logs.get(0).of(HEIR)).isNotEmpty();
        assertThat(stale).isEmpty();
        MovingFleet.checkMoved(before, shared.dataSource(), dedicated.dataSource());
    }

    private static MigrationState finishAs(TestDatabase journal, TestDatabase shared, TestDatabase dedicated)
            throws InterruptedException {
        DataSource journalOfHeir = TestDatabase.at(EffectLog.urlFor(journal, HEIR));
        try (MigrationController heir = MovingFleet.controller(
                journalOfHeir,
                TestDatabase.at(EffectLog.urlFor(shared, HEIR)),
                TestDatabase.at(EffectLog.urlFor(dedicated, HEIR)))) {
            heir.recover();
            MigrationId migration = heir.migrations(1).get(0).id();
            return heir.handle(migration).await(LIMIT).state();
        }
    }

    private static TestDatabase side(MigrationLab lab, String name) throws SQLException {
        TestDatabase database = lab.database(DatabaseKind.POSTGRESQL, name);
        MovingFleet.createSchema(database.dataSource());
        GateTables.createMissing(
                Endpoints.of(Map.of(name, database.dataSource())).get(EndpointName.of(name)));
        try (Connection connection = database.dataSource().getConnection()) {
            Ledger.create(connection);
        }
        return database;
    }

    @AfterAll
    static void printFigures() {
        if (cycles > 0) {
            CrashFigures.print("freeze.cycles", cycles, ">= 25");
            CrashFigures.print("freeze.stale-effects", staleEffects, "0");
        }
    }
}
