package dev.passage.migration.conflict;

/**
 * Encrypts what rows hold that are parked until a person has decided on them, with a key of the host's (R3). What it makes stands in a
 * database; the key does not, neither there nor in the journal.
 *
 * <p>Safe for use by several threads.
 *
 * @since 0.1.0
 */
public interface ImageCipher {

    /**
     * Encrypts the image of a row.
     *
     * @param image the image, which is not changed
     * @return what may be stored
     * @throws IllegalStateException if the key cannot be used
     */
    byte[] encrypt(byte[] image);

    /**
     * Decrypts the image of a row.
     *
     * @param stored what {@link #encrypt} returned, which is not changed
     * @return the image
     * @throws IllegalArgumentException if it was encrypted with another key, or was changed since
     */
    byte[] decrypt(byte[] stored);
}
