/**
 * Many actors on one thread over databases in memory, interleaved by a seed: thousands of histories a second, each of which can be
 * replayed. Start with {@link dev.passage.migration.testkit.simulation.Simulation}.
 */
@NullMarked
package dev.passage.migration.testkit.simulation;

import org.jspecify.annotations.NullMarked;
