/**
 * Who may write: the gate row of a tenant, and the fence row of a migration. Start with
 * {@link dev.passage.migration.gate.Gate}.
 */
@NullMarked
package dev.passage.migration.gate;

import org.jspecify.annotations.NullMarked;
