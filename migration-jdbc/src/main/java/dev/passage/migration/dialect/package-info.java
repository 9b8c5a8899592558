/**
 * What differs between the databases that Passage works on. Start with {@link dev.passage.migration.dialect.Dialect}.
 */
@NullMarked
package dev.passage.migration.dialect;

import org.jspecify.annotations.NullMarked;
