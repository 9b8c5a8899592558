package dev.passage.migration.journal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.journal.RecordDraft;
import dev.passage.migration.lease.FencingToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How long, and to whom, a head that was seen is told again (X1). */
final class KnownHeadsTest {
    private static final MigrationId ID = MigrationId.of("m-1");
    private static final FencingToken TOKEN = FencingToken.of(3);

    private final AtomicLong nanos = new AtomicLong();
    private final KnownHeads heads = new KnownHeads(nanos::get);

    @Test
    void carriesTheDatabasesTimeOn() {
        heads.appended(ID, head(1, 1_000_000), record(2));

        nanos.addAndGet(Duration.ofMillis(3).toNanos());

        assertThat(heads.of(ID, TOKEN))
                .hasValue(new HeadRows.Locked(
                        TOKEN, Optional.empty(), 2, record(2).hash(), 1_003_000));
    }

    @Test
    void asksForTheTimeAnewAfterFiveSecondsHoweverOftenItAppends() {
        heads.appended(ID, head(1, 0), record(2));
        nanos.addAndGet(Duration.ofSeconds(4).toNanos());
        heads.appendedByItself(ID, heads.of(ID, TOKEN).orElseThrow(), record(3));

        nanos.addAndGet(Duration.ofSeconds(2).toNanos());

        assertThat(heads.of(ID, TOKEN)).isEmpty();
    }

    @Test
    void tellsNothingToTheHolderOfAnotherToken() {
        heads.appended(ID, head(1, 0), record(2));

        assertThat(heads.of(ID, FencingToken.of(4))).isEmpty();
    }

    @Test
    void forgetsWhatIsNotAppendedToAnyMore() {
        heads.appended(ID, head(1, 0), record(2));

        heads.forget(ID);
        heads.appendedByItself(ID, head(2, 0), record(3));

        assertThat(heads.of(ID, TOKEN)).isEmpty();
    }

    private static HeadRows.Locked head(long sequence, long micros) {
        return new HeadRows.Locked(TOKEN, Optional.empty(), sequence, JournalRecord.NO_HASH, micros);
    }

    private static JournalRecord record(long sequence) {
        return JournalRecord.following(
                ID, sequence, TOKEN, Instant.EPOCH, new RecordDraft("A", "node-a", "{}"), JournalRecord.NO_HASH);
    }
}
