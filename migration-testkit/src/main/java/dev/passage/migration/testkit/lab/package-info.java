/**
 * Everything a test of a migration needs, made for it and closed after it. Start with {@link dev.passage.migration.testkit.lab.MigrationTest}.
 */
@NullMarked
package dev.passage.migration.testkit.lab;

import org.jspecify.annotations.NullMarked;
