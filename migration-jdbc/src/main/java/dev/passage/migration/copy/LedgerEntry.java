package dev.passage.migration.copy;

import dev.passage.migration.value.ChunkDigest;

/**
 * One committed chunk.
 *
 * @param chunk its number in its table or range of keys, from 1; 0 marks where a range begins
 * @param lastKey the key of its last row, or behind which a range begins, empty for none; see {@link dev.passage.migration.value.KeyText}
 * @param digest its rows
 * @since 0.1.0
 */
public record LedgerEntry(long chunk, String lastKey, ChunkDigest digest) {}
