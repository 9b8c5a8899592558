/** Tests of the package of this name. */
@NullMarked
package dev.passage.migration.testkit.connection;

import org.jspecify.annotations.NullMarked;
