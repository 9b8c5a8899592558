/** The demo: a tenant moves, survives a kill, and comes back. Start with {@link dev.passage.migration.examples.demo.Demo}. */
@NullMarked
package dev.passage.migration.examples.demo;

import org.jspecify.annotations.NullMarked;
