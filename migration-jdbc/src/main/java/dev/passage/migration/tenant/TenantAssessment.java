package dev.passage.migration.tenant;

import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.catalog.Compatibility;
import dev.passage.migration.catalog.InsertTriggers;
import dev.passage.migration.catalog.Privileges;
import dev.passage.migration.catalog.Privileges.Right;
import dev.passage.migration.catalog.SchemaScript;
import dev.passage.migration.catalog.Table;
import dev.passage.migration.catalog.TableClass;
import dev.passage.migration.copy.CopyStrategies;
import dev.passage.migration.copy.Ledger;
import dev.passage.migration.copy.RowFilter;
import dev.passage.migration.copy.Side;
import dev.passage.migration.dialect.Engine;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.gate.GateState;
import dev.passage.migration.gate.GateState.Position;
import dev.passage.migration.gate.GateTables;
import dev.passage.migration.handler.Assessment;
import dev.passage.migration.plan.Risk;
import dev.passage.migration.plan.RiskLevel;
import dev.passage.migration.plan.ValidationLevel;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks at both databases before the first write, and finds everything that would keep the move from ending well (P4). */
final class TenantAssessment {
    private static final List<Right> ALL = List.of(Right.SELECT, Right.INSERT, Right.UPDATE, Right.DELETE);

    private final TenantMove move;
    private final Endpoint source;
    private final Endpoint target;
    private final Instant now;
    private final ValidationLevel validation;
    private final CopySettings settings;
    private final CopyStrategies strategies;
    private MoveLayout layout;
    private List<TenantFacts.KeyChange> keyChanges = List.of();
    private final List<Finding> findings = new ArrayList<>();
    private boolean unreadable;

    TenantAssessment(
            Endpoints endpoints, TenantMove move, Instant now, ValidationLevel validation, CopySettings settings)
            throws SQLException {
        this.move = move;
        this.source = endpoints.get(move.source());
        this.target = endpoints.get(move.target());
        this.now = now.truncatedTo(ChronoUnit.MICROS);
        this.validation = validation;
        this.settings = settings;
        this.layout = MoveLayout.read(source, target, move);
        this.strategies = CopyStrategies.between(layout.source(), layout.target());
    }

    Assessment assess() throws SQLException {
        findings.addAll(layout.findings());
        List<Table> present = new ArrayList<>();
        List<Table> missing = new ArrayList<>();
        for (ClassifiedTable table : layout.tables()) {
            boolean exists = layout.target().catalog().table(table.name()).isPresent();
            (exists || !move.createTargetSchema() ? present : missing).add(table.table());
        }
        findings.addAll(
                Compatibility.between(layout.source().catalog(), layout.target().catalog())
                        .findings(present));
        findings.addAll(SchemaScript.of(
                        layout.source().catalog(), missing, layout.target().catalog())
                .findings());
        checkRetention();
        checkRights(
                source,
                layout.source(),
                layout.tables().stream().map(ClassifiedTable::table).toList());
        checkRights(
                target,
                layout.target(),
                present.stream()
                        .flatMap(table -> layout.target().catalog().table(table.name()).stream())
                        .toList());
        checkGates();
        if (move.cutover().live()) {
            LiveAssessment live = new LiveAssessment(move, layout);
            findings.addAll(live.of(source, layout.source().catalog()));
            findings.addAll(live.of(target, layout.target().catalog()));
        }
        if (settings.streams() > 1) {
            checkPool(source);
            checkPool(target);
        }
        layout.tenantTables()
                .forEach(
                        table -> OrderAdvice.of(table, layout.target().catalog().table(table.name()))
                                .ifPresent(findings::add));
        checkTriggers();
        List<TenantFacts.MovingTable> tables = count(present);
        List<String> created = missing.stream().map(Table::name).toList();
        TenantFacts facts = new TenantFacts(
                now,
                source.dialect().engine().toString(),
                target.dialect().engine().toString(),
                validation,
                tables,
                created,
                keyChanges);
        return Assessment.of(facts).withFindings(findings).withRisks(risks());
    }

    private void checkPool(Endpoint endpoint) throws SQLException {
        int others = move.cutover().live() ? 2 : 1;
        PoolSize.check(
                        endpoint,
                        settings.streams() + others,
                        "copying by " + settings.streams() + " streams",
                        "Enlarge its pool, or copy by fewer streams with copyingInParallel(...).")
                .ifPresent(findings::add);
    }

    private List<Risk> risks() {
        if (move.cutover().live()) {
            return List.of(LiveAssessment.risk(move));
        }
        return List.of(new Risk(
                RiskLevel.MEDIUM,
                "The tenant's writers wait from the copy to the switch.",
                "Writers that go through TenantConnections wait up to their own deadline; the gate opens by itself "
                        + move.holdFor() + " after the mover was last heard of."));
    }

