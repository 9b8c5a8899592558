/**
 * What an analysis found and how to mend it. Start with {@link dev.passage.migration.finding.Finding}.
 */
@NullMarked
package dev.passage.migration.finding;

import org.jspecify.annotations.NullMarked;
