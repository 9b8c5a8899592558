/** Holds the documents to the code. */
@NullMarked
package dev.passage.migration.examples.documents;

import org.jspecify.annotations.NullMarked;
