/** Tests of the example that replaces an adapter. */
@NullMarked
package dev.passage.migration.examples.adapters;

import org.jspecify.annotations.NullMarked;
