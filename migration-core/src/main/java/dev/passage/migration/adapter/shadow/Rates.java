package dev.passage.migration.adapter.shadow;

/**
 * How the new adapter does, in numbers of calls.
 *
 * @param comparisons how many answers were compared
 * @param mismatches how many of them differed
 * @param calls how many calls of the new adapter were measured
 * @param errors how many of them failed or took longer than they may
 * @param slow how many of them were slow, with those that have not come back and are slow by now
 * @since 0.1.0
 */
public record Rates(long comparisons, long mismatches, long calls, long errors, long slow) {}
