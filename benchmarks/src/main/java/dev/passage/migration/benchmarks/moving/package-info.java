/**
 * What writers feel of a live move, in one run. Start with {@link dev.passage.migration.benchmarks.moving.WritePause}.
 */
@NullMarked
package dev.passage.migration.benchmarks.moving;

import org.jspecify.annotations.NullMarked;
