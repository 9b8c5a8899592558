package dev.passage.migration.adapter.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.adapter.AdapterStage;
import dev.passage.migration.adapter.CallOutcome;
import dev.passage.migration.adapter.OutcomeComparator;
import dev.passage.migration.adapter.Percentage;
import dev.passage.migration.adapter.analysis.Replay;
import dev.passage.migration.adapter.operation.Target;
import dev.passage.migration.adapter.recording.Mismatch;
import dev.passage.migration.adapter.recording.MismatchRecording;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In shadow the old adapter answers, and nothing that the new one does reaches the caller (A2). */
final class ShadowTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ExecutorService pool = Executors.newFixedThreadPool(4);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<Mismatch> mismatches = new CopyOnWriteArrayList<>();

    @AfterEach
    void endThreads() throws InterruptedException {
        pool.shutdownNow();
        timer.shutdownNow();
        assertThat(pool.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    @Test
    void recordsEnoughOfAMismatchToMakeTheCallAgain() throws Throwable {
        SwitchableAdapter<Shop> adapter = shadowed(new Shop.Named("new"), options());

        assertThat(adapter.port().find("a")).isEqualTo("old a");
        settle();

        assertThat(mismatches).hasSize(1);
        Mismatch found = mismatches.get(0);
        assertThat(found.kind()).isEqualTo(Mismatch.Kind.OTHER_RESULT);
        assertThat(found.recorded().call().argument(0)).contains("a");
        assertThat(new Target(new Shop.Named("again"))
                        .call(
                                found.recorded().call().method(),
                                found.recorded().call().arguments()))
                .isEqualTo("again a");
        assertThat(found.toString()).doesNotContain("old a", "new a");
    }

    @Test
    void comparesExceptionsByTheirClasses() throws Exception {
        SwitchableAdapter<Shop> same = shadowed(new Shop.Named("new"), options());
        assertThatThrownBy(() -> same.port().find("missing")).hasMessage("old has no such key");
        settle();
        assertThat(mismatches).isEmpty();
        assertThat(same.health().sinceEntered().comparisons()).isEqualTo(1);

        SwitchableAdapter<Shop> other = shadowed(
                new Shop.Named("new") {
                    @Override
                    public String find(String key) {
                        throw new IllegalStateException("broken");
                    }
                },
                options());
        other.port().find("a");
        assertThatThrownBy(() -> other.port().find("missing")).isExactlyInstanceOf(IOException.class);
        settle();

        assertThat(mismatches)
                .extracting(Mismatch::kind)
                .containsExactlyInAnyOrder(Mismatch.Kind.ONLY_REPLACEMENT_THREW, Mismatch.Kind.OTHER_EXCEPTION);
        assertThat(other.health().sinceEntered().errors()).isEqualTo(1);
    }

    @Test
    void countsAComparatorThatThrows() throws Exception {
        SwitchableAdapter<Shop> adapter =
                shadowed(new Shop.Named("new"), options().comparing((call, old, other) -> {
                    throw new IllegalStateException("cannot compare");
                }));

        assertThat(adapter.port().find("a")).isEqualTo("old a");
        settle();

        assertThat(mismatches).extracting(Mismatch::kind).containsExactly(Mismatch.Kind.COMPARATOR_FAILED);
        assertThat(adapter.health().sinceEntered().mismatches()).isEqualTo(1);
    }

    @Test
    void isNotHeldByAReplacementThatHangsForEver() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger hanging = new AtomicInteger();
        AtomicInteger unheeded = new AtomicInteger();
        Shop hung = new Shop.Named("new") {
            @Override
            public String find(String key) {
                hanging.incrementAndGet();
                while (true) {
                    try {
                        if (never.await(1, TimeUnit.MINUTES)) {
                            return "late";
                        }
                    } catch (InterruptedException deaf) {
                        unheeded.incrementAndGet(); // the worst there is: it does not heed interrupts either
                    }
                }
            }
        };
        SwitchableAdapter<Shop> adapter = shadowed(hung, options().shadowLimits(2, Duration.ofMillis(20)));

        for (int call = 0; call < 1_000; call++) {
            assertThat(adapter.port().find("a")).isEqualTo("old a");
        }
        await(() -> adapter.health().overdueCalls() == 2);

        assertThat(hanging).hasValue(2);
        assertThat(adapter.health().shedCalls()).isEqualTo(998);
        assertThat(adapter.health().sinceEntered().errors()).isEqualTo(2);
        never.countDown();
    }

    @Test
    void interruptsAReplacementThatTakesTooLong() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        Shop slow = new Shop.Named("new") {
            @Override
            public String find(String key) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException heeded) {
                    interrupted.countDown();
                }
                return "late";
            }
        };
        SwitchableAdapter<Shop> adapter = shadowed(slow, options().shadowLimits(1, Duration.ofMillis(20)));

        adapter.port().find("a");

        assertThat(interrupted.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        settle();
        adapter.port().find("b");
        await(() -> adapter.health().overdueCalls() == 2);
        assertThat(adapter.health().shedCalls()).isZero();
        assertThat(mismatches).isEmpty();
    }

    @Test
    void leavesACallOutThatTheExecutorWouldMakeOnTheCallersThread() throws IOException {
        SwitchableAdapter<Shop> adapter = SwitchableAdapter.of(
                Shop.class,
                new Shop.Named("old"),
                new Shop.Named("new"),
                AdapterOptions.named("shop").shadowOn(Runnable::run, timer).build());
        adapter.follow(Stages.of(adapter, 1, AdapterStage.SHADOW, Percentage.ALL));

        assertThat(adapter.port().find("a")).isEqualTo("old a");

        assertThat(adapter.health().shedCalls()).isEqualTo(1);
        assertThat(adapter.health().sinceEntered().calls()).isZero();
    }

    @Test
    void leavesACallOutThatTheExecutorRefuses() throws IOException {
        SwitchableAdapter<Shop> adapter = SwitchableAdapter.of(
                Shop.class,
                new Shop.Named("old"),
                new Shop.Named("new"),
                AdapterOptions.named("shop")
                        .shadowLimits(1, Duration.ofSeconds(1))
                        .shadowOn(
                                task -> {
                                    throw new RejectedExecutionException("full");
                                },
                                timer)
                        .build());
        adapter.follow(Stages.of(adapter, 1, AdapterStage.SHADOW, Percentage.ALL));

        for (int call = 0; call < 3; call++) {
            assertThat(adapter.port().find("a")).isEqualTo("old a");
        }

        assertThat(adapter.health().shedCalls()).isEqualTo(3);
    }

    @Test
    void neverRunsTwiceWhatMustNot() throws Exception {
        AtomicInteger paid = new AtomicInteger();
        Shop counting = new Shop.Named("new") {
            @Override
            public void pay(String customer) {
                paid.incrementAndGet();
            }

            @Override
            public String getTicket() {
                paid.incrementAndGet();
                return "ticket";
            }
        };
        SwitchableAdapter<Shop> careful = shadowed(counting, options());
        careful.port().pay("acme");
        careful.port().getTicket();
        careful.port().listAll();
        settle();
        assertThat(paid).hasValue(0);
        assertThat(careful.health().sinceEntered().calls()).isZero();

        SwitchableAdapter<Shop> allowed = shadowed(counting, options().allowingTwice("pay(String)"));
        allowed.port().pay("acme");
        settle();

        assertThat(paid).hasValue(1);
    }

    @Test
    void sharesNoArrayBetweenTheTwo() throws Exception {
        SwitchableAdapter<Shop> adapter = shadowed(new Shop.Named("new"), options());
        byte[] seed = {1};

        byte[] answer = adapter.port().loadBytes(seed);
        answer[0] = 100;
        settle();

        assertThat(seed).containsExactly(100);
        assertThat(mismatches).isEmpty();
        assertThat(adapter.health().sinceEntered().comparisons()).isEqualTo(1);
    }

    @Test
    void comparesWhatComesLater() throws Exception {
        CompletableFuture<String> late = new CompletableFuture<>();
        SwitchableAdapter<Shop> adapter = shadowed(
                new Shop.Named("new") {
                    @Override
                    public CompletionStage<String> findLater(String key) {
                        return late;
                    }
                },
                options());

        adapter.port().findLater("a");
        late.complete("new a");
        settle();

        assertThat(mismatches).extracting(Mismatch::kind).containsExactly(Mismatch.Kind.OTHER_RESULT);
        assertThat(mismatches.get(0).replacement()).isEqualTo(new CallOutcome.Returned(Optional.of("new a")));
    }

    @Test
    void keepsNothingOfAMismatchThatCannotBeRedacted() throws Exception {
        SwitchableAdapter<Shop> adapter =
                shadowed(new Shop.Named("new"), options().redacting((call, value) -> {
                    throw new IllegalStateException("cannot redact");
                }));

        assertThat(adapter.port().find("a")).isEqualTo("old a");
        settle();

        assertThat(mismatches).isEmpty();
        assertThat(adapter.health().sinceEntered().mismatches()).isEqualTo(1);
    }

    @Test
    void answersTheCallerWhenTheCopierThrows() throws Exception {
        SwitchableAdapter<Shop> adapter =
                shadowed(new Shop.Named("new"), options().copying(value -> {
                    throw new IllegalStateException("cannot copy");
                }));

        assertThat(adapter.port().find("a")).isEqualTo("old a");

        assertThat(adapter.health().uncomparedCalls()).isEqualTo(1);
    }

    @Test
    void comparesByARuleOfTheHosts() throws Exception {
        OutcomeComparator byKey = OutcomeComparator.byValues((one, other) ->
                one.toString().substring(4).equals(other.toString().substring(4)));
        SwitchableAdapter<Shop> adapter =
                shadowed(new Shop.Named("new"), options().comparing(byKey));

        adapter.port().find("a");
        settle();

        assertThat(mismatches).isEmpty();
        assertThat(adapter.health().sinceEntered().comparisons()).isEqualTo(1);
    }

    @Test
    void givesOnlyASampleToBoth() throws Exception {
        Shop old = new Shop.Named("old");
        SwitchableAdapter<Shop> adapter = SwitchableAdapter.of(
                Shop.class, old, new Shop.Named("new"), options().build());
        adapter.follow(Stages.of(adapter, 1, AdapterStage.SHADOW, Percentage.of(50)));

        for (int call = 0; call < 2_000; call++) {
            assertThat(adapter.port().find("a")).isEqualTo("old a");
        }
        settle();

        long made = adapter.health().sinceEntered().calls() + adapter.health().shedCalls();
        assertThat(made).isBetween(800L, 1_200L);
    }

    @Test
    void replaysKeptMismatchesOnceTheNewOneIsMended() throws Exception {
        MismatchRecording kept = MismatchRecording.keeping(1);
        SwitchableAdapter<Shop> adapter =
                shadowed(new Shop.Named("new"), options().onMismatch(kept));
        adapter.port().find("a");
        settle();
        adapter.port().find("b");
        settle();

        Target old = new Target(new Shop.Named("old"));
        Target mended = new Target(new Shop.Named("old"));
        Replay.Result again =
                new Replay(old, adapter.replacement(), adapter.rules(), adapter.comparator()).run(kept.calls());
        Replay.Result after = new Replay(old, mended, adapter.rules(), adapter.comparator()).run(kept.calls());

        assertThat(kept.seen()).isEqualTo(2);
        assertThat(kept.mismatches()).hasSize(1);
        assertThat(again.different()).containsExactly("find(String)");
        assertThat(after.replayed()).isEqualTo(1);
        assertThat(after.different()).isEmpty();
    }

    private AdapterOptions.Builder options() {
        return AdapterOptions.named("shop").shadowOn(pool, timer).onMismatch(mismatches::add);
    }

    private static SwitchableAdapter<Shop> shadowed(Shop replacement, AdapterOptions.Builder options) {
        SwitchableAdapter<Shop> adapter =
                SwitchableAdapter.of(Shop.class, new Shop.Named("old"), replacement, options.build());
        adapter.follow(Stages.of(adapter, 1, AdapterStage.SHADOW, Percentage.ALL));
        return adapter;
    }

    /** Waits until the pool has done what it was given before: one task for each of its threads meets the others. */
    private void settle() throws Exception {
        CountDownLatch met = new CountDownLatch(4);
        for (int thread = 0; thread < 4; thread++) {
            pool.execute(() -> {
                met.countDown();
                awaitQuietly(met);
            });
        }
        assertThat(met.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
