package dev.passage.migration.plan;

/**
 * How a plan is rendered (P7).
 *
 * @since 0.1.0
 */
public enum PlanFormat {
    /** Lines for a terminal or a review. */
    TEXT,
    /** A Mermaid flow chart. */
    MERMAID,
    /** JSON with a fixed order of fields, so that two plans can be compared line by line. */
    JSON
}
