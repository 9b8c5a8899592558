/**
 * Sessions in the memory of one process. Start with {@link dev.passage.migration.session.memory.InMemorySessionStore}.
 */
@NullMarked
package dev.passage.migration.session.memory;

import org.jspecify.annotations.NullMarked;
