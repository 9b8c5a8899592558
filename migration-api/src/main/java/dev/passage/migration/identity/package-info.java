/**
 * What things are called: ids of migrations, steps, handlers and endpoints. Start with {@link dev.passage.migration.identity.MigrationId}.
 */
@NullMarked
package dev.passage.migration.identity;

import org.jspecify.annotations.NullMarked;
