/** What production code logs, for tests that read it. Start with {@link dev.passage.migration.logs.CapturedLogs}. */
@NullMarked
package dev.passage.migration.logs;

import org.jspecify.annotations.NullMarked;
