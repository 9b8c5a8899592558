/** How much of what must survive a crash the tests of each module run through. */
@NullMarked
package dev.passage.migration.coverage;

import org.jspecify.annotations.NullMarked;
