/** Tests of the package of this name. */
@NullMarked
package dev.passage.migration.testkit.process;

import org.jspecify.annotations.NullMarked;
