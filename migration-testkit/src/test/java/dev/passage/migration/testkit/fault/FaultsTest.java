package dev.passage.migration.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.fault.SimulatedCrashError;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Capability T2. */
final class FaultsTest {

    private static final FaultPoint POINT = FaultPoint.named("faults-test.point");

    @Test
    void failsAtTheHitThatWasNamedAndOnlyThere() {
        try (Faults faults = Faults.install()) {
            faults.at(POINT).onHit(2, FaultAction.crash());

            assertThatCode(POINT::reached).doesNotThrowAnyException();
            assertThatThrownBy(POINT::reached).isInstanceOf(SimulatedCrashError.class);
            assertThatCode(POINT::reached).doesNotThrowAnyException();
            assertThat(faults.hits()).containsExactly(Map.entry(POINT.name(), 3L));
        }
    }

    @Test
    void countsOnceFromNow() {
        try (Faults faults = Faults.install()) {
            POINT.reached();
            faults.at(POINT).once(FaultAction.fail(() -> new IllegalStateException("planned")));

            assertThatThrownBy(POINT::reached).hasMessage("planned");
            assertThatCode(POINT::reached).doesNotThrowAnyException();
        }
    }

    @Test
    void choosesTheSameHitForTheSameSeed() {
        long seed = Seed.ofThisRun();

        assertThat(hitThatFails(seed)).isEqualTo(hitThatFails(seed)).isBetween(1, 20);
    }

    @Test
    void holdsAThreadUntilItIsReleased() throws Exception {
        Barrier barrier = new Barrier();
        try (Faults faults = Faults.install()) {
            faults.at(POINT).once(FaultAction.hang(barrier));

            CompletableFuture<Void> thread = CompletableFuture.runAsync(POINT::reached);

            assertThat(barrier.awaitArrival(Duration.ofSeconds(10))).isTrue();
            assertThat(thread).isNotDone();
            barrier.release();
            thread.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void doesNothingOnceClosed() {
        AtomicInteger calls = new AtomicInteger();
        try (Faults faults = Faults.install()) {
            faults.at(POINT).always(FaultAction.callback(calls::incrementAndGet));
            POINT.reached();
        }

        POINT.reached();

        assertThat(calls).hasValue(1);
    }

    @Test
    void refusesASecondSetOfFaults() {
        try (Faults faults = Faults.install()) {
            assertThat(faults.hits()).isEmpty();
            assertThatThrownBy(Faults::install)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("already");
        }
    }

    private static int hitThatFails(long seed) {
        try (Faults faults = Faults.install()) {
            faults.at(POINT).atRandom(seed, 20, FaultAction.crash());
            for (int hit = 1; hit <= 20; hit++) {
                try {
                    POINT.reached();
                } catch (SimulatedCrashError e) {
                    return hit;
                }
            }
            throw new AssertionError("Nothing failed.");
        }
    }
}
