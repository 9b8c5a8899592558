package dev.passage.migration.finding;

/**
 * How much a finding matters, from least to most.
 *
 * @since 0.1.0
 */
public enum Severity {
    /** Good to know; nothing has to be done. */
    INFO,
    /** Should be looked at before the migration runs; does not stop it, except at validation level strict. */
    WARNING,
    /** Must be mended first; a plan with such a finding cannot be executed. */
    BLOCKING
}
