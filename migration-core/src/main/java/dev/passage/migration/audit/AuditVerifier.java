package dev.passage.migration.audit;

import dev.passage.migration.json.JsonCodec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Finds any changed, removed, added, reordered or cut-off record of an export, without the journal (O4).
 *
 * <p>Without a key it finds accidents and careless edits; who computes all hashes anew is found only through an anchor that
 * was kept elsewhere ({@link #endingAt}) or through signatures ({@link #signedWith}).
 *
 * <p>Immutable and safe for use by several threads. Reads line by line; memory does not grow with the number of records.
 *
 * @since 0.1.0
 */
public final class AuditVerifier {
    private final Optional<AuditKey> key;
    private final Optional<String> anchor;
    private final JsonCodec json = new JsonCodec();

    private AuditVerifier(Optional<AuditKey> key, Optional<String> anchor) {
        this.key = key;
        this.anchor = anchor;
    }

    /**
     * Returns a verifier that checks hashes, order and end.
     *
     * @return the verifier
     */
    public static AuditVerifier create() {
        return new AuditVerifier(Optional.empty(), Optional.empty());
    }

    /**
     * Returns the same verifier, which requires that each record and the end are signed.
     *
     * @param newKey the key they must be signed with
     * @return the verifier
     */
    public AuditVerifier signedWith(AuditKey newKey) {
        return new AuditVerifier(Optional.of(newKey), anchor);
    }

    /**
     * Returns the same verifier, which requires that the last record is a known one.
     *
     * @param head the hash that {@link AuditExport#write} returned, or that of the journal's last record
     * @return the verifier
     */
    public AuditVerifier endingAt(String head) {
        return new AuditVerifier(key, Optional.of(head));
    }

    /**
     * Checks an export.
     *
     * @param in the export; read to its end, not closed
     * @return what was found
     * @throws UncheckedIOException if it cannot be read
     */
    public AuditVerification verify(Reader in) {
        AuditChain chain = new AuditChain(json, key);
        try {
            BufferedReader lines = new BufferedReader(in);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                chain.add(line);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The audit export could not be read. Copy it again.", unreadable);
        }
        return chain.end(anchor);
    }
}
