package dev.passage.migration.tenant;

import dev.passage.migration.catchup.Referee;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.step.Choice;
import dev.passage.migration.step.StepContext;
import dev.passage.migration.step.StepOutcome;
import java.util.Optional;

/** Rows of the source that were written behind its gate: who decides on them, and what is said of them. */
final class Conflicts {
    private static final String KEEP_SOURCE = "keep-source";
    private static final String KEEP_TARGET = "keep-target";

    private final TenantMove move;
    private final StepContext context;

    Conflicts(TenantMove move, StepContext context) {
        this.move = move;
        this.context = context;
    }

    /** What a person has decided since the step last asked, else what the plan says of the table, else whoever asked for the way back. */
    ConflictStrategy strategy(String table) {
        return switch (context.decision().orElse("")) {
            case KEEP_SOURCE -> ConflictStrategy.SOURCE_WINS;
            case KEEP_TARGET -> ConflictStrategy.TARGET_WINS;
            default -> move.cutover().conflicts().getOrDefault(table, context.conflicts());
        };
    }

    /** Asks on which side the rows are right. */
    StepOutcome ask(Referee referee) {
        return StepOutcome.blocked(
                "Rows of tenant " + move.tenant() + " were written on " + move.source() + " behind its gate: "
                        + String.join("; ", referee.undecided())
                        + ". Whose value stays? Until it is said, nothing of what "
                        + move.target() + " has is brought to " + move.source() + ".",
                new Choice(
                        KEEP_SOURCE,
                        "Those rows stay as they are on " + move.source() + "; what " + move.target()
                                + " has of them is not brought there."),
                new Choice(
                        KEEP_TARGET,
                        "Those rows become what they are on " + move.target()
                                + "; what was written behind the gate is lost."));
    }

    /** Says what was settled, or that nobody could tell. */
    void note(Optional<Referee> referee) {
        if (referee.isEmpty()) {
            context.note(
                    "not looked for",
                    "writes on " + move.source() + " behind its gate, because its rows were not remembered");
            return;
        }
        if (!referee.get().kept().isEmpty()) {
            context.note(
                    "written behind the gate, kept",
                    String.join("; ", referee.get().kept()));
        }
        if (!referee.get().overwritten().isEmpty()) {
            context.note(
                    "written behind the gate, overwritten",
                    String.join("; ", referee.get().overwritten()));
        }
    }
}
