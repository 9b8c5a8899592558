package dev.passage.migration.audit;

import dev.passage.migration.audit.AuditLine.End;
import dev.passage.migration.audit.AuditLine.Entry;
import dev.passage.migration.audit.AuditLine.Header;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.json.JsonCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One pass over the lines of an export. */
final class AuditChain {
    private static final int MOST_PROBLEMS = 100;

    private final JsonCodec json;
    private final Optional<AuditKey> key;
    private final List<String> problems = new ArrayList<>();
    private @Nullable MigrationId migration;
    private @Nullable End end;
    private long line;
    private long records;
    private String head = JournalRecord.NO_HASH;

    AuditChain(JsonCodec json, Optional<AuditKey> key) {
        this.json = json;
        this.key = key;
    }

    void add(String text) {
        line++;
        try {
            if (line == 1) {
                header(json.read(text, Header.class));
            } else if (end != null) {
                problem("follows the end of the export");
            } else if (text.startsWith("{\"records\"")) {
                ended(json.read(text, End.class));
            } else {
                entry(json.read(text, Entry.class));
            }
        } catch (IllegalArgumentException malformed) {
            problem("is not a line of an export");
        }
    }

    AuditVerification end(Optional<String> anchor) {
        if (end == null) {
            problems.add("The export was cut off: its last line is missing after line " + line + ".");
        }
        if (anchor.isPresent() && !anchor.get().equals(head)) {
            problems.add("The last record is not the one that was expected: the export was cut off or made anew.");
        }
        return new AuditVerification(records, head, problems);
    }

    private void header(Header header) {
        if (!header.format().equals(AuditLine.FORMAT)) {
            problem("names the format " + header.format() + ", but this verifier reads " + AuditLine.FORMAT);
        }
        if (key.isPresent() && !header.key().equals(key.map(AuditKey::id))) {
            problem("names " + header.key().map(id -> "key " + id).orElse("no key") + ", but it is checked with key "
                    + key.get().id());
        }
        migration = header.migration();
    }

    private void entry(Entry entry) {
        records++;
        if (migration == null) {
            problem("has no migration to belong to");
            return;
        }
        if (!entry.of(migration).follows(records, head)) {
            problem("is not record " + records + " as it was written: it was changed, or one before it is missing, "
                    + "added or in another place");
        }
        if (key.isPresent() && !isSigned(entry.signedText(), entry.signature())) {
            problem("is not signed with key " + key.get().id());
        }
        head = entry.hash();
    }

    private void ended(End last) {
        end = last;
        if (last.records() != records || !last.head().equals(head)) {
            problem("tells of " + last.records() + " records, but other records stand before it");
        }
        String signed = AuditLine.End.signedText(
                migration == null ? MigrationId.of("unknown") : migration, last.records(), last.head());
        if (key.isPresent() && !isSigned(signed, last.signature())) {
            problem("is not signed with key " + key.get().id());
        }
    }

    private boolean isSigned(String text, Optional<String> signature) {
        return signature.isPresent() && key.orElseThrow().signed(text, signature.get());
    }

    private void problem(String what) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add("Line " + line + " " + what + ".");
        }
    }
}
