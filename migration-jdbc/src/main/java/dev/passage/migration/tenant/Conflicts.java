package dev.passage.migration.tenant;

import dev.passage.migration.catchup.ParkedConflict;
import dev.passage.migration.catchup.ParkedConflicts;
import dev.passage.migration.catchup.Referee;
import dev.passage.migration.catchup.Rulings;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.conflict.ConflictWinner;
import dev.passage.migration.step.Choice;
import dev.passage.migration.step.StepContext;
import dev.passage.migration.step.StepOutcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rows of the source that were written behind its gate: who decides on them, and what is said of them. */
final class Conflicts {
    private static final String KEEP_SOURCE = "keep-source";
    private static final String KEEP_TARGET = "keep-target";
    private static final int MOST_ASKED = 20;

    private final MoveSteps steps;
    private final TenantMove move;
    private final StepContext context;

    Conflicts(MoveSteps steps) {
        this.steps = steps;
        this.move = steps.move();
        this.context = steps.context();
    }

    /** What the plan says of the table, else whoever asked for the way back. */
    ConflictStrategy strategy(String table) {
        return move.cutover().conflicts().getOrDefault(table, context.conflicts());
    }

    /** What a person has decided of single rows, and since the step last asked of all others. */
    Rulings rulings() throws SQLException {
        String choice = context.decision().orElse("");
        ParkedConflicts parked = parked(steps);
        parked.decide(choice, steps.guard(false)::check);
        Rulings rulings = parked.rulings();
        return switch (choice) {
            case KEEP_SOURCE -> rulings.withRest(ConflictWinner.SOURCE);
            case KEEP_TARGET -> rulings.withRest(ConflictWinner.TARGET);
            default -> rulings;
        };
    }

    /** What is parked in the database of the source. */
    static ParkedConflicts parked(MoveSteps steps) throws SQLException {
        return new ParkedConflicts(
                steps.layout().source(), steps.feeds().of(false).parked(), steps.cipher());
    }

    /** Parks the rows, and asks on which side they are right. */
    StepOutcome ask(Referee referee) throws SQLException {
        ParkedConflicts parked = parked(steps);
        parked.park(referee, steps.guard(false)::check);
        List<ParkedConflict> open = parked.undecided();
        List<String> rows = new ArrayList<>();
        List<Choice> choices = new ArrayList<>();
        for (ParkedConflict conflict : open.subList(0, Math.min(open.size(), MOST_ASKED))) {
            rows.add(conflict.number() + ": " + conflict.row());
            choices.add(new Choice(
                    conflict.keepSource(),
                    "Row " + conflict.number() + " stays as it is on " + move.source()
                            + "; the others are asked about again."));
            choices.add(new Choice(
                    conflict.keepTarget(),
                    "Row " + conflict.number() + " becomes what it is on " + move.target()
                            + "; the others are asked about again."));
        }
        if (open.size() > MOST_ASKED) {
            rows.add((open.size() - MOST_ASKED) + " more rows");
        }
        choices.add(new Choice(
                KEEP_SOURCE,
                "All rows that nobody has decided on stay as they are on " + move.source() + "; what " + move.target()
                        + " has of them is not brought there."));
        choices.add(new Choice(
                KEEP_TARGET,
                "All rows that nobody has decided on become what they are on " + move.target()
                        + "; what was written behind the gate is lost."));
        return new StepOutcome.Blocked(
                "Rows of tenant " + move.tenant() + " were written on " + move.source() + " behind its gate: "
                        + String.join("; ", rows)
                        + ". Whose value stays? Until it is said of each, nothing of what "
                        + move.target() + " has is brought to " + move.source()
                        + ". TenantMoveHandler.conflicts(...) lists them.",
                choices);
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
