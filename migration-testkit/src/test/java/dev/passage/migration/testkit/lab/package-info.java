/** Tests of the package of this name. */
@NullMarked
package dev.passage.migration.testkit.lab;

import org.jspecify.annotations.NullMarked;
