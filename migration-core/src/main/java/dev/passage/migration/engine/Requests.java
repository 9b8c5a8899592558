package dev.passage.migration.engine;

import dev.passage.migration.failure.ApprovalRefusedException;
import dev.passage.migration.failure.PlanRejectedException;
import dev.passage.migration.failure.RequestRefusedException;
import dev.passage.migration.history.HistoryCodec;
import dev.passage.migration.history.HistoryEvent;
import dev.passage.migration.history.MigrationHistory;
import dev.passage.migration.history.RecordedEvent;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.MigrationHead.Summary;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.step.Choice;
import dev.passage.migration.step.Tunable;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What persons ask of a migration, from any instance: each request is checked against the folded journal and appended only if
 * nothing came in between (X4, X5, X11).
 */
final class Requests {
    private static final Set<MigrationState> NOT_BEGUN =
            EnumSet.of(MigrationState.PLANNED, MigrationState.AWAITING_APPROVAL);
    private static final Set<MigrationState> RESUMABLE = EnumSet.of(MigrationState.PAUSED, MigrationState.FAILED);
    private static final Set<MigrationState> ENDED = EnumSet.of(
            MigrationState.COMPLETED,
            MigrationState.ROLLED_BACK,
            MigrationState.CANCELLED,
            MigrationState.FAILED,
            MigrationState.ROLLBACK_FAILED);

    private final Journal journal;
    private final HistoryCodec codec;
    private final Clock clock;

    Requests(Journal journal, HistoryCodec codec, Clock clock) {
        this.journal = journal;
        this.codec = codec;
        this.clock = clock;
    }

    MigrationHistory history(MigrationId id) {
        return MigrationHistory.of(id, codec.decode(journal.read(id, 0)));
    }

    MigrationHistory rehearsed(MigrationId id, HistoryEvent.Rehearsed event, String by) {
        return append(id, event, by, history -> refuseUnless(history, NOT_BEGUN, "a dry run", "It has been started."));
    }

    MigrationHistory approve(MigrationPlan plan, Approval approval) {
        MigrationId id = plan.id();
        return append(id, new HistoryEvent.Approved(approval.digest(), approval.reason()), approval.by(), history -> {
            refuseUnless(history, NOT_BEGUN, "an approval", "It has been started already; look at its status.");
            if (!approval.digest().equals(plan.digest())) {
                throw new ApprovalRefusedException(
                        id,
                        "The approval of migration " + id + " by " + approval.by() + " signs " + approval.digest()
                                + ", but its plan is " + plan.digest() + ".",
                        "Review the plan as it is now and approve its digest.");
            }
            if (plan.isBlocked()) {
                throw new PlanRejectedException(
                        "The plan of migration " + id + " has findings that block it:", plan.blockingFindings());
            }
            if (plan.spec().options().dryRunRequired() && !history.rehearsed().equals(Optional.of(plan.digest()))) {
                throw new ApprovalRefusedException(
                        id,
                        "Migration " + id + " needs a successful dry run first.",
                        "Call dryRun(...), then approve.");
            }
            refuseSamePerson(history, plan, approval);
        });
    }

    private static void refuseSamePerson(MigrationHistory history, MigrationPlan plan, Approval approval) {
        if (plan.spec().options().approvals() < 2) {
            return;
        }
        if (approval.by().equals(plan.spec().requestedBy())) {
            throw new ApprovalRefusedException(
                    plan.id(),
                    "Migration " + plan.id() + " needs two people to approve it, and " + approval.by()
                            + " asked for it.",
                    "Let somebody else approve it.");
        }
        if (history.approvers().contains(approval.by())) {
            throw new ApprovalRefusedException(
                    plan.id(),
                    approval.by() + " has approved migration " + plan.id() + " already; it needs a second person.",
                    "Let somebody else approve it.");
        }
    }

    MigrationHistory pause(MigrationId id, String by, String reason) {
        return append(id, new HistoryEvent.PauseRequested(reason), by, history -> {
            if (ENDED.contains(history.state()) || NOT_BEGUN.contains(history.state())) {
                throw refused(history, "a pause", "Nothing of it is running.");
            }
        });
    }

    MigrationHistory resume(MigrationId id, String by, String reason) {
        return append(
                id,
                new HistoryEvent.ResumeRequested(reason),
                by,
                history ->
                        refuseUnless(history, RESUMABLE, "a resume", "Only what is paused or failed can be resumed."));
    }

