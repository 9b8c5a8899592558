/** Tests of the package of this name. */
@NullMarked
package dev.passage.migration.testkit.network;

import org.jspecify.annotations.NullMarked;
