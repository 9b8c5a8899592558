package dev.passage.migration.copy;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** One chunk of a copy, as the JDK's flight recorder sees it; costs nothing while nobody records (O3). */
@Name(ChunkEvent.NAME)
@Label("Copied Chunk")
@Description("One chunk of rows, from the end of the chunk before to its commit on the target")
@Category({"Passage", "Copy"})
@StackTrace(false)
final class ChunkEvent extends Event {
    static final String NAME = "dev.passage.migration.Chunk";

    @Label("Table")
    String table = "";

    @Label("Target")
    String target = "";

    @Label("Number")
    long number;

    @Label("Rows")
    long rows;

    @Label("Commit")
    @Timespan(Timespan.NANOSECONDS)
    long commit;
}
