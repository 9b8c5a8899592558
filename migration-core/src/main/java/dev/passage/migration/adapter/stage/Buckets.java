package dev.passage.migration.adapter.stage;

import dev.passage.migration.adapter.Percentage;

/**
 * Puts keys into 10,000 buckets by a hash that is the same on each instance and another in each migration: a key that is within a
 * share is within each greater one (A2). FNV-1a over the characters, finished by the mixer of MurmurHash3. Safe for use by
 * several threads.
 *
 * @since 0.1.0
 */
public final class Buckets {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final long seed;

    /**
     * Creates buckets.
     *
     * @param salt what makes them differ from others
     */
    public Buckets(String salt) {
        seed = mixed(hashed(FNV_OFFSET, salt));
    }

    /**
     * Tells whether a key is within a share.
     *
     * @param key the key
     * @param share the share
     * @return whether
     */
    public boolean holds(String key, Percentage share) {
        return of(key) < share.basisPoints();
    }

    int of(String key) {
        return (int) Long.remainderUnsigned(mixed(hashed(seed, key)), Percentage.ALL_BASIS_POINTS);
    }

    private static long hashed(long start, String text) {
        long hash = start;
        for (int index = 0; index < text.length(); index++) {
            hash = (hash ^ text.charAt(index)) * FNV_PRIME;
        }
        return hash;
    }

    private static long mixed(long hash) {
        long value = hash;
        value = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        value = (value ^ (value >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return value ^ (value >>> 33);
    }
}
