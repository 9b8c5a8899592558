/**
 * What can go wrong, of which kind, and what a person does next. Start with {@link dev.passage.migration.failure.MigrationException}.
 */
@NullMarked
package dev.passage.migration.failure;

import org.jspecify.annotations.NullMarked;
