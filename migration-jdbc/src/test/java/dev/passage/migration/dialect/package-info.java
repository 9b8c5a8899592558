@NullMarked
package dev.passage.migration.dialect;

import org.jspecify.annotations.NullMarked;
