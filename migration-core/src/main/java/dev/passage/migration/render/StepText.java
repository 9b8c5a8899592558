package dev.passage.migration.render;

import dev.passage.migration.identity.StepId;
import dev.passage.migration.step.Resource;
import dev.passage.migration.step.Retry;
import dev.passage.migration.step.Reversibility;
import dev.passage.migration.step.RollbackStep;
import dev.passage.migration.step.Step;
import dev.passage.migration.step.StepEstimate;
import dev.passage.migration.step.UncertaintyPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A step as the text of a plan shows it; what is as usual is left out. */
final class StepText {
    private static final Retry USUAL_RETRY = Retry.exponential(3);
    private static final Retry USUAL_ROLLBACK_RETRY = Retry.exponential(5);
    private static final Duration USUAL_TIMEOUT = Duration.ofMinutes(10);

    private StepText() {}

    static void add(Page page, int place, Step step) {
        List<List<String>> fields = new ArrayList<>();
        if (!step.after().isEmpty()) {
            fields.add(List.of("after", step.after().stream().map(StepId::value).collect(Collectors.joining(", "))));
        }
        step.waitFor().ifPresent(wait -> fields.add(List.of("waits", Amounts.duration(wait) + " before it begins")));
        step.waitForSignal().ifPresent(signal -> fields.add(List.of("waits for", "the signal \"" + signal + "\"")));
        if (!step.retry().equals(USUAL_RETRY)) {
            fields.add(List.of("attempts", attempts(step.retry())));
        }
        if (!step.timeout().equals(USUAL_TIMEOUT)) {
            fields.add(List.of("time limit", Amounts.duration(step.timeout())));
        }
        step.uncertainty().ifPresent(policy -> fields.add(List.of("when in doubt", inDoubt(policy))));
        for (Resource resource : step.creates()) {
            fields.add(List.of("creates", resource.kind() + " " + resource.name() + at(resource)));
        }
        if (!step.releases().isEmpty()) {
            fields.add(List.of("removes", String.join(", ", step.releases())));
        }
        String expected = expected(step.estimate());
        if (!expected.isEmpty()) {
            fields.add(List.of("expected", expected));
        }
        fields.add(List.of("undo", undo(step)));
        page.line(2, place + ". " + step.id() + " (" + PlainText.word(step.kind()) + "): " + step.description())
                .table(5, fields);
    }

    static String expected(StepEstimate estimate) {
        List<String> parts = new ArrayList<>();
        if (estimate.rows() > 0) {
            parts.add(Amounts.count(estimate.rows(), "row"));
        }
        if (estimate.bytes() > 0) {
            parts.add(Amounts.bytes(estimate.bytes()));
        }
        if (!estimate.duration().isZero()) {
            parts.add("about " + Amounts.duration(estimate.duration()));
        }
        if (!estimate.writePause().isZero()) {
            parts.add("writes held " + Amounts.duration(estimate.writePause()));
        }
        return String.join(", ", parts);
    }

    private static String at(Resource resource) {
        return resource.place().isEmpty() ? "" : " at " + resource.place();
    }

    private static String attempts(Retry retry) {
        if (retry.attempts() == 1) {
            return "1, a failure is not tried again";
        }
        return retry.attempts() + ", pauses of " + Amounts.duration(retry.firstDelay())
                + (retry.firstDelay().equals(retry.maxDelay()) ? "" : " up to " + Amounts.duration(retry.maxDelay()));
    }

    private static String inDoubt(UncertaintyPolicy policy) {
        return switch (policy) {
            case RESEND -> "its effect is brought about again, perhaps twice";
            case SKIP -> "its effect is taken as done, perhaps it never was";
            case ASK -> "a person is asked whether its effect took place";
        };
    }

    private static String undo(Step step) {
        if (step.reversibility() instanceof Reversibility.PointOfNoReturn) {
            return "NONE, this is the point of no return";
        }
        return step.rollback()
                .map(rollback -> by(step, rollback) + loss(step.reversibility()))
                .orElse("nothing to undo");
    }

    private static String by(Step step, RollbackStep rollback) {
        return rollback.id() + ": " + rollback.description()
                + (rollback.recreates().isEmpty()
                        ? ""
                        : ", perhaps with " + String.join(", ", rollback.recreates()) + " set up again")
                + (rollback.cleanup() ? " (when all else is undone)" : "")
                + (rollback.retry().equals(USUAL_ROLLBACK_RETRY) ? "" : "; attempts " + attempts(rollback.retry()))
                + (rollback.timeout().equals(step.timeout())
                        ? ""
                        : "; time limit " + Amounts.duration(rollback.timeout()));
    }

    private static String loss(Reversibility reversibility) {
        return reversibility instanceof Reversibility.ReversibleWithLoss lossy ? "; LOSES " + lossy.loss() : "";
    }
}
