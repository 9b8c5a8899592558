/**
 * What a new adapter covers of the old one. Start with
 * {@link dev.passage.migration.adapter.analysis.AdapterAnalysis}.
 */
@NullMarked
package dev.passage.migration.adapter.analysis;

import org.jspecify.annotations.NullMarked;
