/**
 * Who may act on a migration, and until when. Start with {@link dev.passage.migration.lease.Lease}.
 */
@NullMarked
package dev.passage.migration.lease;

import org.jspecify.annotations.NullMarked;
