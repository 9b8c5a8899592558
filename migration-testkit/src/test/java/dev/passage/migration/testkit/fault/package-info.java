/** Tests of the package of this name. */
@NullMarked
package dev.passage.migration.testkit.fault;

import org.jspecify.annotations.NullMarked;
