package dev.passage.migration.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps and chunks of a move in a flight recording (O3). */
final class FlightRecordingTest {

    @TempDir
    private Path folder;

    @Test
    void showsEachStepAndEachChunk() throws Exception {
        Path file = folder.resolve("move.jfr");
        try (TestDatabases databases = TestDatabases.in(folder);
                FleetOnBothSides fleet = new FleetOnBothSides(databases, DatabaseKind.H2, true);
                MigrationController engine = MigrationEngine.builder()
                        .journal(JdbcJournal.on(fleet.control.dataSource()).creatingSchema())
                        .register(new TenantMoveHandler(fleet.endpoints, fleet.routes))
                        .build();
                Recording recording = new Recording()) {
            fleet.fill(4, 50);
            recording.enable("dev.passage.migration.Step").withoutThreshold();
            recording.enable("dev.passage.migration.Chunk").withoutThreshold();
            recording.start();
            MigrationPlan plan = engine.plan(MigrationSpec.of(TenantMove.of(FleetOnBothSides.ACME)
                    .from("shared")
                    .to("dedicated")
                    .root("customers")));

            engine.execute(plan.id(), Approval.of(plan.digest()).by("on-call")).await(Duration.ofMinutes(1));
            recording.stop();
            recording.dump(file);

            List<RecordedEvent> events = RecordingFile.readAllEvents(file);
            assertThat(events)
                    .filteredOn(event -> event.getEventType().getName().endsWith(".Step"))
                    .allSatisfy(event -> assertThat(event.getString("migration"))
                            .isEqualTo(plan.id().value()))
                    .extracting(event -> event.getString("step"))
                    .contains("copy", "verify", "switch");
            assertThat(events)
                    .filteredOn(event -> event.getEventType().getName().endsWith(".Chunk"))
                    .anySatisfy(event -> {
                        assertThat(event.getString("table")).isEqualTo("positions");
                        assertThat(event.getLong("rows")).isEqualTo(200);
                        assertThat(event.getDuration("commit")).isPositive();
                    });
        }
    }
}
