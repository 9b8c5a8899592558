/**
 * Calls of the new adapter beside the old one, and what is known of its health. Start with
 * {@link dev.passage.migration.adapter.shadow.ReplacementHealth}.
 */
@NullMarked
package dev.passage.migration.adapter.shadow;

import org.jspecify.annotations.NullMarked;
