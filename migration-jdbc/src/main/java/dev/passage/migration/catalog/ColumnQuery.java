package dev.passage.migration.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads the columns of a schema from one engine's catalogue. */
interface ColumnQuery {

    /** A query with the schema as its only parameter, ordered by {@code table_name} and position. */
    String sql();

    Column column(ResultSet row) throws SQLException;
}
