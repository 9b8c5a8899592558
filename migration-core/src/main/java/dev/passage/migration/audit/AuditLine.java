package dev.passage.migration.audit;

import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.lease.FencingToken;
import java.time.Instant;
import java.util.Optional;

/** The three kinds of lines of an export. A field is never renamed or removed. */
final class AuditLine {
    static final String FORMAT = "passage-audit/1";

    private AuditLine() {}

    /** The first line. */
    record Header(String format, MigrationId migration, Optional<String> key) {}

    /** A record of the journal. */
    record Entry(
            long sequence,
            long token,
            Instant at,
            String actor,
            String kind,
            String body,
            String previousHash,
            String hash,
            Optional<String> signature) {

        static Entry of(JournalRecord record) {
            return new Entry(
                    record.sequence(),
                    record.token().value(),
                    record.at(),
                    record.actor(),
                    record.kind(),
                    record.body(),
                    record.previousHash(),
                    record.hash(),
                    Optional.empty());
        }

        JournalRecord of(MigrationId migration) {
            return new JournalRecord(
                    migration, sequence, new FencingToken(token), at, actor, kind, body, previousHash, hash);
        }

        Entry signedBy(AuditKey by) {
            return with(Optional.of(by.sign(signedText())));
        }

        /** The hash covers everything else. */
        String signedText() {
            return "record " + sequence + " " + hash;
        }

        private Entry with(Optional<String> newSignature) {
            return new Entry(sequence, token, at, actor, kind, body, previousHash, hash, newSignature);
        }
    }

    /** The last line, without which an export was cut off. */
    record End(long records, String head, Optional<String> signature) {
        static End of(MigrationId migration, long records, String head, Optional<AuditKey> key) {
            return new End(records, head, key.map(by -> by.sign(signedText(migration, records, head))));
        }

        static String signedText(MigrationId migration, long records, String head) {
            return "end " + migration + " " + records + " " + head;
        }
    }
}
