package dev.passage.migration.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.crash.KilledProcesses;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.fault.Seed;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Promises 1, 2 and 3 for the move of a tenant: its process is killed with {@code kill -9}, started again, and in the end both sides
 * are compared row by row (D1, D3, D7, X1).
 */
@MigrationTest
final class TenantMoveCrashTest {

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void finishesWithNothingLostAfterFiveKillsAtRandomTimes(DatabaseKind kind, MigrationLab lab) throws SQLException {
        survives(lab, kind, 5, 250);
    }

    @Tag("nightly")
    @ParameterizedTest
    @EnumSource
    void finishesWithNothingLostAfterFortyKillsAtRandomTimes(DatabaseKind kind, MigrationLab lab) throws SQLException {
        survives(lab, kind, 40, 1500);
    }

    private static void survives(MigrationLab lab, DatabaseKind kind, int times, int mostMillis) throws SQLException {
        Sides sides = Sides.filled(lab, kind);
        Random chance = new Random(Seed.ofThisRun());

        KilledProcesses processes = sides.processes(lab).killAtRandom(times, chance, mostMillis);
        String end = processes.finish();

        assertThat(end).isEqualTo("COMPLETED");
        assertThat(processes.kills()).isPositive();
        sides.check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gate.close.committed@1", "copy.chunk.before-commit@5", "gate.decide.committed@1"})
    void finishesWithNothingLostAfterAHaltInsideOfACommit(String place, MigrationLab lab) throws SQLException {
        finishesWithNothingLostAfterAHaltAtANamedPoint(place, lab);
    }

    @Tag("nightly")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "copy.chunk.rows-sent@3",
                "copy.chunk.after-commit@2",
                "copy.sequence.carried@1",
                "tenant.copied@1",
                "tenant.verified@1",
                "gate.open.committed@1",
                "tenant.switch.routed@1"
            })
    void finishesWithNothingLostAfterAHaltAtANamedPoint(String place, MigrationLab lab) throws SQLException {
        Sides sides = Sides.filled(lab, DatabaseKind.POSTGRESQL);
        int at = place.indexOf('@');

        KilledProcesses processes =
                sides.processes(lab).haltAt(place.substring(0, at), Long.parseLong(place.substring(at + 1)));
        String end = processes.finish();

        assertThat(processes.kills()).as("kills at " + place).isOne();
        assertThat(end).isEqualTo("COMPLETED");
        sides.check();
    }

    /** The three databases of a move. */
    private record Sides(TestDatabase journal, TestDatabase shared, TestDatabase dedicated, DatabaseImage before) {

        static Sides filled(MigrationLab lab, DatabaseKind kind) throws SQLException {
            TestDatabase journal = lab.database(kind, "journal");
            TestDatabase shared = lab.database(kind, "shared");
            TestDatabase dedicated = lab.database(kind, "dedicated");
            MovingFleet.createSchema(shared.dataSource());
            MovingFleet.createSchema(dedicated.dataSource());
            MovingFleet.fill(shared.dataSource(), 20, 150);
            return new Sides(journal, shared, dedicated, MovingFleet.imageOf(shared.dataSource()));
        }

        KilledProcesses processes(MigrationLab lab) {
            return new KilledProcesses(
                    MoveProcess.class, lab.folder(), List.of(journal.url(), shared.url(), dedicated.url()));
        }

        void check() {
            MovingFleet.checkMoved(before, shared.dataSource(), dedicated.dataSource());
            JdbcJournal read = JdbcJournal.on(journal.dataSource());
            assertThat(read.read(read.heads(1).get(0).id(), 0)).isNotEmpty();
        }
    }
}
