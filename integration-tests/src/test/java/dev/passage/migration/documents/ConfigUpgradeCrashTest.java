package dev.passage.migration.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.config.ConfigFaultPoints;
import dev.passage.migration.config.ConfigUpgrade;
import dev.passage.migration.document.file.FileFaultPoints;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.testkit.crash.CrashCase;
import dev.passage.migration.testkit.crash.CrashCases;
import dev.passage.migration.testkit.crash.CrashMatrix;
import dev.passage.migration.testkit.crash.CrashProcess;
import dev.passage.migration.testkit.crash.CrashScenario;
import dev.passage.migration.testkit.lab.MigrationLab;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Promise 3 over an upgrade of documents: each point, at its first, middle and last hit, forward and back (C1, C2, X1, R1). */
final class ConfigUpgradeCrashTest {

    @CrashMatrix(value = Forward.class, pairs = 20)
    void upgradesEachDocumentOnce(CrashCase crash) throws Exception {
        crash.run();
    }

    @CrashMatrix(value = AndBack.class, pairs = 20)
    void bringsEachDocumentBackByteByByte(CrashCase crash) throws Exception {
        crash.run();
    }

    @Test
    void reachesEveryPoint() throws Exception {
        List<String> uncovered = CrashCases.record(AndBack::new).uncovered();

        assertThat(uncovered).isEmpty();
    }

    /** Three documents, one of them YAML with a comment. */
    private abstract static class Upgrading implements CrashScenario {
        final MigrationLab lab = MigrationLab.open();
        final SettingsFolder folder = SettingsFolder.in(lab.folder())
                .put(2)
                .put("deep/own.yaml", "# mine\nschemaVersion: 1\ntimeout: 7 # seconds\n");
        final Map<String, String> before = folder.all();

        @Override
        public List<Handler<?>> handlers(CrashProcess process) {
            return List.of(folder.handler());
        }

        @Override
        public MigrationSpec spec() {
            ConfigUpgrade upgrade = ConfigUpgrade.of("settings", 3);
            return MigrationSpec.of(
                    rollsBack() ? upgrade.keepingBackupsForever() : upgrade.keepingBackupsFor(Duration.ZERO));
        }

        @Override
        public List<FaultPoint> knownPoints() {
            return Stream.concat(ConfigFaultPoints.all().stream(), FileFaultPoints.all().stream())
                    .toList();
        }

        @Override
        public void close() {
            lab.close();
        }
    }

    /** Forward to the end, which deletes the backups. */
    static final class Forward extends Upgrading {

        @Override
        public void check(MigrationResult end) {
            assertThat(folder.all().keySet()).isEqualTo(before.keySet());
            assertThat(folder.all().values())
                    .allSatisfy(
                            text -> assertThat(text).contains("schemaVersion").contains("retries"));
            assertThat(folder.text("tenant-00001.json")).containsPattern("\"timeout\" : 1\\b");
            assertThat(folder.allBackups()).isEmpty();
        }
    }

    /** Forward and back. */
    static final class AndBack extends Upgrading {

        @Override
        public void check(MigrationResult end) {
            assertThat(folder.all()).isEqualTo(before);
            assertThat(folder.allBackups()).isEmpty();
        }

        @Override
        public boolean rollsBack() {
            return true;
        }
    }
}
