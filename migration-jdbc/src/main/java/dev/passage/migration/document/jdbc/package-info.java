/**
 * Documents as rows of a table. Start with {@link dev.passage.migration.document.jdbc.JdbcDocumentStore}.
 */
@NullMarked
package dev.passage.migration.document.jdbc;

import org.jspecify.annotations.NullMarked;
