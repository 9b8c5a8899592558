/** Moves of a tenant that are killed, refused and rehearsed, over real databases. */
@NullMarked
package dev.passage.migration.move;

import org.jspecify.annotations.NullMarked;
