/** Tests of the fleet. */
@NullMarked
package dev.passage.migration.testkit.fleet;

import org.jspecify.annotations.NullMarked;
