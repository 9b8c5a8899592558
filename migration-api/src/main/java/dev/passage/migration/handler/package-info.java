/**
 * What the author of a kind of migration implements. Start with {@link dev.passage.migration.handler.Handler}.
 */
@NullMarked
package dev.passage.migration.handler;

import org.jspecify.annotations.NullMarked;
