/**
 * Which stage an adapter is in, as the journal tells. Start with {@link dev.passage.migration.adapter.stage.StageRecord}.
 */
@NullMarked
package dev.passage.migration.adapter.stage;

import org.jspecify.annotations.NullMarked;
