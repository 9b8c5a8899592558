/**
 * Which keys of a tenant have changed since a moment, noted by the database itself in the transaction of the change. Start
 * with {@link dev.passage.migration.capture.ChangeFeed}.
 */
@NullMarked
package dev.passage.migration.capture;

import org.jspecify.annotations.NullMarked;
