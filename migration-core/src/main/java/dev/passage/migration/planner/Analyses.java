package dev.passage.migration.planner;

import dev.passage.migration.finding.Finding;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.plan.Risk;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Analyses that a specification may use again while handler, settings, options and the state of source and target are the same
 * (P8). What blocks a plan is never kept: people mend it and plan again. Lost with the process.
 *
 * <p>Safe for use by several threads.
 */
final class Analyses {
    private static final int MOST = 100;
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final Clock clock;
    private final Map<Subject, Analysis> kept = new LinkedHashMap<>();

    Analyses(Clock clock) {
        this.clock = clock;
    }

    /**
     * What was analyzed.
     *
     * @param state the fingerprint of source and target
     */
    record Subject(HandlerId handler, String settings, ExecutionOptions options, String state) {}

    /**
     * What was found.
     *
     * @param facts the facts as they are journaled
     */
    record Analysis(String facts, List<Finding> findings, List<Risk> risks, Instant madeAt) {}

    synchronized Optional<Analysis> of(Subject subject) {
        Instant oldest = clock.instant().minus(LONGEST);
        kept.values().removeIf(analysis -> analysis.madeAt().isBefore(oldest));
        return Optional.ofNullable(kept.get(subject));
    }

    synchronized void keep(Subject subject, Analysis analysis) {
        if (subject.state().isEmpty() || analysis.findings().stream().anyMatch(Finding::isBlocking)) {
            return;
        }
        kept.put(subject, analysis);
        if (kept.size() > MOST) {
            kept.remove(kept.keySet().iterator().next());
        }
    }
}
