/** The engine over real databases, killed everywhere. */
@NullMarked
package dev.passage.migration.crash;

import org.jspecify.annotations.NullMarked;
