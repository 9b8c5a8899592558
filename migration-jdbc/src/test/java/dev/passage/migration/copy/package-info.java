@NullMarked
package dev.passage.migration.copy;

import org.jspecify.annotations.NullMarked;
