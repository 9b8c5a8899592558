package dev.passage.migration.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.MigrationController;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.config.ConfigChain;
import dev.passage.migration.config.ConfigFaultPoints;
import dev.passage.migration.config.ConfigUpgrade;
import dev.passage.migration.config.RoundTrip;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.failure.PlanRejectedException;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.lease.FencingToken;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.DryRunReport;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.plan.PlanFormat;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.fault.FaultAction;
import dev.passage.migration.testkit.generator.ConfigurationGenerator;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Upgrades of documents in a folder (C1, C2, C3). */
@MigrationTest
final class ConfigUpgradeTest {
    private static final ConfigUpgrade TO_3 = ConfigUpgrade.of("settings", 3);

    @Nested
    final class Planning {

        @Test
        void showsExactlyWhatWouldChangeAndChangesNothing(MigrationLab lab) {
            SettingsFolder folder = SettingsFolder.in(lab.folder())
                    .put("a.json", "{\"schemaVersion\":2,\"timeout\":1,\"db\":{\"password\":\"hush\"}}")
                    .put("b.json", "{\"schemaVersion\":2}")
                    .put("c.json", "{\"schemaVersion\":2,\"x\":1}");
            Map<String, String> before = folder.all();
            MigrationController controller = lab.controller(folder.handler());

            DryRunReport report =
                    controller.dryRun(controller.plan(MigrationSpec.of(TO_3)).id());

            assertThat(report.toString())
                    .contains("change a.json and 2 more alike: ")
                    .contains("{\"op\":\"add\",\"path\":\"/retries\",\"value\":3}")
                    .contains("{\"op\":\"replace\",\"path\":\"/schemaVersion\",\"value\":3}");
            assertThat(folder.all()).isEqualTo(before);
            assertThat(folder.allBackups()).isEmpty();
        }

        @Test
        void withholdsSecrets(MigrationLab lab) {
            SettingsFolder folder =
                    SettingsFolder.in(lab.folder()).put("a.json", "{\"password\":\"hush\",\"pin\":\"1234\"}");
            ConfigChain chain = ConfigChain.startingAt(1, "v")
                    .upgrade(
                            doc -> doc.move("password", "db.password").move("pin", "db.pin"),
                            doc -> doc.move("db.password", "password").move("db.pin", "pin"))
                    .secret("pin")
                    .build();
            MigrationController controller = lab.controller(folder.handler(chain));

            DryRunReport report = controller.dryRun(controller
                    .plan(MigrationSpec.of(ConfigUpgrade.of("settings", 2)))
                    .id());

            assertThat(report.toString())
                    .contains("(withheld)")
                    .doesNotContain("hush")
                    .doesNotContain("1234");
        }

        @Test
        void saysWhatAMissingWayDownLoses(MigrationLab lab) {
            SettingsFolder folder = SettingsFolder.in(lab.folder()).put(1);
            ConfigChain chain = ConfigChain.startingAt(1, "schemaVersion")
                    .upgradeLosing("the timeout", doc -> doc.remove("timeout"))
                    .build();

            MigrationPlan plan =
                    lab.controller(folder.handler(chain)).plan(MigrationSpec.of(ConfigUpgrade.of("settings", 2)));

            assertThat(plan.render(PlanFormat.TEXT)).contains("LOSES the");
        }

        @Test
        void namesBadDocumentsAndRefuses(MigrationLab lab) {
            SettingsFolder folder = SettingsFolder.in(lab.folder()).put(1).put("bad.json", "{");

            assertThatThrownBy(() -> {
                        MigrationController controller = lab.controller(folder.handler());
                        MigrationPlan plan = controller.plan(MigrationSpec.of(TO_3));
                        controller.execute(plan.id(), Approval.of(plan.digest()).by("test"));
                    })
                    .isInstanceOf(PlanRejectedException.class)
                    .hasMessageContaining("bad.json")
                    .hasMessageContaining("ends too early");
        }

        @Test
        void refusesAVersionThatTheChainDoesNotHave(MigrationLab lab) {
            SettingsFolder folder = SettingsFolder.in(lab.folder()).put(1);

            assertThatThrownBy(() ->
                            lab.controller(folder.handler()).plan(MigrationSpec.of(ConfigUpgrade.of("settings", 4))))
                    .isInstanceOf(PlanRejectedException.class)
                    .hasMessageContaining("from 1 to 3");
        }
    }

    @Nested
    final class Running {

