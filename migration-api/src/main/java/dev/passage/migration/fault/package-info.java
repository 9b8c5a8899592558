/**
 * Named points at which tests break production code. Start with {@link dev.passage.migration.fault.FaultPoint}.
 */
@NullMarked
package dev.passage.migration.fault;

import org.jspecify.annotations.NullMarked;
