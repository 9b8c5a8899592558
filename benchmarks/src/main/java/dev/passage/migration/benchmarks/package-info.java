/**
 * What Passage costs, beside what it is compared with, in one run. Start with
 * {@link dev.passage.migration.benchmarks.StepCost}.
 */
@NullMarked
package dev.passage.migration.benchmarks;

import org.jspecify.annotations.NullMarked;
