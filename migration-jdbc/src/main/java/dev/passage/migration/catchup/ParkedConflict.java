package dev.passage.migration.catchup;

import dev.passage.migration.conflict.ConflictWinner;
import java.util.Objects;
import java.util.Optional;

/**
 * A row of which a person has to say whose value stays, as it was on both sides when it was found (R3). When it changes on a side before
 * anybody has decided it becomes another conflict, with another number.
 *
 * @param number by which it is known in this migration, 1 or more
 * @param table the name of its table
 * @param row table and key in words
 * @param source what it was on the side that authority returns to
 * @param target what it was on the side that authority leaves
 * @param winner whose value stays; a person as long as nobody has decided
 * @since 0.1.0
 */
public record ParkedConflict(
        long number, String table, String row, RowImage source, RowImage target, ConflictWinner winner) {
    private static final String KEEP_SOURCE = "keep-source-";
    private static final String KEEP_TARGET = "keep-target-";

    /** Checks that every part is given. */
    public ParkedConflict {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(row, "row");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(winner, "winner");
    }

    /**
     * Returns the choice by which this row stays as it is on the side that authority returns to.
     *
     * @return what {@link dev.passage.migration.MigrationController#decide} takes
     */
    public String keepSource() {
        return KEEP_SOURCE + number;
    }

    /**
     * Returns the choice by which this row becomes what it is on the side that authority leaves.
     *
     * @return what {@link dev.passage.migration.MigrationController#decide} takes
     */
    public String keepTarget() {
        return KEEP_TARGET + number;
    }

    /**
     * Reads a choice that was taken.
     *
     * @param choice its name
     * @return which conflict it decides and how, empty when it decides none by itself
     */
    static Optional<Decision> decision(String choice) {
        if (choice.matches(KEEP_SOURCE + "\\d{1,18}")) {
            return Optional.of(
                    new Decision(Long.parseLong(choice.substring(KEEP_SOURCE.length())), ConflictWinner.SOURCE));
        }
        if (choice.matches(KEEP_TARGET + "\\d{1,18}")) {
            return Optional.of(
                    new Decision(Long.parseLong(choice.substring(KEEP_TARGET.length())), ConflictWinner.TARGET));
        }
        return Optional.empty();
    }

    /** Whose value stays of one conflict. */
    record Decision(long number, ConflictWinner winner) {}
}
