package dev.passage.migration.executor;

import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.history.HistoryEvent;
import dev.passage.migration.history.HistoryEvent.Note;
import dev.passage.migration.history.LegState;
import dev.passage.migration.history.MigrationHistory;
import dev.passage.migration.history.StepHistory;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.lease.FencingToken;
import dev.passage.migration.step.StepContext;
import dev.passage.migration.step.StepProgress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the code of one step sees while this instance runs it. */
final class StepRun implements StepContext {
    private static final Logger log = LoggerFactory.getLogger(StepRun.class);
    private static final int LONGEST_CHECKPOINT_NAME = 64;
    private static final int LONGEST_CHECKPOINT = 4096;

    private final ExecutorSettings settings;
    private final RunJournal journal;
    private final StepHistory planned;
    private final boolean backward;
    private final BooleanSupplier stopRequested;
    private final ProgressReporter progress;
    private final Map<String, String> notes = new LinkedHashMap<>();
    private volatile @Nullable CancelHook cancelHook;
    private volatile boolean cancelled;
    private volatile int attempt;
    private volatile long attemptEnds;

    StepRun(
            ExecutorSettings settings,
            RunJournal journal,
            StepHistory planned,
            boolean backward,
            BooleanSupplier stopRequested) {
        this.settings = settings;
        this.journal = journal;
        this.planned = planned;
        this.backward = backward;
        this.stopRequested = stopRequested;
        this.progress = new ProgressReporter(journal, planned.value(), settings.events());
        planned.leg(backward).notes().forEach(note -> notes.put(note.label(), note.value()));
    }

    void beginAttempt(int number, Duration limit) {
        attempt = number;
        cancelHook = null;
        cancelled = false;
        attemptEnds = System.nanoTime() + limit.toNanos();
    }

    void cancel() {
        cancelled = true;
        CancelHook hook = cancelHook;
        if (hook != null) {
            try {
                hook.cancel();
            } catch (Exception failure) {
                log.atWarn()
                        .addKeyValue("step", step())
                        .addKeyValue("thrown", FailureDescription.describe(failure))
                        .log("A cancel hook failed");
            }
        }
    }

    List<Note> notes() {
        synchronized (notes) {
            return notes.entrySet().stream()
                    .map(note -> new Note(note.getKey(), note.getValue()))
                    .toList();
        }
    }

    @Override
    public MigrationId migration() {
        return journal.history().id();
    }

    @Override
    public StepId step() {
        return planned.value().id();
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public String idempotencyKey() {
        return migration() + ":" + step() + (backward ? ":back" : "");
    }

    @Override
    public FencingToken token() {
        return journal.lease().token();
    }

    @Override
    public Clock clock() {
        return settings.clock();
    }

    @Override
    public boolean stopRequested() {
        return cancelled || stopRequested.getAsBoolean();
    }

    @Override
    public void onCancel(CancelHook hook) {
        cancelHook = hook;
        if (cancelled) {
            cancel();
        }
    }

    @Override
    public StepProgress progress() {
        return progress;
    }

    @Override
    public void checkpoint(String name, String value) {
        if (name.isEmpty() || name.length() > LONGEST_CHECKPOINT_NAME) {
            throw new WrongUse("The name of a checkpoint of step " + step() + " needs 1 to " + LONGEST_CHECKPOINT_NAME
                    + " characters, but has " + name.length() + ".");
        }
        if (value.length() > LONGEST_CHECKPOINT) {
            throw new WrongUse("Checkpoint " + name + " of step " + step() + " may have up to "
                    + LONGEST_CHECKPOINT + " characters, but has " + value.length()
                    + ". Keep what is large beside the data, and its place here.");
        }
        journal.append(List.of(new HistoryEvent.CheckpointStored(step(), name, value)));
    }

    @Override
    public Optional<String> checkpoint(String name) {
        return Optional.ofNullable(journal.history().step(step()).checkpoints().get(name));
    }

    @Override
    public <T extends Record> T output(String stepName, Class<T> type) {
        StepHistory other = journal.history().step(StepId.of(stepName));
        String json = other.forward()
                .output()
                .filter(stored -> other.forward().state() == LegState.DONE)
                .orElseThrow(() -> new WrongUse(
                        "Step " + step() + " reads the output of step " + stepName + ", which has none yet."));
        return settings.records().read(json, type);
    }

    @Override
    public String resource(String name) {
        MigrationHistory history = journal.history();
        boolean declared = history.plan().steps().stream()
                .flatMap(each -> each.creates().stream())
                .anyMatch(resource -> resource.name().equals(name));
        if (!declared) {
            throw new WrongUse(
                    "Step " + step() + " asks for resource " + name + ", which no step of the plan creates.");
        }
        return ResourceNames.identity(history.id(), name);
    }

    @Override
    public void note(String label, String value) {
        synchronized (notes) {
            notes.put(label, value);
        }
    }

    @Override
    public Optional<String> decision() {
        return journal.history().step(step()).leg(backward).decision();
    }

    @Override
    public boolean signalled(String name) {
        return journal.history().signals().contains(name);
    }

    @Override
    public OptionalLong tuned(String name) {
        if (planned.value().tunables().stream()
                .noneMatch(tunable -> tunable.name().equals(name))) {
            throw new WrongUse("Step " + step() + " asks for tunable " + name + ", which it does not declare.");
        }
        return journal.history().tuned(name);
    }

    @Override
    public boolean isEmergency() {
        return backward && journal.history().isEmergency();
    }

    @Override
    public Instant begunAt() {
        return journal.history().step(step()).forward().startedAt().orElseGet(clock()::instant);
    }

    @Override
    public boolean isLossAccepted() {
        return backward && journal.history().isLossAccepted();
    }

    @Override
    public ConflictStrategy conflicts() {
        return journal.history().conflicts();
    }

    @Override
    public Duration remaining() {
        long left = attemptEnds - System.nanoTime();
        return left > 0 ? Duration.ofNanos(left) : Duration.ZERO;
    }
}
