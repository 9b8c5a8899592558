package dev.passage.migration.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The analysis of a move is used again as long as nobody writes and no schema changes (P8). */
final class PlanReuseTest {

    @TempDir
    private Path folder;

    @Test
    void plansAgainFromTheSameAnalysisUntilSomethingIsWrittenOrAColumnIsAdded() throws SQLException {
        try (TestDatabases databases = TestDatabases.in(folder);
                FleetOnBothSides fleet = new FleetOnBothSides(databases, DatabaseKind.POSTGRESQL, true);
                MigrationController engine = MigrationEngine.builder()
                        .journal(JdbcJournal.on(fleet.control.dataSource()).creatingSchema())
                        .register(new TenantMoveHandler(fleet.endpoints, fleet.routes))
                        .build()) {
            fleet.fill(2, 10);

            MigrationPlan first = plan(engine);
            MigrationPlan same = plan(engine);
            write(
                    fleet.shared.dataSource(),
                    "INSERT INTO \"vehicles\" (\"id\", \"customer\", \"plate\") VALUES (9999, ?, 'NEW')",
                    FleetOnBothSides.ACME);
            MigrationPlan written = plan(engine);
            write(fleet.dedicated.dataSource(), "ALTER TABLE \"vehicles\" ADD COLUMN note TEXT");
            MigrationPlan grown = plan(engine);

            assertThat(facts(engine, same)).isEqualTo(facts(engine, first));
            assertThat(facts(engine, written)).isNotEqualTo(facts(engine, first));
            assertThat(written.estimate().total().rows())
                    .isEqualTo(first.estimate().total().rows() + 1);
            assertThat(facts(engine, grown)).isNotEqualTo(facts(engine, written));
        }
    }

    /** PostgreSQL counts a write only a while after its commit, or not before the session has ended, unless it is told not to wait. */
    private static void write(DataSource side, String sql, String... values) throws SQLException {
        try (Connection connection = side.getConnection();
                PreparedStatement change = connection.prepareStatement(sql);
                Statement count = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < values.length; i++) {
                change.setString(i + 1, values[i]);
            }
            change.execute();
            count.execute("SELECT pg_stat_force_next_flush()");
            connection.commit();
        }
    }

    private static MigrationPlan plan(MigrationController engine) {
        return engine.plan(MigrationSpec.of(TenantMove.of(FleetOnBothSides.ACME)
                .from("shared")
                .to("dedicated")
                .root("customers")));
    }

    /** With the instant of the analysis. */
    private static String facts(MigrationController engine, MigrationPlan plan) {
        String body = engine.history(plan.id()).get(0).body();
        return body.substring(body.indexOf("\"facts\""), body.indexOf("\"createdAt\""));
    }
}
