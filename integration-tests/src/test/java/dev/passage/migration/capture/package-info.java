/** What the triggers of a change feed note and refuse, on real databases. */
@NullMarked
package dev.passage.migration.capture;

import org.jspecify.annotations.NullMarked;
