/**
 * Connections that break, and a log of what went through them. Start with {@link dev.passage.migration.testkit.connection.FaultyDataSource}.
 */
@NullMarked
package dev.passage.migration.testkit.connection;

import org.jspecify.annotations.NullMarked;
