/**
 * A reviewed description of a migration as a value with a digest. Start with {@link dev.passage.migration.plan.MigrationPlan}.
 */
@NullMarked
package dev.passage.migration.plan;

import org.jspecify.annotations.NullMarked;