    MigrationHistory cancel(MigrationId id, String by, String reason) {
        return append(id, new HistoryEvent.CancelRequested(reason), by, history -> {
            if (EnumSet.of(MigrationState.COMPLETED, MigrationState.ROLLED_BACK, MigrationState.CANCELLED)
                    .contains(history.state())) {
                throw refused(history, "a cancellation", "It has ended; roll it back if it is completed.");
            }
            history.passedPointOfNoReturn().ifPresent(step -> {
                throw refused(history, "a cancellation", "Step " + step + " is a point of no return and has begun.");
            });
        });
    }

    MigrationHistory rollback(MigrationId id, HistoryEvent.RollbackRequested event, String by) {
        return append(id, event, by, Requests::refuseRollback);
    }

    /** Refuses a rollback of what cannot be rolled back. */
    static void refuseRollback(MigrationHistory history) {
        history.rollbackRefusal().ifPresent(why -> {
            throw new RequestRefusedException(
                    history.id(),
                    "Migration " + history.id() + " cannot be rolled back: " + why + ".",
                    "Look at its report for what it did.");
        });
    }

    MigrationHistory decide(MigrationId id, String choice, String by, String reason) {
        return append(id, new HistoryEvent.Decided(choice, reason), by, history -> {
            List<Choice> choices = Statuses.choices(history);
            if (choices.stream().noneMatch(offered -> offered.name().equals(choice))) {
                throw refused(
                        history,
                        "decision \"" + choice + "\"",
                        choices.isEmpty()
                                ? "It asks nothing."
                                : "It offers "
                                        + choices.stream().map(Choice::name).toList() + ".");
            }
        });
    }

    MigrationHistory signal(MigrationId id, String signal, String by, String reason) {
        return append(id, new HistoryEvent.Signalled(signal, reason), by, history -> {
            boolean awaited = history.steps().stream()
                    .anyMatch(step ->
                            step.value().waitForSignal().filter(signal::equals).isPresent()
                                    || step.leg(history.standing().backward())
                                            .signal()
                                            .filter(signal::equals)
                                            .isPresent());
            if (!awaited || ENDED.contains(history.state()) || history.signals().contains(signal)) {
                throw refused(history, "signal \"" + signal + "\"", "It does not wait for it.");
            }
        });
    }

    MigrationHistory tune(MigrationId id, String name, long value, String by, String reason) {
        return append(id, new HistoryEvent.Tuned(name, value, reason), by, history -> {
            String what = "tuning \"" + name + "\" to " + value;
            if (ENDED.contains(history.state())) {
                throw refused(history, what, "It has ended.");
            }
            List<Tunable> known = tunables(history);
            Tunable tunable = known.stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> refused(
                            history,
                            what,
                            "It can be tuned in "
                                    + known.stream().map(Tunable::name).toList() + "."));
            if (!tunable.admits(value)) {
                throw refused(history, what, "It may be " + tunable.least() + " to " + tunable.most() + ".");
            }
        });
    }

    private static List<Tunable> tunables(MigrationHistory history) {
        return Stream.concat(
                        Stream.of(Tunable.PARALLELISM),
                        history.plan().steps().stream().flatMap(step -> step.tunables().stream()))
                .distinct()
                .toList();
    }

    private MigrationHistory append(
            MigrationId id, HistoryEvent event, String by, Consumer<MigrationHistory> admitted) {
        while (true) {
            MigrationHistory history = history(id);
            admitted.accept(history);
            long last = history.standing().lastSequence();
            MigrationHistory after = history.with(List.of(new RecordedEvent(last + 1, clock.instant(), by, event)));
            Optional<Summary> summary = Optional.of(after.summary());
            if (journal.request(id, last, codec.encode(event, by), summary).isPresent()) {
                return after;
            }
        }
    }

    private static void refuseUnless(MigrationHistory history, Set<MigrationState> states, String what, String why) {
        if (!states.contains(history.state())) {
            throw refused(history, what, why);
        }
    }

    private static RequestRefusedException refused(MigrationHistory history, String what, String why) {
        return new RequestRefusedException(
                history.id(),
                "Migration " + history.id() + " is " + history.state() + " and does not take " + what + ".",
                why);
    }
}
