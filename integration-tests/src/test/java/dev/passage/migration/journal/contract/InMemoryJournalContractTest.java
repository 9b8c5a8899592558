package dev.passage.migration.journal.contract;

import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.memory.InMemoryJournal;
import dev.passage.migration.testkit.clock.VirtualClock;
import dev.passage.migration.testkit.journal.JournalContract;
import java.time.Duration;

/** The journal in memory (X1, X2). */
final class InMemoryJournalContractTest implements JournalContract {
    private final VirtualClock clock = VirtualClock.create();
    private final InMemoryJournal journal = new InMemoryJournal(clock);

    @Override
    public Journal journal() {
        return journal;
    }

    @Override
    public void pass(Duration time) {
        clock.advance(time);
    }
}
