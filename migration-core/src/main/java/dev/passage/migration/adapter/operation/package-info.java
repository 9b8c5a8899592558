/**
 * What may be done with a call of an operation. Start with {@link dev.passage.migration.adapter.operation.OperationRules}.
 */
@NullMarked
package dev.passage.migration.adapter.operation;

import org.jspecify.annotations.NullMarked;
