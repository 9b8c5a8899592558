package dev.passage.migration.examples.snippets;

import dev.passage.migration.MigrationController;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.audit.AuditExport;
import dev.passage.migration.audit.AuditKey;
import dev.passage.migration.audit.AuditVerification;
import dev.passage.migration.audit.AuditVerifier;
import dev.passage.migration.catalog.TableClass;
import dev.passage.migration.catchup.ParkedConflict;
import dev.passage.migration.cipher.AesGcmCipher;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.failure.TenantMovingException;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.observation.Observation;
import dev.passage.migration.observation.ObservedTraffic;
import dev.passage.migration.observation.OnBreach;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.DryRunReport;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.plan.PlanFormat;
import dev.passage.migration.plan.ValidationLevel;
import dev.passage.migration.routing.TenantConnections;
import dev.passage.migration.routing.TenantRouter;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationStatus;
import dev.passage.migration.tenant.TenantMove;
import dev.passage.migration.tenant.TenantMoveHandler;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.sql.DataSource;

/** The tenant move as README and the pages on planning, executing and data show it. */
final class TenantMoves {

    private TenantMoves() {}

    static void inYourHost(DataSource sharedDb, DataSource dedicatedDb, DataSource controlDb)
            throws InterruptedException {
        // snippet
        Endpoints endpoints = Endpoints.of(Map.of("shared", sharedDb, "dedicated", dedicatedDb));
        TenantRouter router = TenantRouter.startingAt(EndpointName.of("shared"));

        MigrationController migrations = MigrationEngine.builder()
                .journal(JdbcJournal.on(controlDb).creatingSchema())
                .register(new TenantMoveHandler(endpoints, router))
                .build(); // starts no thread yet
        migrations.recover(); // takes over what a dead instance left

        MigrationPlan plan = migrations.plan(
                MigrationSpec.of(TenantMove.of("acme").from("shared").to("dedicated"))
                        .requestedBy("platform-team")
                        .because("plan change to professional"));
        System.out.println(plan.render(PlanFormat.TEXT)); // steps, rows, minutes, write pause, risks, findings

        migrations.dryRun(plan.id());
        MigrationResult result = migrations
                .execute(plan.id(), Approval.of(plan.digest()).by("on-call"))
                .await(Duration.ofHours(2));
        System.out.println(migrations.report(plan.id()));
        // end
        use(result);
    }

    static void wayBack(MigrationController migrations, MigrationId id) throws InterruptedException {
        // snippet
        MigrationResult back = migrations
                .rollback(
                        id,
                        RollbackOptions.carryingWrites(ConflictStrategy.SOURCE_WINS)
                                .by("on-call")
                                .because("errors since the switch"))
                .await(Duration.ofHours(2));
        // end
        use(back);
    }

    static void stamped() {
        // snippet
        TenantMove move = TenantMove.of("acme")
                .from("shared")
                .to("dedicated")
                .keepingWayBackFor(Duration.ofDays(7))
                .settlingConflicts("vehicles", ConflictStrategy.NEWEST_WINS)
                .stampedBy("vehicles", "changed_at");
        // end
        use(move);
    }

    static void decidingRows(
            MigrationController migrations,
            Endpoints endpoints,
            TenantRouter router,
            MigrationId id,
            TenantMove move,
            SecretKey key)
            throws SQLException, InterruptedException {
        // snippet
        TenantMoveHandler handler = new TenantMoveHandler(endpoints, router)
                .parkingWith(new AesGcmCipher(key)); // the same on every instance

        for (ParkedConflict conflict : handler.conflicts(id, move)) {
            System.out.println(conflict.number() + ": " + conflict.row());
            compare(conflict.source().values(), conflict.target().values()); // by column; empty without the key
        }
        migrations.decide(id, "keep-source-3", "ann", "the workshop's entry is right"); // row 3 by itself
        migrations.handle(id).await(Duration.ofMinutes(5)); // until it asks about the others
        migrations.decide(id, "keep-target", "ann", "the customer wrote these"); // all the rest
        // end
    }

    private static void compare(Map<String, Optional<String>> source, Map<String, Optional<String>> target) {
        source.forEach((column, value) -> {
            if (!value.equals(target.get(column))) {
                System.out.println(column + " differs");
            }
        });
    }

    static void lostTarget(MigrationController migrations, MigrationId id) {
        // snippet
        RollbackOptions withoutTarget = RollbackOptions.acceptLoss("on-call", "its disk is gone, and so is the backup");
        DryRunReport known = migrations.dryRun(id, withoutTarget); // what is known of the loss; writes nothing
        migrations.rollback(id, withoutTarget);
        // end
        System.out.println(known);
    }

