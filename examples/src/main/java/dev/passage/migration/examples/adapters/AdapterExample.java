package dev.passage.migration.examples.adapters;

import dev.passage.migration.MigrationController;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.adapter.BucketKey;
import dev.passage.migration.adapter.CallRedactor;
import dev.passage.migration.adapter.Percentage;
import dev.passage.migration.adapter.analysis.AdapterAnalysis;
import dev.passage.migration.adapter.operation.OperationRules;
import dev.passage.migration.adapter.proxy.AdapterOptions;
import dev.passage.migration.adapter.proxy.SwitchableAdapter;
import dev.passage.migration.adapter.recording.CallRecording;
import dev.passage.migration.adapter.shadow.Gate;
import dev.passage.migration.adapter.switching.AdapterSwitch;
import dev.passage.migration.adapter.switching.AdapterSwitchHandler;
import dev.passage.migration.adapter.switching.StageFollower;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.memory.InMemoryJournal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.plan.PlanFormat;
import dev.passage.migration.status.MigrationResult;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A host replaces its provider of exchange rates: shadow, canaries, all, and back by one call. */
public final class AdapterExample {
    private static final Duration OBSERVED = Duration.ofMillis(500);

    private AdapterExample() {}

    /** A provider of rates. */
    record Provider(double factor) implements Rates {
        @Override
        public double findRate(String currency) {
            return currency.length() * factor;
        }

        @Override
        public void order(String customer, String currency) {}
    }

    /**
     * Runs the example: the same rates from another provider.
     *
     * @param arguments none
     * @throws InterruptedException if the thread was interrupted
     */
    public static void main(String[] arguments) throws InterruptedException {
        MigrationResult end = replace(new Provider(1.5), new Provider(1.5));
        System.out.println("The switch is " + end.state() + ".");
    }

    static MigrationResult replace(Rates oldProvider, Rates newProvider) throws InterruptedException {
        ScheduledExecutorService pool = Executors.newScheduledThreadPool(2);
        Journal journal = new InMemoryJournal(Clock.systemUTC()); // a real host: JdbcJournal.on(database)
        try {
            SwitchableAdapter<Rates> adapter = adapter(oldProvider, newProvider, pool);
            Rates rates = adapter.port();
            Future<?> calls = pool.scheduleWithFixedDelay(() -> rates.findRate("EUR"), 0, 1, TimeUnit.MILLISECONDS);
            try (MigrationController migrations = MigrationEngine.builder()
                    .journal(journal)
                    .register(new AdapterSwitchHandler(journal, adapter))
                    .build()) {
                Future<?> following = follow(journal, migrations, adapter, pool);
                MigrationResult end = run(migrations);
                following.cancel(true);
                calls.cancel(true);
                return end;
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static SwitchableAdapter<Rates> adapter(
            Rates oldProvider, Rates newProvider, ScheduledExecutorService pool) {
        // snippet
        AdapterOptions options = AdapterOptions.named("rates")
                .shadowOn(pool, pool) // the host's executor, and what ends calls that take too long
                .shadowLimits(8, Duration.ofSeconds(2))
                .key(BucketKey.argument(0)) // who stays with the same adapter: here the currency
                .recording(CallRecording.keeping(1_000, Percentage.of(10), CallRedactor.keepingAll()))
                .onMismatch(mismatch -> System.out.println(mismatch.kind() + " in " + mismatch.recorded()))
                .build();
        SwitchableAdapter<Rates> adapter = SwitchableAdapter.of(Rates.class, oldProvider, newProvider, options);
        Rates rates = adapter.port(); // what the host calls from now on
        // end
        rates.findRate("USD");
        return adapter;
    }

    private static Future<?> follow(
            Journal journal,
            MigrationController migrations,
            SwitchableAdapter<Rates> adapter,
            ScheduledExecutorService pool) {
        // snippet
        StageFollower follower = StageFollower.of(journal, migrations, adapter);
        follower.poll(); // before the first call: the journal may say that the new one answers
        Future<?> following = follower.start(pool, Duration.ofSeconds(1)); // behind the journal by a second at the most
        // end
        return following;
    }

    private static MigrationResult run(MigrationController migrations) throws InterruptedException {
        // snippet
        AdapterSwitch settings = AdapterSwitch.of("rates")
                .shadow(Percentage.of(100), OBSERVED)
                .canary(Percentage.of("0.01"), OBSERVED)
                .canary(Percentage.of(50), OBSERVED)
                .observing(OBSERVED)
                .holding(Gate.USUAL.withMinimumCalls(0));
        MigrationPlan plan = migrations.plan(MigrationSpec.of(settings).requestedBy("platform-team"));
        System.out.println(plan.render(PlanFormat.TEXT)); // what is covered, what cannot be shadowed, the stages
        System.out.println(migrations.dryRun(plan.id())); // replays the recorded calls at both

        MigrationResult end = migrations
                .execute(plan.id(), Approval.of(plan.digest()).by("on-call"))
                .await(Duration.ofMinutes(1));
        // end
        return end;
    }

    static void back(MigrationController migrations, MigrationId migration) {
        // snippet
        migrations.rollback(
                migration,
                RollbackOptions.carryingWrites(ConflictStrategy.SOURCE_WINS).by("on-call"));
        // end
    }

    static void decideByHand(MigrationController migrations, MigrationId migration) {
        // snippet
        migrations.tune(migration, "minimum-calls", 0, "on-call", "nobody calls at night");
        migrations.decide(migration, "try-again-2", "on-call", "the difference is known");
        migrations.signal(migration, AdapterSwitchHandler.REMOVAL_SIGNAL, "team-lead", "a month without complaint");
        // end
    }

    static void analyse() {
        // snippet
        AdapterAnalysis analysis =
                AdapterAnalysis.of(Rates.class, Provider.class, Provider.class, new OperationRules(Set.of()), Map.of());
        analysis.operations().forEach(System.out::println);
        System.out.println(analysis.complexity() + ", " + analysis.feasibilityPercent() + " % by itself");
        // end
    }
}
