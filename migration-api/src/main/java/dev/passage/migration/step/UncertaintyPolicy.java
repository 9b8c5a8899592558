package dev.passage.migration.step;

/**
 * What happens when a crash left it unknown whether an {@link Effect#ONCE} effect took place; part of the reviewed plan.
 *
 * @since 0.1.0
 */
public enum UncertaintyPolicy {
    /** Do it again; it may then have happened twice. */
    RESEND,
    /** Go on as if it had happened; it may then never have happened. */
    SKIP,
    /** Block the migration and ask a person (promise 6). */
    ASK
}
