/**
 * From a specification to a reviewed plan, and back to the same plan after a restart. Start with {@link dev.passage.migration.planner.Planner}.
 */
@NullMarked
package dev.passage.migration.planner;

import org.jspecify.annotations.NullMarked;
