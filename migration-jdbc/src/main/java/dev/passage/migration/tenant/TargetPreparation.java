package dev.passage.migration.tenant;

import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.catalog.SchemaScript;
import dev.passage.migration.catalog.Table;
import dev.passage.migration.copy.Ledger;
import dev.passage.migration.copy.RowFilter;
import dev.passage.migration.copy.Side;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.gate.GateTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Makes ready what the move needs on both sides, and takes away what it created. */
final class TargetPreparation {
    private final MoveSteps steps;
    private final TenantFacts facts;

    TargetPreparation(MoveSteps steps, TenantFacts facts) {
        this.steps = steps;
        this.facts = facts;
    }

    /** Creates the tables of gate and ledger, and those of the tenant that are missing on the target. */
    void prepare() throws SQLException {
        for (boolean ofTarget : new boolean[] {false, true}) {
            Endpoint endpoint = steps.endpoint(ofTarget);
            GateTables.createMissing(endpoint);
            try (Connection connection = endpoint.open()) {
                Ledger.create(connection);
            }
        }
        steps.gate(false).ensure(steps.move().tenant());
        TenantFaultPoints.GATE_READY.reached();
        createTables();
        TenantFaultPoints.PREPARED.reached();
    }

    private void createTables() throws SQLException {
        Catalog source = steps.layout().source().catalog();
        Catalog target = steps.layout().target().catalog();
        List<Table> wanted = facts.created().stream()
                .flatMap(name -> source.table(name).stream())
                .toList();
        if (wanted.isEmpty()) {
            return;
        }
        // A crash may have left some of them; they are empty, so all are made anew.
        dropCreated();
        for (SchemaScript.Creation creation :
                SchemaScript.of(source, wanted, target).creations()) {
            execute(creation.sql());
            TenantFaultPoints.TABLE_CREATED.reached();
        }
    }

    /** Drops those of the created tables that are empty, children first; returns the names of those that are kept. */
    List<String> dropCreated() throws SQLException {
        List<String> kept = new ArrayList<>();
        List<String> childrenFirst = new ArrayList<>();
        steps.layout().tables().forEach(table -> childrenFirst.add(0, table.name()));
        for (String name : childrenFirst) {
            Catalog present = present();
            if (!facts.created().contains(name) || present.table(name).isEmpty()) {
                continue;
            }
            Side target = new Side(steps.move().target().value(), present, steps.endpoint(true)::open);
            if (RowCount.of(target, name, RowFilter.ALL) > 0) {
                kept.add(name);
            } else {
                dropForeignKeysTo(present, name);
                execute("DROP TABLE " + present.qualified(name));
            }
        }
        return kept;
    }

    /** Tables in a circle refer to each other, so none could be dropped first. */
    private void dropForeignKeysTo(Catalog present, String name) throws SQLException {
        for (Table other : present.tables()) {
            for (var key : other.foreignKeys()) {
                if (key.parent().equals(name)
                        && !other.name().equals(name)
                        && facts.created().contains(other.name())) {
                    execute("ALTER TABLE " + present.qualified(other.name()) + " DROP CONSTRAINT "
                            + present.dialect().quoted(key.name()));
                }
            }
        }
    }

    private Catalog present() throws SQLException {
        try (Connection connection = steps.endpoint(true).open()) {
            return Catalog.read(connection);
        }
    }

    private void execute(String sql) throws SQLException {
        steps.endpoint(true).inTransaction(connection -> {
            steps.guard(true).check(connection);
            try (Statement statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }
}
