package dev.passage.migration.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.MigrationController;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.handler.Assessment;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.journal.RecordDraft;
import dev.passage.migration.journal.memory.InMemoryJournal;
import dev.passage.migration.json.JsonCodec;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.plan.PlanBuilder;
import dev.passage.migration.step.StepKind;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An export that was touched does not pass (O4). */
final class AuditExportTest {
    private static final AuditKey KEY = AuditKey.of("2026", "0123456789abcdef".getBytes(StandardCharsets.UTF_8));
    private static final AuditKey OTHER = AuditKey.of("2026", "fedcba9876543210".getBytes(StandardCharsets.UTF_8));

    private List<String> plain = List.of();
    private List<String> signed = List.of();
    private String head = "";

    /** What is asked for. */
    public record Settings(String name) {}

    /** Two steps, and back. */
    private static final class TwoSteps implements Handler<Settings> {
        @Override
        public HandlerId id() {
            return HandlerId.of("two-steps", 1);
        }

        @Override
        public Class<Settings> settingsType() {
            return Settings.class;
        }

        @Override
        public void plan(Settings settings, Assessment facts, PlanBuilder plan) {
            plan.title("Two steps").scope("two");
            plan.step("one", StepKind.MIGRATION).run(context -> {}).rollback("undo-one", context -> {});
            plan.step("two", StepKind.MIGRATION).after("one").run(context -> {}).harmless();
        }
    }

    @BeforeEach
    void migrateThereAndBack() throws InterruptedException {
        try (MigrationController engine = MigrationEngine.builder()
                .journal(new InMemoryJournal(Clock.systemUTC()))
                .register(new TwoSteps())
                .build()) {
            MigrationPlan plan = engine.plan(
                    MigrationSpec.of(new Settings("it's \"quoted\"\n")).because("a \u00fcnicode reason"));
            engine.execute(plan.id(), Approval.of(plan.digest()).by("on-call")).await(Duration.ofSeconds(20));
            engine.rollback(
                            plan.id(),
                            RollbackOptions.carryingWrites(ConflictStrategy.SOURCE_WINS)
                                    .by("on-call"))
                    .await(Duration.ofSeconds(20));
            StringBuilder text = new StringBuilder();
            head = AuditExport.of(engine).write(plan.id(), text);
            plain = text.toString().lines().toList();
            StringBuilder withKey = new StringBuilder();
            AuditExport.of(engine).signedWith(KEY).write(plan.id(), withKey);
            signed = withKey.toString().lines().toList();
        }
    }

    @Test
    void findsAnUntouchedExportIntact() {
        assertThat(AuditVerifier.create().endingAt(head).verify(in(plain)).problems())
                .isEmpty();
        assertThat(AuditVerifier.create().signedWith(KEY).verify(in(signed)).problems())
                .isEmpty();
        assertThat(AuditVerifier.create().verify(in(plain)).records()).isEqualTo(plain.size() - 2);
    }

    @Test
    void findsEveryRemovedLine() {
        for (int line = 0; line < plain.size(); line++) {
            List<String> touched = new ArrayList<>(plain);
            touched.remove(line);
            assertTouched(touched, "removed " + line);
        }
    }

    @Test
    void findsEveryRepeatedLine() {
        for (int line = 0; line < plain.size(); line++) {
            List<String> touched = new ArrayList<>(plain);
            touched.add(line, plain.get(line));
            assertTouched(touched, "repeated " + line);
        }
    }

    @Test
    void findsEverySwapOfNeighbours() {
        for (int line = 0; line + 1 < plain.size(); line++) {
            List<String> touched = new ArrayList<>(plain);
            Collections.swap(touched, line, line + 1);
            assertTouched(touched, "swapped " + line);
        }
    }

    @Test
    void findsEveryCutOff() {
        for (int lines = 0; lines < plain.size(); lines++) {
            assertTouched(plain.subList(0, lines), "cut after " + lines);
        }
    }

    @Test
    void findsEveryChangedCharacter() {
        for (int line = 0; line < plain.size(); line++) {
            for (int at = 0; at < plain.get(line).length(); at++) {
                String text = plain.get(line);
                char other = text.charAt(at) == 'a' ? 'b' : 'a';
                List<String> touched = new ArrayList<>(plain);
                touched.set(line, text.substring(0, at) + other + text.substring(at + 1));
                assertTouched(touched, "changed " + line + ":" + at);
            }
        }
    }

    @Test
    void findsAChainThatWasComputedAnewByAnchorOrKey() {
        List<String> forged = forged();

        assertThat(AuditVerifier.create().verify(in(forged)).isIntact())
                .as("a plain hash cannot show it")
                .isTrue();
        assertThat(AuditVerifier.create().endingAt(head).verify(in(forged)).isIntact())
                .isFalse();
        assertThat(AuditVerifier.create().signedWith(KEY).verify(in(forged)).isIntact())
                .isFalse();
    }

    @Test
    void findsSignaturesOfAnotherKey() {
        assertThat(AuditVerifier.create().signedWith(OTHER).verify(in(signed)).problems())
                .hasSize(signed.size() - 1);
    }

    @Test
    void neverPrintsAKeyAndRefusesAShortOne() {
        assertThat(KEY.toString()).isEqualTo("AuditKey[2026]");
        assertThatThrownBy(() -> AuditKey.of("short", new byte[15]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16 or more");
    }

    /** The last record says something else, and all hashes fit. */
    private List<String> forged() {
        JsonCodec json = new JsonCodec();
        AuditLine.Header header = json.read(plain.get(0), AuditLine.Header.class);
        List<String> forged = new ArrayList<>(plain.subList(0, plain.size() - 2));
        AuditLine.Entry last = json.read(plain.get(plain.size() - 2), AuditLine.Entry.class);
        JournalRecord other = JournalRecord.following(
                header.migration(),
                last.sequence(),
                last.of(header.migration()).token(),
                last.at(),
                new RecordDraft(last.kind(), "somebody else", last.body()),
                last.previousHash());
        forged.add(json.write(AuditLine.Entry.of(other)));
        forged.add(json.write(AuditLine.End.of(header.migration(), other.sequence(), other.hash(), Optional.empty())));
        return forged;
    }

    private static void assertTouched(List<String> lines, String how) {
        assertThat(AuditVerifier.create().verify(in(lines)).isIntact()).as(how).isFalse();
    }

    private static StringReader in(List<String> lines) {
        return new StringReader(String.join("\n", lines));
    }
}
