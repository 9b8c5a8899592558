/**
 * Documents in memory, for tests. Start with {@link dev.passage.migration.document.memory.InMemoryDocumentStore}.
 */
@NullMarked
package dev.passage.migration.document.memory;

import org.jspecify.annotations.NullMarked;
