/** Tests that the documents show, and that a host could have written. */
@NullMarked
package dev.passage.migration.examples.snippets;

import org.jspecify.annotations.NullMarked;
