/**
 * Where a host keeps its sessions, and what a store must do so that they can move (S1). Start with
 * {@link dev.passage.migration.session.SessionStore}.
 */
@NullMarked
package dev.passage.migration.session;

import org.jspecify.annotations.NullMarked;
