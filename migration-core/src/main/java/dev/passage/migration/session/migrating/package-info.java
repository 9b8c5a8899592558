/**
 * The store that a host puts before its own while its sessions move. Start with
 * {@link dev.passage.migration.session.migrating.MigratingSessionStore}.
 */
@NullMarked
package dev.passage.migration.session.migrating;

import org.jspecify.annotations.NullMarked;
