package dev.passage.migration.tenant;

import dev.passage.migration.capture.TriggerFeed;
import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.catalog.Column;
import dev.passage.migration.catalog.Privileges;
import dev.passage.migration.catalog.ValueKind;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.failure.MigrationException;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.plan.Risk;
import dev.passage.migration.plan.RiskLevel;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds out whether changes of a tenant can be noted on both sides, so that it can be written to while it moves (P4). */
final class LiveAssessment {
    /** A snapshot, a stream of rows, the acknowledgement of entries, and one to spare. */
    private static final int CONNECTIONS = 4;

    private static final Set<ValueKind> STAMPS = EnumSet.of(ValueKind.TIMESTAMP, ValueKind.TIMESTAMP_WITH_ZONE);

    private static final String FIX = "Or let its writers wait, with holdingWrites().";

    private final TenantMove move;
    private final MoveLayout layout;

    LiveAssessment(TenantMove move, MoveLayout layout) {
        this.move = move;
        this.layout = layout;
    }

    List<Finding> of(Endpoint endpoint, Catalog catalog) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        List<ClassifiedTable> tables = new ArrayList<>();
        for (ClassifiedTable table : layout.tenantTables()) {
            catalog.table(table.name())
                    .ifPresent(there -> tables.add(new ClassifiedTable(there, table.tableClass(), table.path())));
        }
        checkTables(endpoint, catalog, tables, findings);
        if (endpoint.name().equals(move.source())) {
            checkConflicts(findings);
        }
        checkStamps(endpoint, catalog, findings);
        checkRights(endpoint, catalog, tables, findings);
        PoolSize.check(endpoint, CONNECTIONS, "following a tenant's writes", "Enlarge its pool.")
                .ifPresent(findings::add);
        return findings;
    }

    private void checkTables(Endpoint endpoint, Catalog catalog, List<ClassifiedTable> tables, List<Finding> findings) {
        try {
            new TriggerFeed(endpoint, catalog, tables, move.tenant(), MigrationId.of("assessment"));
        } catch (MigrationException refused) {
            findings.add(Finding.blocking(
                    "live.unseen-changes",
                    "endpoint " + endpoint.name(),
                    String.valueOf(refused.getMessage()),
                    refused.remedy() + " " + FIX));
        } catch (IllegalArgumentException unfit) {
            findings.add(Finding.blocking(
                    "tenant.unfit", "tenant " + move.tenant(), String.valueOf(unfit.getMessage()), "Correct the id."));
        }
    }

    private void checkConflicts(List<Finding> findings) {
        Set<String> known =
                layout.tenantTables().stream().map(ClassifiedTable::name).collect(Collectors.toSet());
        for (String table : new TreeSet<>(move.cutover().conflicts().keySet())) {
            if (!known.contains(table)) {
                findings.add(Finding.blocking(
                        "conflict.unknown-table",
                        "table \"" + table + "\"",
                        "The plan says how its conflicts are settled on the way back, but it is no table of the tenant.",
                        "Correct its name, or leave it out."));
            }
        }
    }

    /** A move finds out with the way back in mind, for a column that is wrong would be found when it is needed. */
    private void checkStamps(Endpoint endpoint, Catalog catalog, List<Finding> findings) {
        Set<String> known =
                layout.tenantTables().stream().map(ClassifiedTable::name).collect(Collectors.toSet());
        new TreeMap<>(move.cutover().stamps()).forEach((table, column) -> {
            Optional<Column> stamp = catalog.table(table).flatMap(found -> found.column(column));
            boolean created = catalog.table(table).isEmpty() && move.createTargetSchema();
            boolean fits = stamp.filter(found ->
                            !found.isGenerated() && STAMPS.contains(found.type().kind()))
                    .isPresent();
            if (!known.contains(table) || (!fits && !created)) {
                findings.add(Finding.blocking(
                        "conflict.unfit-stamp",
                        "endpoint " + endpoint.name() + ", table \"" + table + "\"",
                        "The plan says that column \"" + column
                                + "\" holds when a row was changed, but that is no column with"
                                + " date and time of a table of the tenant.",
                        "Correct the names, or leave it out."));
            }
        });
    }

    private static void checkRights(
            Endpoint endpoint, Catalog catalog, List<ClassifiedTable> tables, List<Finding> findings)
            throws SQLException {
        try (Connection connection = endpoint.open()) {
            for (ClassifiedTable table : tables) {
                if (!Privileges.mayCreateTriggers(connection, catalog, table.table())) {
                    findings.add(Finding.blocking(
                            "right.trigger",
                            "endpoint " + endpoint.name() + ", table \"" + table.name() + "\"",
                            "The user may not create triggers on it, by which changes are noted.",
                            "Grant TRIGGER on it. " + FIX));
                }
            }
            if (!Privileges.isTrustedWithTriggers(connection, catalog)) {
                findings.add(Finding.blocking(
                        "right.trigger-with-binary-log",
                        "endpoint " + endpoint.name(),
                        "The server writes a binary log and lets only users with SUPER create triggers, by which changes"
                                + " are noted.",
                        "Set log_bin_trust_function_creators on it. " + FIX));
            }
            if (!Privileges.mayCreateTables(connection, catalog)) {
                findings.add(Finding.blocking(
                        "right.create-log",
                        "endpoint " + endpoint.name() + ", schema \"" + catalog.schema() + "\"",
                        "The user may not create tables, into which keys of changed rows are noted.",
                        "Grant CREATE on the schema. " + FIX));
            }
        }
    }

    static Risk risk(TenantMove move) {
        return new Risk(
                RiskLevel.LOW,
                "The tenant's writers wait for up to " + move.cutover().pause().toMillis()
                        + " ms at the switch, and each of their writes takes a trigger's time more until then.",
                "What they see is a longer write; when the switch takes too long they are let in again, and it is tried anew."
                        + " If the mover dies the gate opens by itself.");
    }
}
