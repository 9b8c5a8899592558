package dev.passage.migration.cipher;

import dev.passage.migration.conflict.ImageCipher;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.SecureRandom;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts with AES in Galois/Counter Mode of the JDK, which also shows whether what was stored has been changed (R3). Each image has a
 * random nonce of its own, which stands before it.
 *
 * <p>Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class AesGcmCipher implements ImageCipher {
    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final byte FORMAT = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Key key;
    private final SecureRandom random = new SecureRandom();

    /**
     * Creates a cipher.
     *
     * @param key an AES key of 128, 192 or 256 bits, such as a {@code javax.crypto.SecretKey}
     * @throws IllegalArgumentException if it is a key for something else
     */
    public AesGcmCipher(Key key) {
        this.key = Objects.requireNonNull(key, "key");
        if (!key.getAlgorithm().equals("AES")) {
            throw new IllegalArgumentException(
                    "A key for AES is needed, but was given one for " + key.getAlgorithm() + ".");
        }
    }

    @Override
    public byte[] encrypt(byte[] image) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] hidden = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(image);
            return ByteBuffer.allocate(1 + NONCE_BYTES + hidden.length)
                    .put(FORMAT)
                    .put(nonce)
                    .put(hidden)
                    .array();
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("The key cannot be used for AES/GCM. Give another one.", failure);
        }
    }

    @Override
    public byte[] decrypt(byte[] stored) {
        if (stored.length <= NONCE_BYTES || stored[0] != FORMAT) {
            throw new IllegalArgumentException("This was not encrypted by this version of the cipher.");
        }
        byte[] nonce = new byte[NONCE_BYTES];
        ByteBuffer.wrap(stored, 1, NONCE_BYTES).get(nonce);
        try {
            int begin = 1 + NONCE_BYTES;
            return cipher(Cipher.DECRYPT_MODE, nonce).doFinal(stored, begin, stored.length - begin);
        } catch (GeneralSecurityException failure) {
            throw new IllegalArgumentException(
                    "This was encrypted with another key, or was changed since. Give the key that it was parked with.",
                    failure);
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }
}
