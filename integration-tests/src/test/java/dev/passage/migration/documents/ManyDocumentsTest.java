package dev.passage.migration.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.config.ConfigFaultPoints;
import dev.passage.migration.config.ConfigUpgrade;
import dev.passage.migration.config.ConfigUpgradeHandler;
import dev.passage.migration.document.Document;
import dev.passage.migration.document.DocumentId;
import dev.passage.migration.document.DocumentStore;
import dev.passage.migration.document.memory.InMemoryDocumentStore;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.fault.FaultAction;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ten thousand documents behind a cursor (C1, C2). */
@MigrationTest
final class ManyDocumentsTest {
    private static final int DOCUMENTS = 10_000;
    private static final long MOST_MEBIBYTES = 32;
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final ConfigUpgrade TO_3 =
            ConfigUpgrade.of("settings", 3).skippingBadDocuments().keepingBackupsForever();

    @Test
    void goesOnBehindItsCursor(MigrationLab lab) throws Exception {
        ListedStore store = new ListedStore(DOCUMENTS);
        ConfigUpgradeHandler handler = ConfigUpgradeHandler.of(
                store,
                new InMemoryDocumentStore("backups"),
                SettingsFolder.chain().build());
        lab.faults().at(ConfigFaultPoints.CURSOR_KEPT).once(FaultAction.fail(ManyDocumentsTest::interrupted));

        MigrationResult end = lab.run(handler, TO_3);

        assertThat(end.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(store.listedAfter).containsOnlyOnce("tenant-00249.json");
        assertThat(end.toString()).contains("tenant-05000.json");
        assertThat(new String(
                        store.read(DocumentId.of("tenant-09999.json"))
                                .orElseThrow()
                                .content(),
                        UTF_8))
                .contains("retries");
    }

    @Tag("soak")
    @Test
    void needsNoMoreMemoryForMoreDocuments(MigrationLab lab) throws Exception {
        SettingsFolder folder = SettingsFolder.in(lab.folder()).put(DOCUMENTS).put("tenant-05000.json", "{");
        AtomicLong most = new AtomicLong();
        long before = usedHeap();
        lab.faults()
                .at(ConfigFaultPoints.CURSOR_KEPT)
                .always(FaultAction.callback(() -> most.accumulateAndGet(usedHeap(), Math::max)));
        MigrationController controller = lab.controller(folder.handler());
        MigrationPlan plan = controller.plan(MigrationSpec.of(TO_3));
        long begin = System.nanoTime();

        MigrationResult end = controller
                .execute(plan.id(), Approval.of(plan.digest()).by("lab"))
                .await(LIMIT);

        Duration time = Duration.ofNanos(System.nanoTime() - begin);
        assertThat(end.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(folder.text("tenant-09999.json")).contains("retries");
        long mebibytes = (most.get() - before) >> 20;
        System.out.println("figure config.documents = " + DOCUMENTS + " (bound >= 10000)");
        System.out.println("figure config.documents.seconds = " + time.toSeconds() + " (bound none)");
        System.out.println("figure config.documents.heap-mib = " + mebibytes + " (bound <= 32)");
        assertThat(mebibytes).isLessThanOrEqualTo(MOST_MEBIBYTES);
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static StepFailedException interrupted() {
        return StepFailedException.retryable(FailureKind.DEPENDENCY_UNAVAILABLE, "Planted.", "It is tried again.");
    }

    /** Remembers after which names it was listed. */
    private static final class ListedStore implements DocumentStore {
        private final InMemoryDocumentStore documents = new InMemoryDocumentStore("settings");
        private final List<String> listedAfter = new ArrayList<>();

        ListedStore(int count) {
            for (int i = 0; i < count; i++) {
                String text = i == count / 2 ? "{" : "{\"timeout\":" + i + "}";
                documents.create(DocumentId.of("tenant-%05d.json".formatted(i)), text.getBytes(UTF_8));
            }
        }

        @Override
        public String name() {
            return documents.name();
        }

        @Override
        public synchronized List<DocumentId> list(String folder, Optional<DocumentId> after, int limit) {
            after.ifPresent(id -> listedAfter.add(id.value()));
            return documents.list(folder, after, limit);
        }

        @Override
        public Optional<Document> read(DocumentId id) {
            return documents.read(id);
        }

        @Override
        public boolean create(DocumentId id, byte[] content) throws IOException {
            return documents.create(id, content);
        }

        @Override
        public boolean replace(Document expected, byte[] content) {
            return documents.replace(expected, content);
        }

        @Override
        public boolean delete(Document expected) {
            return documents.delete(expected);
        }
    }
}
