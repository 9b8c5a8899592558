/**
 * The points at which a test can break the executor. Start with
 * {@link dev.passage.migration.executor.fault.ExecutorFaultPoints}.
 */
@NullMarked
package dev.passage.migration.executor.fault;

import org.jspecify.annotations.NullMarked;
