/**
 * Real databases for a test, made for it alone. Start with {@link dev.passage.migration.testkit.database.TestDatabases}.
 */
@NullMarked
package dev.passage.migration.testkit.database;

import org.jspecify.annotations.NullMarked;
