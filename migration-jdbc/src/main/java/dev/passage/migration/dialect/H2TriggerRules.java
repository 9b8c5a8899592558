package dev.passage.migration.dialect;

import dev.passage.migration.dialect.internal.H2RowTrigger;

/**
 * The kinds of statements that a trigger of H2 runs for each changed row. A trigger of H2 is a class; the statements stand in a
 * table that is named as the trigger, with {@code rules} in place of number and event, and has the columns {@code table_no},
 * {@code kind} and {@code statement}. Where H2 runs in a process of its own, this library must be there too.
 *
 * @since 0.1.0
 */
public final class H2TriggerRules {
    /** The positions of the columns that the statements bind, from 0, by commas. */
    public static final String COLUMNS = H2RowTrigger.COLUMNS;

    /** The positions of the key columns. */
    public static final String KEY = H2RowTrigger.KEY;

    /** Selects a row when the bound one is the tenant's. */
    public static final String BELONGS = H2RowTrigger.BELONGS;

    /** Notes the key of the bound row. */
    public static final String NOTE = H2RowTrigger.NOTE;

    /** Notes the keys of rows that change with the bound one; any number of them. */
    public static final String DEPENDENT = H2RowTrigger.DEPENDENT;

    /** Selects the state of the tenant's gate. */
    public static final String GATE = H2RowTrigger.GATE;

    /** Selects a row when the bound SHA-256 is that of a mover's token. */
    public static final String ORIGIN = H2RowTrigger.ORIGIN;

    /** The variable of a session that holds a mover's token. */
    public static final String VARIABLE = H2RowTrigger.VARIABLE;

    private H2TriggerRules() {}

    /**
     * Returns the class that a trigger calls.
     *
     * @return its name
     */
    public static String triggerClass() {
        return H2RowTrigger.class.getName();
    }
}
