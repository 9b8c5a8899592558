package dev.passage.migration.cipher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.passage.migration.conflict.ImageCipher;
import java.nio.charset.StandardCharsets;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** What is parked can be read with the key alone (R3). */
class AesGcmCipherTest {
    private static final byte[] IMAGE = "plate P1000000".getBytes(StandardCharsets.UTF_8);

    private final ImageCipher cipher = cipher(1);

    @Test
    void givesBackWhatWasEncrypted() {
        byte[] stored = cipher.encrypt(IMAGE);

        assertThat(cipher.decrypt(stored)).isEqualTo(IMAGE);
        assertThat(cipher.decrypt(cipher.encrypt(new byte[0]))).isEmpty();
    }

    @Test
    void showsNothingOfIt() {
        String stored = new String(cipher.encrypt(IMAGE), StandardCharsets.ISO_8859_1);

        assertThat(stored).doesNotContain("plate").doesNotContain("1000000");
    }

    @Test
    void encryptsTheSameImageDifferentlyEachTime() {
        assertThat(cipher.encrypt(IMAGE)).isNotEqualTo(cipher.encrypt(IMAGE));
    }

    @Test
    void refusesAnotherKey() {
        byte[] stored = cipher.encrypt(IMAGE);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> cipher(2).decrypt(stored))
                .withMessageContaining("another key");
    }

    @Test
    void refusesWhatWasChanged() {
        byte[] stored = cipher.encrypt(IMAGE);
        for (int place = 0; place < stored.length; place++) {
            byte[] changed = stored.clone();
            changed[place] ^= 1;

            assertThatIllegalArgumentException().isThrownBy(() -> cipher.decrypt(changed));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> cipher.decrypt(new byte[3]));
    }

    @Test
    void wantsAKeyForAes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AesGcmCipher(new SecretKeySpec(new byte[32], "HmacSHA256")));
    }

    private static ImageCipher cipher(int seed) {
        byte[] key = new byte[32];
        key[0] = (byte) seed;
        return new AesGcmCipher(new SecretKeySpec(key, "AES"));
    }
}
