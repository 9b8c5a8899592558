/**
 * The journal in a database of the host's. Start with {@link dev.passage.migration.journal.jdbc.JdbcJournal}.
 */
@NullMarked
package dev.passage.migration.journal.jdbc;

import org.jspecify.annotations.NullMarked;
