/**
 * The code that the documents show: each region between {@code // snippet} and {@code // end} stands word for word in one of
 * them.
 */
@NullMarked
package dev.passage.migration.examples.snippets;

import org.jspecify.annotations.NullMarked;
