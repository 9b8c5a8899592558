/** What happens when both sides of a migration hold a change of the same thing; start with {@link ConflictStrategy}. */
@NullMarked
package dev.passage.migration.conflict;

import org.jspecify.annotations.NullMarked;
