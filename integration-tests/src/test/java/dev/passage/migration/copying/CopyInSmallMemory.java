package dev.passage.migration.copying;

import dev.passage.migration.copy.ChunkSize;
import dev.passage.migration.plan.ValidationLevel;
import dev.passage.migration.verify.TableComparison;

/** A process that copies a table and reads it back: source, target, table, ranges and rows are its arguments. */
final class CopyInSmallMemory {

    private CopyInSmallMemory() {}

    public static void main(String[] arguments) throws Exception {
        CopiedTable table = CopiedTable.of(arguments[0], arguments[1], arguments[2], ChunkSize.USUAL);
        table.copyAtTheSameTime(table.ranges(Integer.parseInt(arguments[3]), Long.parseLong(arguments[4])));
        TableComparison found = table.verify(ValidationLevel.FULL);
        System.out.println(found.isEqual() ? "equal rows: " + found.targetRows() : found.differences());
    }
}
