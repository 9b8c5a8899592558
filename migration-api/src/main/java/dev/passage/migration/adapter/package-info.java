/**
 * What a host says about the calls of an adapter that is being replaced. Start with
 * {@link dev.passage.migration.adapter.AdapterStage}.
 */
@NullMarked
package dev.passage.migration.adapter;

import org.jspecify.annotations.NullMarked;
