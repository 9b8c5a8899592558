/** How the other side of a live move is kept like the owner, and compared with it. */
@NullMarked
package dev.passage.migration.catchup;

import org.jspecify.annotations.NullMarked;
