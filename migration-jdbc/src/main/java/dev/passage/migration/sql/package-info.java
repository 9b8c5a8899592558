/**
 * How statements are written, run in transactions and reported, for the packages that keep tables of their own. Start with
 * {@link dev.passage.migration.sql.Transaction}.
 */
@NullMarked
package dev.passage.migration.sql;

import org.jspecify.annotations.NullMarked;
