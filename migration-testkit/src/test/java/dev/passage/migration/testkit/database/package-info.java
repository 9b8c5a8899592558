/** Tests of the package of this name. */
@NullMarked
package dev.passage.migration.testkit.database;

import org.jspecify.annotations.NullMarked;