        @Test
        void skipsAndNamesABadDocumentWhenThePlanSaysSo(MigrationLab lab) throws Exception {
            SettingsFolder folder = SettingsFolder.in(lab.folder()).put(2).put("bad.json", "{");
            Path outside = Files.writeString(lab.folder().resolve("outside.json"), "{}");
            Files.createSymbolicLink(folder.settings().resolve("link.json"), outside);

            MigrationResult end =
                    lab.run(folder.handler(), TO_3.skippingBadDocuments().keepingBackupsFor(Duration.ZERO));

            assertThat(end.state()).isEqualTo(MigrationState.COMPLETED);
            assertThat(folder.text("bad.json")).isEqualTo("{");
            assertThat(folder.text("tenant-00001.json")).contains("retries");
            assertThat(outside).hasContent("{}");
        }

        @Test
        void stopsAtADocumentThatBecomesBadAndBringsTheRestBack(MigrationLab lab) throws Exception {
            SettingsFolder folder = SettingsFolder.in(lab.folder()).put(3);
            Map<String, String> before = new TreeMap<>(folder.all());
            lab.faults()
                    .at(ConfigFaultPoints.REPLACED)
                    .once(FaultAction.callback(() -> folder.put("tenant-00001.json", "{")));

            MigrationResult end = lab.run(folder.handler(), TO_3);

            before.put("tenant-00001.json", "{");
            assertThat(end.state()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(end.toString()).contains("Document tenant-00001.json of settings cannot be upgraded");
            assertThat(folder.all()).isEqualTo(before);
        }

        @Test
        void refusesToBeginWhenADocumentHasBecomeBad(MigrationLab lab) throws Exception {
            SettingsFolder folder = SettingsFolder.in(lab.folder()).put(3);
            MigrationController controller = lab.controller(folder.handler());
            MigrationPlan plan = controller.plan(MigrationSpec.of(TO_3));
            folder.put("tenant-00001.json", "{");
            Map<String, String> before = folder.all();

            controller.execute(plan.id(), Approval.of(plan.digest()).by("test"));
            MigrationResult end = lab.await(controller, plan.id());

            assertThat(end.state()).isEqualTo(MigrationState.FAILED);
            assertThat(end.toString()).contains("tenant-00001.json");
            assertThat(folder.all()).isEqualTo(before);
        }

        @Test
        void letsOnlyOneUpgraderInAndHarmsNothingWithTwoJournals(MigrationLab lab) throws Exception {
            SettingsFolder folder = SettingsFolder.in(lab.folder()).put(5);
            Path otherBackups = Files.createDirectories(lab.folder().resolve("other"));
            SettingsFolder other = new SettingsFolder(folder.settings(), otherBackups);
            lab.faults().at(ConfigFaultPoints.UNDO_KEPT).once(FaultAction.callback(() -> {
                try (MigrationLab second = MigrationLab.open()) {
                    assertThat(second.run(other.handler(), TO_3.keepingBackupsForever())
                                    .state())
                            .isEqualTo(MigrationState.COMPLETED);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));

            MigrationResult end = lab.run(folder.handler(), TO_3.keepingBackupsForever());

            assertThat(end.state()).isEqualTo(MigrationState.COMPLETED);
            assertThat(folder.all().values())
                    .allSatisfy(
                            text -> assertThat(text).containsOnlyOnce("retries").contains("\"schemaVersion\" : 3"));
            assertThat(folder.allBackups().keySet()).noneMatch(name -> name.contains("/undo/"));
        }

        @Test
        void keepsTheWayBackOfItsHeirWhenItWakes(MigrationLab lab) throws Exception {
            SettingsFolder folder = SettingsFolder.in(lab.folder()).put(3);
            Map<String, String> before = folder.all();
            MigrationController sleeper = lab.controller(folder.handler());
            MigrationController heir = lab.controller(folder.handler());
            MigrationPlan plan = sleeper.plan(MigrationSpec.of(TO_3));
            CountDownLatch asleep = new CountDownLatch(1);
            CountDownLatch awake = new CountDownLatch(1);
            lab.faults().at(ConfigFaultPoints.UNDO_KEPT).once(FaultAction.callback(() -> {
                asleep.countDown();
                awaited(awake);
            }));
            sleeper.execute(plan.id(), Approval.of(plan.digest()).by("test"));
            awaited(asleep);

            takeOver(lab, heir, plan.id());
            upgraded(heir, plan.id());
            awake.countDown();
            sleeper.close();
            heir.rollback(
                    plan.id(),
                    RollbackOptions.carryingWrites(ConflictStrategy.NEWEST_WINS).by("test"));
            MigrationResult end = lab.await(heir, plan.id());

            assertThat(end.state()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(folder.all()).isEqualTo(before);
            assertThat(folder.allBackups()).isEmpty();
        }

        @Test
        void keepsBackupsUntilTheirTimeIsOver(MigrationLab lab) throws Exception {
            SettingsFolder folder = SettingsFolder.in(lab.folder()).put(2);
            MigrationController controller = lab.controller(folder.handler());
            MigrationPlan plan = controller.plan(MigrationSpec.of(TO_3.keepingBackupsFor(Duration.ofDays(7))));
            Instant begin = lab.clock().instant();

            controller.execute(plan.id(), Approval.of(plan.digest()).by("test"));
            upgraded(controller, plan.id());
            Instant wake = controller.status(plan.id()).wakeAt().orElseThrow();
            Map<String, String> kept = folder.allBackups();
            MigrationResult end = lab.await(controller, plan.id());

            assertThat(wake).isAfterOrEqualTo(begin.plus(Duration.ofDays(7)));
            assertThat(kept).hasSize(4);
            assertThat(end.state()).isEqualTo(MigrationState.COMPLETED);
            assertThat(folder.allBackups()).isEmpty();
        }

        @Test
        void endsAsItBeganWhenTheDiskIsFull(MigrationLab lab) throws Exception {
            SettingsFolder folder = SettingsFolder.in(lab.folder()).put(3);
            Map<String, String> before = folder.all();
            try (SmallDisk disk = SmallDisk.of(lab.folder().resolve("disk"))) {
                Files.write(disk.folder().resolve("ballast"), new byte[SmallDisk.BYTES - 8192]);
                SettingsFolder full = new SettingsFolder(folder.settings(), disk.folder());

                MigrationResult end = lab.run(full.handler(), TO_3);

                assertThat(end.state()).isEqualTo(MigrationState.ROLLED_BACK);
                assertThat(end.toString()).contains("No space left on device");
                assertThat(folder.all()).isEqualTo(before);
            }
        }

        @Test
        void endsAsItBeganWhenTheFolderIsReadOnly(MigrationLab lab) throws Exception {
            try (SmallDisk disk = SmallDisk.of(lab.folder().resolve("disk"))) {
                SettingsFolder folder = new SettingsFolder(
                                disk.folder(),
                                Files.createDirectories(lab.folder().resolve("backups")))
                        .put(3);
                Map<String, String> before = folder.all();
                disk.makeReadOnly();

                MigrationResult end = lab.run(folder.handler(), TO_3);

                assertThat(end.state()).isEqualTo(MigrationState.ROLLED_BACK);
                assertThat(end.toString()).contains("Read-only file system");
                assertThat(folder.all()).isEqualTo(before);
                assertThat(folder.allBackups()).isEmpty();
            }
        }

        @Test
        void upgradesWhatAnEditorHasJustWritten(MigrationLab lab) throws Exception {
            SettingsFolder folder = SettingsFolder.in(lab.folder()).put(1);
            lab.faults()
                    .at(ConfigFaultPoints.UNDO_KEPT)
                    .once(FaultAction.callback(() -> folder.put("tenant-00000.json", "{\"timeout\":77}")));

            lab.run(folder.handler(), TO_3);

            assertThat(folder.text("tenant-00000.json"))
                    .contains("\"timeout\":77")
                    .contains("\"retries\":3");
        }

        @Test
        void upgradesGeneratedDocumentsAndBringsThemBack(MigrationLab lab) throws Exception {
            long seed = Long.getLong("seed", System.nanoTime());
            System.out.println("seed " + seed);
            ConfigurationGenerator generator = ConfigurationGenerator.of(seed, 1);
            SettingsFolder folder = SettingsFolder.in(lab.folder());
            int[] number = {0};
            generator.documents(200).forEach(text -> folder.put("g" + number[0]++ + ".json", text));
            Map<String, String> before = folder.all();

            RoundTrip.check(SettingsFolder.chain().build(), generator.documents(200));
            MigrationResult back = rolledBack(lab, folder.handler(), () -> {});

            assertThat(back.state()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(folder.all()).isEqualTo(before);
        }
    }

    @Nested
    final class RollingBack {

        @Test
        void restoresBytesAndComments(MigrationLab lab) throws Exception {
            String yaml = "# mine\nschemaVersion: 1\ntimeout: 7   # seconds\n";
            SettingsFolder folder = SettingsFolder.in(lab.folder()).put("own.yaml", yaml);

            rolledBack(
                    lab,
                    folder.handler(),
                    () -> assertThat(folder.text("own.yaml"))
                            .contains("retries: 3")
                            .doesNotContain("# mine"));

            assertThat(folder.text("own.yaml")).isEqualTo(yaml);
            assertThat(folder.allBackups()).isEmpty();
        }

        @Test
        void keepsAnEditBesideTheUpgrade(MigrationLab lab) throws Exception {
            SettingsFolder folder = SettingsFolder.in(lab.folder()).put("a.json", "{\"timeout\":1}");

            rolledBack(
                    lab,
                    folder.handler(),
                    () -> folder.put(
                            "a.json",
                            folder.text("a.json")
                                    .replace("{\"http\"", "{\"colour\":\"red\",\"http\"")
                                    .replace("{\"schemaVersion\"", "{\"colour\":\"red\",\"schemaVersion\"")));

            assertThat(folder.text("a.json"))
                    .contains("\"colour\":\"red\"")
                    .contains("\"timeout\":1")
                    .doesNotContain("http");
        }

        @Test
        void carriesAnEditOfAnUpgradedValueDownTheChain(MigrationLab lab) throws Exception {
            SettingsFolder folder = SettingsFolder.in(lab.folder()).put("a.json", "{\"timeout\":1}");

            rolledBack(
                    lab,
                    folder.handler(),
                    () -> folder.put("a.json", folder.text("a.json").replace("\"timeout\":1", "\"timeout\":42")));

            assertThat(folder.text("a.json")).contains("\"timeout\":42").doesNotContain("http");
        }

        @Test
        void asksWhereAnEditWouldBeLostAndOverwritesNothing(MigrationLab lab) throws Exception {
            SettingsFolder folder = SettingsFolder.in(lab.folder())
                    .put("a.json", "{\"timeout\":1}")
                    .put("b.json", "{}");

            MigrationResult asked = rolledBack(
                    lab,
                    folder.handler(),
                    () -> folder.put("a.json", folder.text("a.json").replace("\"retries\":3", "\"retries\":8")));
            String kept = folder.text("a.json");
            MigrationController controller = lab.controller(folder.handler());
            MigrationId id = asked.status().id();
            controller.decide(id, "keep-edited", "test", "the edit is right");
            MigrationResult end = lab.await(controller, id);

            assertThat(asked.state()).isEqualTo(MigrationState.BLOCKED);
            assertThat(asked.toString()).contains("a.json").doesNotContain("b.json");
            assertThat(end.state()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(folder.text("a.json")).isEqualTo(kept).contains("\"retries\":8");
            assertThat(folder.text("b.json")).isEqualTo("{}");
        }
    }

    private static MigrationResult rolledBack(MigrationLab lab, Handler<?> handler, Runnable edit)
            throws InterruptedException {
        MigrationController controller = lab.controller(handler);
        MigrationPlan plan = controller.plan(MigrationSpec.of(TO_3));
        controller.execute(plan.id(), Approval.of(plan.digest()).by("test"));
        upgraded(controller, plan.id());
        edit.run();
        controller.rollback(
                plan.id(),
                RollbackOptions.carryingWrites(ConflictStrategy.NEWEST_WINS).by("test"));
        return lab.await(controller, plan.id());
    }

    private static void takeOver(MigrationLab lab, MigrationController heir, MigrationId migration)
            throws InterruptedException {
        FencingToken first = latest(lab, migration);
        while (latest(lab, migration).equals(first)) {
            lab.clock().advance(Duration.ofMinutes(2));
            heir.recover();
            heir.handle(migration).await(Duration.ofMillis(20));
        }
    }

    private static FencingToken latest(MigrationLab lab, MigrationId migration) {
        return lab.journal().read(migration, 0).stream()
                .map(JournalRecord::token)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static void awaited(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the upgrade is done and its backups wait for their end. */
    private static void upgraded(MigrationController controller, MigrationId migration) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (controller.handle(migration).await(Duration.ofMillis(20)).state() != MigrationState.WAITING) {
            assertThat(System.nanoTime()).as("%s", controller.status(migration)).isLessThan(end);
        }
    }
}
