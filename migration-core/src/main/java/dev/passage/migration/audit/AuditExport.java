package dev.passage.migration.audit;

import dev.passage.migration.MigrationController;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.json.JsonCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes the journal of a migration as JSON lines: who did what when and why, each record with the hash of the one before (O4).
 * {@link AuditVerifier} checks such a file anywhere, without the journal.
 *
 * <p>The first line names format, migration and key, the last one tells how many records there are and the hash of the last. With a
 * key each record and the end are signed, so that only who has the key can make a file that is found intact.
 *
 * <pre>{@code
 * try (Writer file = Files.newBufferedWriter(path)) {
 *     AuditExport.of(migrations).signedWith(AuditKey.of("2026", secret)).write(id, file);
 * }
 * }</pre>
 *
 * <p>Immutable and safe for use by several threads. A crash leaves a file without its last line, which the verifier tells.
 *
 * @since 0.1.0
 */
public final class AuditExport {
    private final MigrationController migrations;
    private final Optional<AuditKey> key;
    private final JsonCodec json = new JsonCodec();

    private AuditExport(MigrationController migrations, Optional<AuditKey> key) {
        this.migrations = migrations;
        this.key = key;
    }

    /**
     * Returns an export without signatures.
     *
     * @param migrations where the journal is read
     * @return the export
     */
    public static AuditExport of(MigrationController migrations) {
        return new AuditExport(Objects.requireNonNull(migrations, "migrations"), Optional.empty());
    }

    /**
     * Returns the same export with signatures.
     *
     * @param newKey the host's key
     * @return the export
     */
    public AuditExport signedWith(AuditKey newKey) {
        return new AuditExport(migrations, Optional.of(newKey));
    }

    /**
     * Writes the journal of a migration as it is now.
     *
     * @param migration the migration
     * @param out where to; not closed
     * @return the hash of the last record, an anchor for {@link AuditVerifier#endingAt}
     * @throws UncheckedIOException if it cannot be written
     * @throws dev.passage.migration.failure.JournalException if the journal cannot be read, or its chain is broken
     * @throws dev.passage.migration.failure.UnknownMigrationException if there is no such migration
     */
    public String write(MigrationId migration, Appendable out) {
        List<JournalRecord> records = migrations.history(migration);
        String head = JournalRecord.NO_HASH;
        line(out, new AuditLine.Header(AuditLine.FORMAT, migration, key.map(AuditKey::id)));
        for (JournalRecord record : records) {
            AuditLine.Entry entry = AuditLine.Entry.of(record);
            line(out, key.map(entry::signedBy).orElse(entry));
            head = record.hash();
        }
        line(out, AuditLine.End.of(migration, records.size(), head, key));
        return head;
    }

    private void line(Appendable out, Record line) {
        try {
            out.append(json.write(line)).append('\n');
        } catch (IOException refused) {
            throw new UncheckedIOException(
                    "The audit export could not be written. Make room and export again.", refused);
        }
    }
}
