/**
 * Records to JSON and back; the one home of Jackson. Start with {@link dev.passage.migration.json.JsonCodec}.
 */
@NullMarked
package dev.passage.migration.json;

import org.jspecify.annotations.NullMarked;
