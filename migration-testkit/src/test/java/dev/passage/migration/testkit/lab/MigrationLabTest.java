package dev.passage.migration.testkit.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.handler.Assessment;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.plan.PlanBuilder;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.step.StepKind;
import dev.passage.migration.testkit.database.DatabaseKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Capabilities T1 and T5. */
@MigrationTest
final class MigrationLabTest {

    @Test
    void waitsSevenDaysInNoTime(MigrationLab lab) throws InterruptedException {
        Patient handler = new Patient();
        Instant before = lab.clock().instant();

        MigrationResult result = lab.run(handler, new Wait(7));

        assertThat(result.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(handler.ran).containsExactly("begin", "end");
        assertThat(Duration.between(before, lab.clock().instant())).isGreaterThanOrEqualTo(Duration.ofDays(7));
    }

    @Test
    void countsTheFaultPointsOfTheEngine(MigrationLab lab) throws InterruptedException {
        lab.faults();

        lab.run(new Patient(), new Wait(0));

        assertThat(lab.faults().hits("executor.step.effect-done")).isEqualTo(2);
    }

    @Test
    void removesFilesAndDatabasesAfterTheTest() throws SQLException {
        Path folder;
        try (MigrationLab lab = MigrationLab.open()) {
            folder = lab.folder();
            try (Connection connection =
                    lab.database(DatabaseKind.H2, "things").dataSource().getConnection()) {
                assertThat(connection.isValid(1)).isTrue();
            }
            assertThat(Files.exists(folder)).isTrue();
        }

        assertThat(Files.exists(folder)).isFalse();
    }

    /** What is asked for. */
    record Wait(int days) {}

    /** Waits between two steps. */
    private static final class Patient implements Handler<Wait> {
        private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

        @Override
        public HandlerId id() {
            return HandlerId.of("patient", 1);
        }

        @Override
        public Class<Wait> settingsType() {
            return Wait.class;
        }

        @Override
        public void plan(Wait settings, Assessment facts, PlanBuilder plan) {
            plan.title("Wait").scope("wait");
            plan.step("begin", StepKind.MIGRATION)
                    .run(context -> ran.add("begin"))
                    .harmless();
            plan.step("end", StepKind.CLEANUP)
                    .after("begin")
                    .waitFor(Duration.ofDays(settings.days()))
                    .run(context -> ran.add("end"))
                    .harmless();
        }
    }
}
