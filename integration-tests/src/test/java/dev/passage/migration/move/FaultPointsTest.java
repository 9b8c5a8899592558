package dev.passage.migration.move;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.passage.migration.config.ConfigFaultPoints;
import dev.passage.migration.document.file.FileFaultPoints;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.gate.GateTables;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.live.LiveScenario;
import dev.passage.migration.routing.RoutingFaultPoints;
import dev.passage.migration.routing.TenantConnections;
import dev.passage.migration.routing.TenantRouter;
import dev.passage.migration.testkit.crash.CrashCases;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.fault.FaultAction;
import dev.passage.migration.testkit.fault.FaultPoints;
import dev.passage.migration.testkit.lab.MigrationLab;
import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Every point at which production code can be broken is listed, and is reached by moves and writers (T2, T3). */
final class FaultPointsTest {
    private static final Set<String> TESTS =
            Set.of("dev.passage.migration.crash", "dev.passage.migration.testkit.crash");
    private static final EndpointName SHARED = EndpointName.of("shared");
    private static final EndpointName DEDICATED = EndpointName.of("dedicated");

    @Test
    void listsEveryPointThatProductionCodeDeclares() {
        List<String> declared = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.passage.migration")
                        .stream()
                        .filter(type -> !TESTS.contains(type.getPackageName()))
                        .flatMap(type -> type.getFields().stream())
                        .filter(field -> field.getRawType().isEquivalentTo(FaultPoint.class))
                        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                        .map(FaultPointsTest::nameOf)
                        .toList();

        assertThat(Stream.of(FaultPoints.all(), ConfigFaultPoints.all(), FileFaultPoints.all())
                        .flatMap(List::stream)
                        .map(FaultPoint::name))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(declared);
    }

    @Test
    void reachesEveryPointOfATenantMove() throws Exception {
        Set<String> missed = new TreeSet<>(
                FaultPoints.ofTenantMove().stream().map(FaultPoint::name).toList());

        missed.removeAll(
                CrashCases.record(MoveScenario.OnPostgresAndBack::new).hits().keySet());
        missed.removeAll(
                CrashCases.record(MoveScenario.OnSpoiledPostgres::new).hits().keySet());
        missed.removeAll(
                CrashCases.record(MoveScenario.OnPostgresInRanges::new).hits().keySet());
        missed.removeAll(
                CrashCases.record(LiveScenario.OnPostgresAndBack::new).hits().keySet());
        missed.removeAll(
                CrashCases.record(LiveScenario.OnH2AndBackInTime::new).hits().keySet());

        assertThat(missed).isEmpty();
    }

    @Test
    void reachesEveryPointOfAWriter() throws SQLException {
        try (MigrationLab lab = MigrationLab.open()) {
            DataSource shared = lab.database(DatabaseKind.H2, "shared").dataSource();
            DataSource dedicated = lab.database(DatabaseKind.H2, "dedicated").dataSource();
            lab.closeAfterTest(shared.getConnection());
            lab.closeAfterTest(dedicated.getConnection());
            Endpoints endpoints = Endpoints.of(Map.of("shared", shared, "dedicated", dedicated));
            TenantConnections tenants = TenantConnections.over(endpoints, TenantRouter.startingAt(SHARED));
            Gate old = new Gate(endpoints.get(SHARED));
            GateTables.createMissing(endpoints.get(DEDICATED));
            tenants.inTransaction("acme", FaultPointsTest::write);
            old.close(connection -> {}, "acme", 0, "one", Duration.ofMinutes(1), Duration.ofSeconds(5));

            lab.faults().at(RoutingFaultPoints.GATE_CLOSED).once(FaultAction.callback(() -> move(old, endpoints)));
            tenants.inTransaction("acme", FaultPointsTest::write);

            assertThat(RoutingFaultPoints.all())
                    .allSatisfy(
                            point -> assertThat(lab.faults().hits(point.name())).isPositive());
        }
    }

    private static void move(Gate old, Endpoints endpoints) {
        try {
            assertThat(old.decide(connection -> {}, "acme", "one", DEDICATED)).isTrue();
            new Gate(endpoints.get(DEDICATED)).open("acme", 1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS note (id INTEGER)");
        }
    }

    private static String nameOf(JavaField field) {
        JavaClass owner = field.getOwner();
        try {
            Field reflected = owner.reflect().getDeclaredField(field.getName());
            reflected.setAccessible(true);
            return reflected.get(null).toString();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
