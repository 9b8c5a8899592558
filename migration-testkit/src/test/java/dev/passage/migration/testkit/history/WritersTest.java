package dev.passage.migration.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.testkit.fault.Seed;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Concurrent writers and their checker find what a move must never do (T6). */
final class WritersTest {
    private static final int ENOUGH = 5_000;

    private final Map<Long, String> rows = new ConcurrentHashMap<>();

    private final WrittenStore honest = new WrittenStore() {
        @Override
        public void put(long key, String value) {
            rows.put(key, value);
        }

        @Override
        public void delete(long key) {
            rows.remove(key);
        }
    };

    @Test
    void findNothingWrongWithAnHonestStore() throws InterruptedException {
        Writers writers = written(honest);

        assertThat(writers.violations(rows)).isEmpty();
        assertThat(writers.errors()).isEmpty();
        assertThat(writers.latency(100)).isGreaterThanOrEqualTo(writers.latency(50));
    }

    @Test
    void findWhatIsLostAliveOrFromNowhere() throws InterruptedException {
        Writers writers = written(honest);
        long lost = rows.keySet().iterator().next();
        String value = rows.remove(lost);
        rows.put(1_000_000L, value);

        assertThat(writers.violations(rows))
                .hasSize(2)
                .anyMatch(violation -> violation.contains("key " + lost + " is lost"))
                .anyMatch(violation -> violation.contains("key 1000000 has a value from nowhere"));
    }

    @Test
    void takeEitherOutcomeOfAWriteWhoseAnswerWasLost() throws InterruptedException {
        Writers writers = written(new WrittenStore() {
            @Override
            public void put(long key, String value) {
                if (key % 2 == 0) {
                    rows.put(key, value);
                }
                throw new IllegalStateException("no answer");
            }

            @Override
            public void delete(long key) {
                if (key % 2 == 1) {
                    rows.remove(key);
                }
            }
        });

        assertThat(writers.errors()).isNotEmpty();
        assertThat(writers.violations(rows)).allMatch(violation -> violation.contains("alive"));
    }

    @Test
    void twoOwnersUnderOneEpochAndAnEpochThatGoesBackAreSeen() {
        OwnershipLog log = new OwnershipLog();

        log.seen("shared", true, 1);
        log.seen("dedicated", false, 1);
        log.seen("dedicated", true, 2);
        log.seen("shared", false, 2);
        assertThat(log.violations()).isEmpty();

        log.seen("shared", true, 2);
        log.seen("dedicated", true, 1);
        assertThat(log.violations()).hasSize(3);
    }

    private static Writers written(WrittenStore store) throws InterruptedException {
        Writers writers = Writers.start(store, 4, 100, Seed.ofThisRun());
        while (writers.acknowledged() < ENOUGH) {
            Thread.onSpinWait();
        }
        writers.stop();
        return writers;
    }
}
