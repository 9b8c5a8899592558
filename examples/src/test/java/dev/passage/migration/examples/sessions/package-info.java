/** Spring Session on a store that moves. */
@NullMarked
package dev.passage.migration.examples.sessions;

import org.jspecify.annotations.NullMarked;
