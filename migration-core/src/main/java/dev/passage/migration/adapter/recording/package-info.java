/**
 * Calls and mismatches that are kept in memory. Start with {@link dev.passage.migration.adapter.recording.CallRecording}.
 */
@NullMarked
package dev.passage.migration.adapter.recording;

import org.jspecify.annotations.NullMarked;
