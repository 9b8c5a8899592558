/**
 * The databases that a host registers by name. Start with {@link dev.passage.migration.endpoint.Endpoints}.
 */
@NullMarked
package dev.passage.migration.endpoint;

import org.jspecify.annotations.NullMarked;
