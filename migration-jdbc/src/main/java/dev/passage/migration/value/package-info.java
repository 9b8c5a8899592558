/**
 * How one value of a row is read, bound and made comparable between engines. Start with
 * {@link dev.passage.migration.value.ValueAccess} and {@link dev.passage.migration.value.RowDigester}.
 */
@NullMarked
package dev.passage.migration.value;

import org.jspecify.annotations.NullMarked;
