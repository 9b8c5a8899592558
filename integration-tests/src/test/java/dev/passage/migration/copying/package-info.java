/** Copies between every pair of engines, and in little memory. */
@NullMarked
package dev.passage.migration.copying;

import org.jspecify.annotations.NullMarked;
