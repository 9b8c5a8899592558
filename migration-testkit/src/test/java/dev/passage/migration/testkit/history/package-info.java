/** Tests of the package of this name. */
@NullMarked
package dev.passage.migration.testkit.history;

import org.jspecify.annotations.NullMarked;
