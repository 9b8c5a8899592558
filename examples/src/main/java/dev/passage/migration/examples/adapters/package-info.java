/** An adapter that is replaced while it is called. Start with {@code AdapterExample}. */
@NullMarked
package dev.passage.migration.examples.adapters;

import org.jspecify.annotations.NullMarked;
