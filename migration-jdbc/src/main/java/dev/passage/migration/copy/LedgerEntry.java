package dev.passage.migration.copy;

import dev.passage.migration.value.ChunkDigest;

/**
 * One committed chunk.
 *
 * @param chunk its number in its table, from 1
 * @param lastKey the key of its last row, see {@link dev.passage.migration.value.KeyText}
 * @param digest its rows
 * @since 0.1.0
 */
public record LedgerEntry(long chunk, String lastKey, ChunkDigest digest) {}
