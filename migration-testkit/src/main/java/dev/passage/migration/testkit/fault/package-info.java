/**
 * Makes named points of production code go wrong. Start with {@link dev.passage.migration.testkit.fault.Faults}.
 */
@NullMarked
package dev.passage.migration.testkit.fault;

import org.jspecify.annotations.NullMarked;
