/**
 * Sessions in the tables of a database. Start with {@link dev.passage.migration.session.jdbc.JdbcSessionStore}.
 */
@NullMarked
package dev.passage.migration.session.jdbc;

import org.jspecify.annotations.NullMarked;
