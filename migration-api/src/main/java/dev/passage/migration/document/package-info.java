/**
 * Documents and where they are stored. Start with {@link dev.passage.migration.document.DocumentStore}.
 */
@NullMarked
package dev.passage.migration.document;

import org.jspecify.annotations.NullMarked;
