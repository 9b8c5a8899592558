/** Adapters that are switched while they are called (A1-A3). Start with {@code AdapterSwitchTest}. */
@NullMarked
package dev.passage.migration.adapters;

import org.jspecify.annotations.NullMarked;
