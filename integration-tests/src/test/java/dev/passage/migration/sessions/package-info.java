/** Sessions move between stores while hosts write. */
@NullMarked
package dev.passage.migration.sessions;

import org.jspecify.annotations.NullMarked;
