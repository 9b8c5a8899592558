/** Databases for the tests of this module. Start with {@link dev.passage.migration.testdatabase.TestDatabase}. */
@NullMarked
package dev.passage.migration.testdatabase;

import org.jspecify.annotations.NullMarked;
