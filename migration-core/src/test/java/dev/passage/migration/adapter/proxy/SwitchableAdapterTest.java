package dev.passage.migration.adapter.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.adapter.AdapterStage;
import dev.passage.migration.adapter.BucketKey;
import dev.passage.migration.adapter.CallRedactor;
import dev.passage.migration.adapter.Percentage;
import dev.passage.migration.adapter.recording.CallRecording;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The proxy passes on every kind of method, and who answers follows the stage (A2). */
final class SwitchableAdapterTest {
    private final SwitchableAdapter<Shop> adapter =
            SwitchableAdapter.of(Shop.class, new Shop.Named("old"), new Shop.Named("new"));
    private final Shop shop = adapter.port();

    @ParameterizedTest
    @EnumSource(
            value = AdapterStage.class,
            names = {"OLD", "NEW", "RETIRED"})
    void passesOnEveryKindOfMethod(AdapterStage stage) throws IOException {
        adapter.follow(Stages.of(adapter, 1, stage, Percentage.ALL));
        String name = stage == AdapterStage.OLD ? "old" : "new";
        Finder<String> parent = shop;

        assertThat(shop.find("a")).isEqualTo(name + " a");
        assertThat(parent.find("a")).isEqualTo(name + " a");
        assertThat(shop.findLoud("a")).isEqualTo(name + " a!");
        assertThat(shop.count()).isZero();
        assertThat(shop.count(1, 2, 3)).isEqualTo(3);
        assertThat(shop.everything()).containsExactly(name);
        assertThat(shop.listAll()).containsExactly(name);
    }

    @Test
    void throwsTheVerySameCheckedException() {
        assertThatThrownBy(() -> shop.find("missing")).isExactlyInstanceOf(IOException.class);

        adapter.follow(Stages.of(adapter, 1, AdapterStage.NEW, Percentage.ALL));

        assertThatThrownBy(() -> shop.find("missing"))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("new has no such key");
    }

    @Test
    void isEqualToItselfAlone() {
        Shop other = SwitchableAdapter.of(Shop.class, new Shop.Named("old"), new Shop.Named("new"))
                .port();
        int before = shop.hashCode();

        adapter.follow(Stages.of(adapter, 1, AdapterStage.NEW, Percentage.ALL));

        assertThat(shop).isEqualTo(adapter.port()).isNotEqualTo(other);
        assertThat(shop.hashCode()).isEqualTo(before);
        assertThat(shop).hasToString("adapter Shop (new)");
    }

