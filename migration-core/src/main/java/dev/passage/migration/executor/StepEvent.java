package dev.passage.migration.executor;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One attempt of a step, as the JDK's flight recorder sees it; costs nothing while nobody records (O3). */
@Name(StepEvent.NAME)
@Label("Migration Step")
@Description("One attempt of a step of a migration")
@Category({"Passage", "Migration"})
@StackTrace(false)
final class StepEvent extends Event {
    static final String NAME = "dev.passage.migration.Step";

    @Label("Migration")
    String migration = "";

    @Label("Type")
    String type = "";

    @Label("Step")
    String step = "";

    @Label("Attempt")
    int attempt;

    @Label("Backward")
    @Description("Whether the step is undone")
    boolean backward;

    @Label("Outcome")
    @Description("The outcome of the attempt, or the class of what it threw")
    String outcome = "";
}