    static void writing(Endpoints endpoints, TenantRouter router, long vehicle) throws SQLException {
        // snippet
        TenantConnections tenants = TenantConnections.over(endpoints, router);
        tenants.inTransaction(
                "acme",
                connection -> { // run again where the tenant is, if a move holds it meanwhile
                    try (PreparedStatement insert = connection.prepareStatement(
                            "INSERT INTO gps_positions (vehicle_id, recorded_at, speed_kmh) VALUES (?, CURRENT_TIMESTAMP, ?)")) {
                        insert.setLong(1, vehicle);
                        insert.setDouble(2, 52.5);
                        insert.executeUpdate();
                    }
                });
        // end
    }

    static void reading(TenantConnections tenants) throws SQLException {
        // snippet
        TenantConnections reading =
                tenants.readingStrictly(); // or TenantDataSource.of(tenants.readingStrictly(), "acme")
        long vehicles = reading.computeInTransaction("acme", Duration.ofSeconds(5), connection -> {
            connection.setReadOnly(true);
            try (PreparedStatement count = connection.prepareStatement("SELECT COUNT(*) FROM vehicles");
                    ResultSet row = count.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
        // end
        use(vehicles);
    }

    static void waiting(TenantConnections tenants) throws SQLException {
        // snippet
        try (Connection connection = tenants.connection("acme")) {
            connection.createStatement().executeUpdate("UPDATE vehicles SET active = TRUE WHERE customer_id = 'acme'");
        } catch (TenantMovingException moving) {
            // writes were held for longer than this caller's deadline; nothing of this transaction is stored
            System.out.println(moving.getMessage());
        }
        // end
    }

    static void declaring() {
        // snippet
        TenantMove move = TenantMove.of("acme")
                .from("shared")
                .to("dedicated")
                .tenantColumn("customer_id")
                .root("customers")
                .table("countries", TableClass.REFERENCE, "")
                .keep("gps_positions", Duration.ofDays(90), "recorded_at")
                .creatingTargetSchema()
                .chunksOf(20_000)
                .holdingFor(Duration.ofSeconds(30));
        // end
        use(move);
    }

    static void watching(Endpoints endpoints, TenantRouter router) {
        // snippet
        ObservedTraffic traffic = new ObservedTraffic(Clock.systemUTC());
        TenantConnections tenants = TenantConnections.over(endpoints, router).reportingTo(traffic);
        TenantMoveHandler moves = new TenantMoveHandler(endpoints, router).observing(traffic);

        TenantMove move = TenantMove.of("acme")
                .from("shared")
                .to("dedicated")
                .observing(Observation.lasting(Duration.ofMinutes(30))
                        .errorsAtMost(2)
                        .slowAtMost(5, Duration.ofMillis(500))
                        .successesAtLeast(10)
                        .onBreach(OnBreach.ROLL_BACK));
        // end
        use(List.of(tenants, moves, move));
    }

    static void options(TenantMove move) {
        // snippet
        MigrationSpec spec = MigrationSpec.of(move)
                .requestedBy("platform-team")
                .because("plan change to professional")
                .with(ExecutionOptions.USUAL
                        .withValidation(ValidationLevel.STRICT)
                        .withTimeout(Duration.ofHours(6))
                        .requiringDryRun()
                        .requiringTwoApprovals());
        // end
        use(spec);
    }

    static void steering(MigrationController migrations, MigrationId id) {
        // snippet
        migrations.pause(id, "on-call", "the database is busy");
        migrations.resume(id, "on-call", "it is calm again");

        MigrationStatus status = migrations.status(id);
        status.question().ifPresent(question -> System.out.println(question + " " + status.choices()));
        migrations.decide(id, "run-again", "on-call", "looked: the mail was not sent");

        migrations.tune(id, "rows-per-second", 20_000, "on-call", "the target is slow");
        // end
    }

    static void exporting(MigrationController migrations, MigrationId id, Path file, byte[] secret) throws IOException {
        // snippet
        AuditKey key = AuditKey.of("2026", secret);
        String head;
        try (Writer out = Files.newBufferedWriter(file)) {
            head = AuditExport.of(migrations).signedWith(key).write(id, out);
        }

        try (Reader in = Files.newBufferedReader(file)) {
            AuditVerification found =
                    AuditVerifier.create().signedWith(key).endingAt(head).verify(in);
            found.problems().forEach(System.out::println); // none when nothing was touched
        }
        // end
    }

    private static void use(Object shown) {
        System.out.println(shown);
    }
}
