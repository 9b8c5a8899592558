/**
 * Replaces an adapter stage by stage. Start with
 * {@link dev.passage.migration.adapter.switching.AdapterSwitch}.
 */
@NullMarked
package dev.passage.migration.adapter.switching;

import org.jspecify.annotations.NullMarked;
