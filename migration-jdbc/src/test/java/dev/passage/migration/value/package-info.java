@NullMarked
package dev.passage.migration.value;

import org.jspecify.annotations.NullMarked;
