/**
 * What a copy costs, beside what else would carry the same rows, in one run. Start with
 * {@link dev.passage.migration.benchmarks.copying.CopyCost}.
 */
@NullMarked
package dev.passage.migration.benchmarks.copying;

import org.jspecify.annotations.NullMarked;
