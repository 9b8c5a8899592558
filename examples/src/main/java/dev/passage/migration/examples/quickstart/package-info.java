/** The README's five-minute start. Start with {@link dev.passage.migration.examples.quickstart.QuickStart}. */
@NullMarked
package dev.passage.migration.examples.quickstart;

import org.jspecify.annotations.NullMarked;
