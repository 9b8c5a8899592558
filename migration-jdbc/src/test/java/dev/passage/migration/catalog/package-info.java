@NullMarked
package dev.passage.migration.catalog;

import org.jspecify.annotations.NullMarked;
