/**
 * One step of a plan: what it does, how it is undone and what it tells the engine. Start with {@link dev.passage.migration.step.Step}.
 */
@NullMarked
package dev.passage.migration.step;

import org.jspecify.annotations.NullMarked;
