/** Moves of a tenant that is written to meanwhile, over real databases. */
@NullMarked
package dev.passage.migration.live;

import org.jspecify.annotations.NullMarked;