    private void checkRetention() {
        for (Retention retention : move.retention()) {
            Optional<ClassifiedTable> table = layout.tenantTables().stream()
                    .filter(each -> each.name().equals(retention.table()))
                    .findFirst();
            if (table.isEmpty()) {
                findings.add(Finding.blocking(
                        "retention.table",
                        "table \"" + retention.table() + "\"",
                        "Rows of it are to be kept for " + retention.age() + ", but it is no table of the tenant.",
                        "Correct the name in keep(...)."));
                continue;
            }
            boolean referredTo = layout.tenantTables().stream()
                    .filter(other -> !other.name().equals(retention.table()))
                    .anyMatch(other -> other.table().foreignKeys().stream()
                            .anyMatch(key -> key.parent().equals(retention.table())));
            if (referredTo) {
                findings.add(Finding.blocking(
                        "retention.parent",
                        "table \"" + retention.table() + "\"",
                        "Only a part of its rows would move, but rows of other tables refer to it.",
                        "Keep only tables that no other table refers to."));
            }
        }
    }

    private void checkRights(Endpoint endpoint, Side side, List<Table> tables) throws SQLException {
        try (Connection connection = endpoint.open()) {
            connection.setAutoCommit(false);
            for (Table table : tables) {
                for (Right right : Privileges.missing(connection, side.catalog(), table, ALL)) {
                    unreadable |= right == Right.SELECT;
                    findings.add(lacking(endpoint, "table \"" + table.name() + "\"", right));
                }
            }
            for (Privileges.OnSequence lacking : Privileges.missingOnSequences(connection, side.catalog(), tables)) {
                findings.add(lacking(endpoint, "sequence " + lacking.sequence(), lacking.right()));
            }
            List<String> ownTables = new ArrayList<>(GateTables.names());
            ownTables.add(Ledger.TABLE);
            for (String own : ownTables) {
                for (Right right : Privileges.missingOnOwn(connection, side.catalog(), own, ALL)) {
                    unreadable |= right == Right.SELECT;
                    findings.add(lacking(endpoint, "table \"" + own + "\"", right));
                }
            }
            boolean mustCreate = !GateTables.exist(endpoint) || move.createTargetSchema();
            if (mustCreate && !Privileges.mayCreateTables(connection, side.catalog())) {
                findings.add(Finding.blocking(
                        "right.create",
                        "endpoint " + endpoint.name() + ", schema \""
                                + side.catalog().schema() + "\"",
                        "The user may not create tables, and the tables of the gate are missing.",
                        "Grant CREATE on the schema, or create them with GateTables.definitions(...) and"
                                + " Ledger.schema(...)."));
            }
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static Finding lacking(Endpoint endpoint, String object, Right right) {
        return Finding.blocking(
                "right.missing",
                "endpoint " + endpoint.name() + ", " + object,
                "The user lacks the right to " + right + ", which the move or its way back needs.",
                "Grant " + right + " on it.");
    }

    private void checkTriggers() throws SQLException {
        try (Connection connection = target.open()) {
            for (ClassifiedTable table : layout.tables()) {
                for (String trigger :
                        InsertTriggers.of(connection, layout.target().catalog(), table.name())) {
                    findings.add(Finding.warning(
                            "target.trigger",
                            "target table \"" + table.name() + "\", trigger \"" + trigger + "\"",
                            "It runs for the rows that are copied. If it changes or leaves out one, the verification turns the"
                                    + " move back.",
                            "Disable it for the time of the move, unless it leaves the rows as they are."));
                }
            }
        }
    }

    private void checkGates() throws SQLException {
        Optional<GateState> there = gate(source);
        if (there.filter(state -> state.position() == Position.MOVED).isPresent()) {
            findings.add(Finding.blocking(
                    "tenant.elsewhere",
                    "tenant " + move.tenant(),
                    "Endpoint " + source.name() + " does not own it any more: it lives on "
                            + there.get().successor().map(Object::toString).orElse("another endpoint") + ".",
                    "Plan the move from there."));
        }
        if (there.filter(state -> state.position() == Position.CLOSED && !state.expired())
                .isPresent()) {
            findings.add(Finding.blocking(
                    "tenant.held",
                    "tenant " + move.tenant(),
                    "Its writes are held on endpoint " + source.name() + " by another move.",
                    "Wait for that move to end."));
        }
        if (gate(target).filter(GateState::isOpen).isPresent()) {
            findings.add(Finding.blocking(
                    "tenant.two-owners",
                    "tenant " + move.tenant(),
                    "Its gate is open on endpoint " + target.name() + " as well.",
                    "Find out where the tenant lives before moving it."));
        }
    }

    private Optional<GateState> gate(Endpoint endpoint) throws SQLException {
        return GateTables.exist(endpoint) && !unreadable ? new Gate(endpoint).read(move.tenant()) : Optional.empty();
    }

    private List<TenantFacts.MovingTable> count(List<Table> present) throws SQLException {
        List<TenantFacts.MovingTable> tables = new ArrayList<>();
        if (layout.tenantTables().isEmpty()) {
            findings.add(
                    Finding.blocking(
                            "tenant.no-tables",
                            "endpoint " + source.name(),
                            "No table of it belongs to a tenant.",
                            "Declare the root table with root(...), the column with tenantColumn(...), or tables with table(...)."));
            return tables;
        }
        if (unreadable) {
            return tables;
        }
        try {
            changeKeys(present);
            for (ClassifiedTable table : layout.tables()) {
                tables.add(count(table, present.contains(table.table())));
            }
        } catch (IllegalArgumentException unfit) {
            findings.add(Finding.blocking(
                    "tenant.unfit", "tenant " + move.tenant(), String.valueOf(unfit.getMessage()), "Correct the id."));
            return tables;
        }
        checkTenantExists(tables);
        return tables;
    }

    /** Looks for other keys where it was asked for, before the rows are counted and compared with what is there. */
    private void changeKeys(List<Table> present) throws SQLException {
        if (!move.changesTakenKeys()) {
            return;
        }
        List<ClassifiedTable> comparable = layout.tenantTables().stream()
                .filter(table -> present.contains(table.table()))
                .filter(table -> layout.target().catalog().table(table.name()).isPresent())
                .filter(this::mayCount)
                .toList();
        keyChanges = new FreeKeys(layout, now).find(comparable);
        if (!keyChanges.isEmpty()) {
            layout = layout.changingKeys(keyChanges);
            findings.add(
                    Finding.warning(
                            "key.changed",
                            "endpoint " + target.name(),
                            "Other tenants have keys of the tenant's rows, which become others on the way: "
                                    + keyChanges.stream()
                                            .map(TenantFacts.KeyChange::toString)
                                            .collect(Collectors.joining(", "))
                                    + ".",
                            "Tell whoever holds such a key outside of these tables' foreign keys: links, caches, other systems."));
        }
    }

    private TenantFacts.MovingTable count(ClassifiedTable table, boolean onTarget) throws SQLException {
        if (table.tableClass() == TableClass.REFERENCE) {
            long rows = RowCount.of(layout.source(), table.name(), RowFilter.ALL);
            return new TenantFacts.MovingTable(table.name(), table.tableClass(), rows, "merged by key", 1);
        }
        long rows = RowCount.of(layout.source(), table.name(), layout.onSource(table, now));
        if (onTarget && layout.target().catalog().table(table.name()).isPresent() && mayCount(table)) {
            long there = RowCount.of(layout.target(), table.name(), layout.onTarget(table));
            if (there > 0) {
                findings.add(Finding.blocking(
                        "tenant.rows-on-target",
                        "target table \"" + table.name() + "\"",
                        "It holds " + there + " rows of tenant " + move.tenant() + " already.",
                        "Remove them first, or roll back the move that left them."));
            }
            findings.addAll(new TakenKeys(layout).onTheWayThere(table, now));
            OtherSpellings.of(
                            layout,
                            move.tenant(),
                            table,
                            layout.target().catalog().table(table.name()).orElseThrow())
                    .ifPresent(findings::add);
        }
        return new TenantFacts.MovingTable(table.name(), table.tableClass(), rows, strategy(table), ranges(rows));
    }

    private int ranges(long rows) throws SQLException {
        return target.dialect().engine() == Engine.H2 ? 1 : settings.rangesOf(rows, move.chunkRows());
    }

    private String strategy(ClassifiedTable table) {
        if (layout.target().catalog().table(table.name()).isEmpty()) {
            return "chosen when the table is created";
        }
        return layout.fits(table)
                ? strategies.of(layout.route(table)).toString()
                : "none, because the tables are not compatible";
    }

    /** A target that lacks a column on the way to the tenant cannot be asked for its rows; that is a finding already. */
    private boolean mayCount(ClassifiedTable table) {
        try {
            layout.onTarget(table);
            return layout.fits(table);
        } catch (IllegalArgumentException incompatible) {
            return false;
        }
    }

    private void checkTenantExists(List<TenantFacts.MovingTable> tables) {
        Optional<String> root = layout.root().map(ClassifiedTable::name);
        boolean exists = tables.stream()
                .filter(table -> table.tableClass().isTenants())
                .filter(table -> root.isEmpty() || root.get().equals(table.name()))
                .anyMatch(table -> table.rows() > 0);
        if (!exists) {
            findings.add(Finding.blocking(
                    "tenant.unknown",
                    "tenant " + move.tenant(),
                    "Endpoint " + source.name() + " has no such tenant"
                            + root.map(name -> " in table \"" + name + "\"").orElse("") + ".",
                    "Correct the id, or the name of the source."));
        }
    }
}
