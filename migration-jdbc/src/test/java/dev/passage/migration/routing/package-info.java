@NullMarked
package dev.passage.migration.routing;

import org.jspecify.annotations.NullMarked;
