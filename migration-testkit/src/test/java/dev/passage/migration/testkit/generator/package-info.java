/** Tests of the package of this name. */
@NullMarked
package dev.passage.migration.testkit.generator;

import org.jspecify.annotations.NullMarked;
