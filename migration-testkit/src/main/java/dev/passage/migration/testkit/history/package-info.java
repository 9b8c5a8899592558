/**
 * What writers were told, and whether the end fits to it. Start with {@link dev.passage.migration.testkit.history.WriteHistory}.
 */
@NullMarked
package dev.passage.migration.testkit.history;

import org.jspecify.annotations.NullMarked;
