/**
 * Runs a part of a test in a process that can be killed. Start with {@link dev.passage.migration.testkit.process.ChildJvm}.
 */
@NullMarked
package dev.passage.migration.testkit.process;

import org.jspecify.annotations.NullMarked;
