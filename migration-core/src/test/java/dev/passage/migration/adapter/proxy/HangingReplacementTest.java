package dev.passage.migration.adapter.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.adapter.AdapterStage;
import dev.passage.migration.adapter.BucketKey;
import dev.passage.migration.adapter.CallRedactor;
import dev.passage.migration.adapter.Percentage;
import dev.passage.migration.adapter.analysis.Replay;
import dev.passage.migration.adapter.operation.Target;
import dev.passage.migration.adapter.recording.CallRecording;
import dev.passage.migration.adapter.recording.RecordedCall;
import dev.passage.migration.adapter.shadow.Gate;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A new adapter that hangs is noticed while it hangs, in a canary and in a replay (A2, A3). */
final class HangingReplacementTest {
    private static final Gate STRICT = Gate.USUAL.judgingFrom(1);

    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final CompletableFuture<String> later = new CompletableFuture<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final Shop hung = new Shop.Named("new") {
        @Override
        public String find(String key) {
            asked.incrementAndGet();
            hanging.countDown();
            try {
                release.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
            return "new " + key;
        }

        @Override
        public CompletionStage<String> findLater(String key) {
            return later;
        }
    };

    @AfterEach
    void endThreads() throws InterruptedException {
        release.countDown();
        pool.shutdownNow();
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void breachesTheGateWhileACallHasNotComeBack() throws Exception {
        SwitchableAdapter<Shop> canary = canary();
        pool.execute(() -> find(canary));
        assertThat(hanging.await(30, TimeUnit.SECONDS)).isTrue();

        assertThat(STRICT.breach(canary.health().recent()))
                .hasValueSatisfying(breach -> assertThat(breach).isEqualTo("1 of 1 calls were slow, more than 5.00 %"));
        assertThat(STRICT.breach(canary.health().sinceEntered())).isPresent();

        release.countDown();
        pool.shutdown();
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(canary.health().sinceEntered().calls()).isEqualTo(1);
    }

    @Test
    void judgesAnAnswerThatComesLaterWhenItComes() {
        SwitchableAdapter<Shop> canary = canary();
        canary.port().findLater("a");
        assertThat(canary.health().sinceEntered().errors()).isZero();

        later.completeExceptionally(new IllegalStateException("broken"));

        assertThat(canary.health().sinceEntered().errors()).isEqualTo(1);
        assertThat(canary.health().sinceEntered().calls()).isEqualTo(1);
    }

    @Test
    void givesUpAReplayThatHangs() throws Exception {
        Replay.Result result = replay().within(pool, Duration.ofMillis(20)).run(fiveCalls());

        assertThat(result.givenUp()).isTrue();
        assertThat(result.replayed()).isEqualTo(3);
        assertThat(result.leftOut()).isEqualTo(2);
        assertThat(result.different()).hasSize(3);
        assertThat(asked).hasValue(3);
    }

    @Test
    void saysThatTheExecutorTakesNoReplay() throws Exception {
        pool.shutdown();
        Replay replay = replay().within(pool, Duration.ofSeconds(1));

        assertThatThrownBy(() -> replay.run(fiveCalls())).isInstanceOf(RejectedExecutionException.class);
    }

    private SwitchableAdapter<Shop> canary() {
        SwitchableAdapter<Shop> canary = SwitchableAdapter.of(
                Shop.class,
                new Shop.Named("old"),
                hung,
                AdapterOptions.named("shop")
                        .key(BucketKey.argument(0))
                        .rates(Duration.ofMinutes(1), Duration.ZERO)
                        .build());
        canary.follow(Stages.of(canary, 1, AdapterStage.CANARY, Percentage.ALL));
        return canary;
    }

    private static String find(SwitchableAdapter<Shop> adapter) {
        try {
            return adapter.port().find("a");
        } catch (IOException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private Replay replay() {
        SwitchableAdapter<Shop> adapter = canary();
        return new Replay(
                new Target(new Shop.Named("old")), adapter.replacement(), adapter.rules(), adapter.comparator());
    }

    private static List<RecordedCall> fiveCalls() throws Exception {
        CallRecording recording = CallRecording.keeping(5, Percentage.ALL, CallRedactor.keepingAll());
        SwitchableAdapter<Shop> recorded = SwitchableAdapter.of(
                Shop.class,
                new Shop.Named("old"),
                new Shop.Named("new"),
                AdapterOptions.named("shop").recording(recording).build());
        for (int call = 0; call < 5; call++) {
            recorded.port().find("a");
        }
        return recording.calls();
    }
}
