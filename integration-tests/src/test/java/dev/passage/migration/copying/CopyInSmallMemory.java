package dev.passage.migration.copying;

import dev.passage.migration.copy.ChunkSize;
import dev.passage.migration.plan.ValidationLevel;
import dev.passage.migration.verify.TableComparison;
import java.sql.SQLException;

/** A process that copies a table and reads it back: source, target and table are its arguments. */
final class CopyInSmallMemory {

    private CopyInSmallMemory() {}

    public static void main(String[] arguments) throws SQLException {
        CopiedTable table = CopiedTable.of(arguments[0], arguments[1], arguments[2], ChunkSize.USUAL);
        table.copy();
        TableComparison found = table.verify(ValidationLevel.FULL);
        System.out.println(found.isEqual() ? "equal rows: " + found.targetRows() : found.differences());
    }
}
