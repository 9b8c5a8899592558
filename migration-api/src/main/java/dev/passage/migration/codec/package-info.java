/** How a host's own records become text in the journal. Start with {@link dev.passage.migration.codec.RecordCodec}. */
@NullMarked
package dev.passage.migration.codec;

import org.jspecify.annotations.NullMarked;
