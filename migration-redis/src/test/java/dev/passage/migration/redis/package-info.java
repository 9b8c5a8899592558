@NullMarked
package dev.passage.migration.redis;

import org.jspecify.annotations.NullMarked;
