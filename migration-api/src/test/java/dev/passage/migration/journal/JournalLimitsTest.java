package dev.passage.migration.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.lease.FencingToken;
import dev.passage.migration.plan.MigrationType;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What fits in a journal, and what does not (O4, H4). */
final class JournalLimitsTest {
    private static final MigrationId ID = MigrationId.of("m-1");

    @ParameterizedTest
    @ValueSource(ints = {1, 499, 500, 501, 10_000})
    void cutsATitleThatIsTooLong(int length) {
        NewMigration migration = new NewMigration(
                ID, MigrationType.DATA, "t".repeat(length), Optional.empty(), HandlerId.of("tenant-move", 1));

        assertThat(migration.title()).hasSize(Math.min(length, 500));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64})
    void takesAKindOfUpTo64Characters(int length) {
        assertThat(new RecordDraft("k".repeat(length), "anna", "{}").kind()).hasSize(length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65})
    void refusesAKindOfOtherLengths(int length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RecordDraft("k".repeat(length), "anna", "{}"))
                .withMessageContaining("1 to 64");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 200})
    void takesAnActorOfUpTo200Characters(int length) {
        assertThat(new RecordDraft("Paused", "a".repeat(length), "{}").actor()).hasSize(length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 201})
    void refusesAnActorOfOtherLengths(int length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RecordDraft("Paused", "a".repeat(length), "{}"))
                .withMessageContaining("1 to 200");
    }

    @Test
    void aRecordFollowsOnlyInItsPlaceAfterItsPredecessorAndUnchanged() {
        RecordDraft draft = new RecordDraft("Paused", "anna", "{}");
        JournalRecord record =
                JournalRecord.following(ID, 1, FencingToken.NONE, Instant.EPOCH, draft, JournalRecord.NO_HASH);
        JournalRecord changed = new JournalRecord(
                ID, 1, FencingToken.NONE, Instant.EPOCH, "bob", "Paused", "{}", JournalRecord.NO_HASH, record.hash());

        assertThat(record.follows(1, JournalRecord.NO_HASH)).isTrue();
        assertThat(record.follows(2, JournalRecord.NO_HASH)).isFalse();
        assertThat(record.follows(1, record.hash())).isFalse();
        assertThat(changed.follows(1, JournalRecord.NO_HASH)).isFalse();
    }
}
