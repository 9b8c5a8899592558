/**
 * Watching how a tenant fares at its new place: rates over a sliding window against thresholds; start with
 * {@link dev.passage.migration.observation.Observation}.
 */
@NullMarked
package dev.passage.migration.observation;

import org.jspecify.annotations.NullMarked;
