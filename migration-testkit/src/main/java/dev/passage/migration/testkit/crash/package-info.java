/**
 * Kills a migration at each fault point and looks at what becomes of it. Start with {@link dev.passage.migration.testkit.crash.CrashMatrix}.
 */
@NullMarked
package dev.passage.migration.testkit.crash;

import org.jspecify.annotations.NullMarked;
