@NullMarked
package dev.passage.migration.journal.jdbc;

import org.jspecify.annotations.NullMarked;