    @Test
    void refusesWhatIsNoPort() {
        Shop.Named one = new Shop.Named("one");

        assertThatThrownBy(() -> SwitchableAdapter.of(Shop.Named.class, one, new Shop.Named("two")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be an interface");
        assertThatThrownBy(() -> SwitchableAdapter.of(Shop.class, one, one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the same object");
        assertThatThrownBy(() -> AdapterOptions.named("no name")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void staysWithALaterStageWhenAnEarlierOneIsRead() throws IOException {
        adapter.follow(Stages.of(adapter, 2, AdapterStage.NEW, Percentage.ALL));

        assertThat(adapter.follow(Stages.of(adapter, 1, AdapterStage.OLD, Percentage.NONE)))
                .isFalse();
        assertThat(adapter.follow(Stages.of(adapter, 2, AdapterStage.OLD, Percentage.NONE)))
                .isFalse();

        assertThat(shop.find("a")).isEqualTo("new a");
    }

    @Test
    void letsTheOldOneGoOnce() throws IOException {
        AtomicInteger told = new AtomicInteger();
        SwitchableAdapter<Shop> leaving = with(AdapterOptions.named("shop").whenRetired(() -> {
            told.incrementAndGet();
            throw new IllegalStateException("cannot close");
        }));

        leaving.follow(Stages.of(leaving, 1, AdapterStage.RETIRED, Percentage.ALL));
        leaving.follow(Stages.of(leaving, 2, AdapterStage.RETIRED, Percentage.ALL));

        assertThat(told).hasValue(1);
        assertThat(leaving.old()).isEmpty();
        assertThat(leaving.port().find("a")).isEqualTo("new a");
    }

    @Test
    void keepsACustomerWithTheAdapterThatAnsweredOnce() throws IOException {
        SwitchableAdapter<Shop> canary = with(AdapterOptions.named("shop").key(BucketKey.argument(0)));
        Set<String> before = new TreeSet<>();

        for (int percent : new int[] {1, 5, 25, 60, 100}) {
            canary.follow(Stages.of(canary, percent, AdapterStage.CANARY, Percentage.of(percent)));
            Set<String> now = new TreeSet<>();
            for (int number = 0; number < 2_000; number++) {
                String key = "customer-" + number;
                if (canary.port().find(key).startsWith("new")) {
                    now.add(key);
                }
            }

            assertThat(now).containsAll(before);
            assertThat(now.size()).isBetween(2_000 * percent / 100 - 120, 2_000 * percent / 100 + 120);
            before = now;
        }
        assertThat(before).hasSize(2_000);
    }

    @Test
    void letsTheOldOneAnswerCallsWithoutKey() throws IOException {
        SwitchableAdapter<Shop> canary = with(AdapterOptions.named("shop").key(call -> {
            throw new IllegalStateException("no key");
        }));
        canary.follow(Stages.of(canary, 1, AdapterStage.CANARY, Percentage.ALL));

        assertThat(canary.port().find("a")).isEqualTo("old a");
        assertThat(canary.health().callsWithoutKey()).isEqualTo(1);
    }

    @Test
    void countsWhatTheNewOneThrowsAsTheHostSays() throws IOException {
        SwitchableAdapter<Shop> canary = with(AdapterOptions.named("shop")
                .key(BucketKey.argument(0))
                .countingAsError(thrown -> !(thrown instanceof IOException)));
        canary.follow(Stages.of(canary, 1, AdapterStage.CANARY, Percentage.ALL));

        canary.port().find("a");
        assertThatThrownBy(() -> canary.port().find("missing")).isInstanceOf(IOException.class);

        assertThat(canary.health().sinceEntered().calls()).isEqualTo(2);
        assertThat(canary.health().sinceEntered().errors()).isZero();
        assertThat(canary.health().recent().calls()).isEqualTo(2);
    }

    @Test
    void recordsCallsWithoutWhatTheRedactorTakesOut() throws IOException {
        CallRecording recording =
                CallRecording.keeping(2, Percentage.ALL, (call, value) -> value.equals("secret") ? "***" : value);
        SwitchableAdapter<Shop> recorded = with(AdapterOptions.named("shop").recording(recording));

        recorded.port().find("first");
        recorded.port().find("secret");
        recorded.port().count(1, 2);

        assertThat(recording.calls()).hasSize(2);
        assertThat(recording.calls().get(0).call().argument(0)).contains("***");
        assertThat(recording.calls().toString()).doesNotContain("***", "secret");
        assertThat(recording.counts()).containsEntry("find(String)", 2L).containsEntry("count(int[])", 1L);
    }

    @Test
    void answersTheCallerWhenTheRedactorThrows() throws IOException {
        CallRedactor broken = (call, value) -> {
            throw new IllegalStateException("cannot redact");
        };
        CallRecording recording = CallRecording.keeping(2, Percentage.ALL, broken);
        SwitchableAdapter<Shop> recorded = with(AdapterOptions.named("shop").recording(recording));

        assertThat(recorded.port().find("a")).isEqualTo("old a");
        assertThat(recording.unkept()).isEqualTo(1);
        assertThat(recording.calls()).isEmpty();
    }

    @Test
    void changesStageUnderCallsWithoutLosingOne() throws Exception {
        List<Thread> callers = new ArrayList<>();
        AtomicInteger wrong = new AtomicInteger();
        for (int caller = 0; caller < 4; caller++) {
            Thread thread = new Thread(() -> {
                for (int number = 0; number < 20_000; number++) {
                    try {
                        String answer = shop.find("a");
                        if (!answer.equals("old a") && !answer.equals("new a")) {
                            wrong.incrementAndGet();
                        }
                    } catch (IOException | RuntimeException failure) {
                        wrong.incrementAndGet();
                    }
                }
            });
            callers.add(thread);
            thread.start();
        }

        for (int epoch = 1; epoch < 200; epoch++) {
            AdapterStage stage = epoch % 2 == 0 ? AdapterStage.OLD : AdapterStage.NEW;
            adapter.follow(Stages.of(adapter, epoch, stage, Percentage.ALL));
        }
        for (Thread thread : callers) {
            thread.join();
        }

        assertThat(wrong).hasValue(0);
    }

    private static SwitchableAdapter<Shop> with(AdapterOptions.Builder options) {
        return SwitchableAdapter.of(Shop.class, new Shop.Named("old"), new Shop.Named("new"), options.build());
    }
}
