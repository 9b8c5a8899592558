/** Tests of the package of this name. */
@NullMarked
package dev.passage.migration.testkit.crash;

import org.jspecify.annotations.NullMarked;
