/** Encryption with a key of the host's; start with {@link dev.passage.migration.cipher.AesGcmCipher}. */
@NullMarked
package dev.passage.migration.cipher;

import org.jspecify.annotations.NullMarked;
