/**
 * Brings what a change feed has noted, or a comparison found, to the other side, until it lags behind by little. Start with
 * {@link dev.passage.migration.catchup.ChangeApplier}.
 */
@NullMarked
package dev.passage.migration.catchup;

import org.jspecify.annotations.NullMarked;
