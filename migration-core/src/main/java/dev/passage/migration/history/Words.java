package dev.passage.migration.history;

import dev.passage.migration.plan.PlanDigest;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What people have said of a migration that stays said.
 *
 * @param approvers who approved the plan
 * @param signals the names of the signals that were given
 * @param rehearsed the digest of the plan whose dry run succeeded last
 * @param tuned the present values of what was tuned, by name
 * @param rollback how the rollback was asked for, last
 */
record Words(
        Set<String> approvers,
        Set<String> signals,
        Optional<PlanDigest> rehearsed,
        Map<String, Long> tuned,
        Optional<HistoryEvent.RollbackRequested> rollback) {
    static final Words NONE = new Words(Set.of(), Set.of(), Optional.empty(), Map.of(), Optional.empty());

    Words {
        approvers = Set.copyOf(approvers);
        signals = Set.copyOf(signals);
        tuned = Map.copyOf(tuned);
    }

    Words after(RecordedEvent recorded) {
        HistoryEvent event = recorded.event();
        if (event instanceof HistoryEvent.Approved) {
            return new Words(plus(approvers, recorded.actor()), signals, rehearsed, tuned, rollback);
        }
        if (event instanceof HistoryEvent.Signalled signal) {
            return new Words(approvers, plus(signals, signal.signal()), rehearsed, tuned, rollback);
        }
        if (event instanceof HistoryEvent.Rehearsed dryRun && dryRun.successful()) {
            return new Words(approvers, signals, Optional.of(dryRun.digest()), tuned, rollback);
        }
        if (event instanceof HistoryEvent.Tuned one) {
            Map<String, Long> more = new LinkedHashMap<>(tuned);
            more.put(one.name(), one.value());
            return new Words(approvers, signals, rehearsed, more, rollback);
        }
        if (event instanceof HistoryEvent.RollbackRequested request) {
            return new Words(approvers, signals, rehearsed, tuned, Optional.of(request));
        }
        return this;
    }

    private static Set<String> plus(Set<String> set, String element) {
        Set<String> more = new LinkedHashSet<>(set);
        more.add(element);
        return more;
    }
}
