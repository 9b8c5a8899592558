/**
 * Time that a test moves. Start with {@link dev.passage.migration.testkit.clock.VirtualClock}.
 */
@NullMarked
package dev.passage.migration.testkit.clock;

import org.jspecify.annotations.NullMarked;
