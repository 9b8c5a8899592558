/**
 * What stands in a database: tables, columns, keys and rights, and how two of them compare. Start with
 * {@link dev.passage.migration.catalog.Catalog}.
 */
@NullMarked
package dev.passage.migration.catalog;

import org.jspecify.annotations.NullMarked;
