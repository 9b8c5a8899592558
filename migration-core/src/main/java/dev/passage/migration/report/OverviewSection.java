package dev.passage.migration.report;

import dev.passage.migration.history.MigrationHistory;
import dev.passage.migration.history.PlanValue;
import dev.passage.migration.history.Standing;
import dev.passage.migration.plan.PlanDigest;
import dev.passage.migration.render.Amounts;
import dev.passage.migration.render.Page;
import dev.passage.migration.render.PlainText;
import dev.passage.migration.step.StepEstimate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What was moved, who wanted it, how it ended and how long it took. */
final class OverviewSection {

    private OverviewSection() {}

    static void add(Page page, MigrationHistory history) {
        PlanValue plan = history.plan();
        Standing standing = history.standing();
        List<List<String>> fields = new ArrayList<>();
        fields.add(List.of("migration", history.id().value()));
        fields.add(List.of("state", state(history)));
        if (!plan.source().isEmpty() || !plan.target().isEmpty()) {
            fields.add(List.of("moved", plan.source() + " -> " + plan.target()));
        }
        plan.scope().ifPresent(scope -> fields.add(List.of("scope", scope)));
        fields.add(List.of("handler", plan.handler() + ", " + PlainText.word(plan.type())));
        fields.add(List.of(
                "asked for by", plan.requestedBy() + (plan.reason().isBlank() ? "" : ", because " + plan.reason())));
        fields.add(List.of(
                "approved by",
                history.approvers().isEmpty() ? "nobody yet" : String.join(", ", new TreeSet<>(history.approvers()))));
        fields.add(
                List.of("plan", plan.digest().map(PlanDigest::value).orElse("without a digest") + rehearsed(history)));
        fields.add(List.of("planned at", at(history.planned().createdAt())));
        standing.startedAt().ifPresent(start -> fields.add(List.of("approved at", at(start))));
        standing.endedAt()
                .ifPresent(end -> fields.add(List.of("ended at", at(end) + after(standing.startedAt(), end))));
        fields.add(List.of("expected were", expected(plan.estimate().total())));
        page.heading("Migration: " + plan.title()).table(2, fields);
    }

    static String at(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String state(MigrationHistory history) {
        String state = history.state().name();
        return history.state().isTerminal()
                ? state
                : state + ", " + (int) (100 * history.fraction()) + " % done"
                        + history.standing()
                                .turnRequested()
                                .map(why -> ", is to be rolled back (" + why + ")")
                                .orElse("");
    }

    private static String rehearsed(MigrationHistory history) {
        return history.rehearsed().isPresent()
                        && history.rehearsed().equals(history.plan().digest())
                ? ", dry run made"
                : ", no dry run";
    }

    private static String after(Optional<Instant> start, Instant end) {
        return start.map(begin -> ", " + Amounts.duration(Duration.between(begin, end)) + " after the approval")
                .orElse("");
    }

    private static String expected(StepEstimate total) {
        return Amounts.duration(total.duration()) + ", " + Amounts.count(total.rows(), "row") + ", "
                + Amounts.bytes(total.bytes()) + ", writes held "
                + Amounts.duration(total.writePause());
    }
}
