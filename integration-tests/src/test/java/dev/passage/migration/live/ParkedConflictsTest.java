package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.catchup.ParkedConflict;
import dev.passage.migration.catchup.RowImage;
import dev.passage.migration.cipher.AesGcmCipher;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.conflict.ConflictWinner;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.step.Choice;
import dev.passage.migration.tenant.TenantMove;
import dev.passage.migration.tenant.TenantMoveHandler;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A person decides on each row by itself, sees it only with the host's key, and nothing comes back before all are decided (R3, X11, H4). */
class ParkedConflictsTest {
    private static final TenantMove MOVE = WayBackConflictsTest.move();
    private static final String SECRET = "behind the curtain";
    private static final String OWNERS = "what the owner says";

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void eachRowIsDecidedByItselfAndTheRestTogether(DatabaseKind kind) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind)) {
            TenantMoveHandler handler = handler(fleet, 1);
            try (MigrationController engine = LiveMoves.engine(fleet, handler)) {
                fleet.fill(4, 1);
                DatabaseImage before = LiveFleet.imageOf(fleet.shared);
                MigrationHandle handle = LiveMoves.intoWindow(engine, MOVE);
                behind(fleet, 1_000_000, 1_000_001, 1_000_002, 1_000_003);
                owner(fleet, 1_000_000, 1_000_001, 1_000_002, 1_000_003);
                MigrationResult asking = WayBackConflictsTest.back(engine, handle, ConflictStrategy.MANUAL);
                assertThat(asking.state()).as("%s", asking.status()).isEqualTo(MigrationState.BLOCKED);

                decide(engine, handle, of(handler, handle, 1_000_001).keepSource(), "ann");
                decide(engine, handle, of(handler, handle, 1_000_002).keepTarget(), "bob");

                assertThat(handler.conflicts(handle.id(), MOVE))
                        .extracting(ParkedConflict::winner)
                        .containsExactlyInAnyOrder(
                                ConflictWinner.PERSON,
                                ConflictWinner.SOURCE,
                                ConflictWinner.TARGET,
                                ConflictWinner.PERSON);
                assertThat(engine.status(handle.id()).choices())
                        .extracting(Choice::name)
                        .containsExactlyInAnyOrder(
                                of(handler, handle, 1_000_000).keepSource(),
                                of(handler, handle, 1_000_000).keepTarget(),
                                of(handler, handle, 1_000_003).keepSource(),
                                of(handler, handle, 1_000_003).keepTarget(),
                                "keep-source",
                                "keep-target");
                assertThat(plate(fleet, 1_000_002)).isEqualTo(SECRET + 1_000_002);

                engine.decide(handle.id(), "keep-target", "carl", "the customer said so");
                MigrationResult result = handle.await(LiveMoves.LIMIT);

                assertThat(result.state()).as("%s", result.status()).isEqualTo(MigrationState.ROLLED_BACK);
                assertThat(plate(fleet, 1_000_000)).isEqualTo(OWNERS + 1_000_000);
                assertThat(plate(fleet, 1_000_001)).isEqualTo(SECRET + 1_000_001);
                assertThat(plate(fleet, 1_000_002)).isEqualTo(OWNERS + 1_000_002);
                assertThat(plate(fleet, 1_000_003)).isEqualTo(OWNERS + 1_000_003);
                assertThat(deciders(engine, handle)).containsExactly("ann", "bob", "carl");
                assertThat(handler.conflicts(handle.id(), MOVE)).isEmpty();
                LiveFleet.checkNoResidue(before, fleet.shared);
                LiveFleet.checkNoResidue(before, fleet.dedicated);
                assertThat(engine.history(handle.id()).toString() + engine.report(handle.id()))
                        .doesNotContain(SECRET)
                        .doesNotContain(OWNERS);
            }
        }
    }

    @Tag("soak")
    @Test
    void eachRowIsDecidedByItselfAndTheRestTogetherOnMariaDb() throws Exception {
        eachRowIsDecidedByItselfAndTheRestTogether(DatabaseKind.MARIADB);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void whoHasTheKeySeesBothSidesAndNobodyElseDoes(DatabaseKind kind) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind)) {
            TenantMoveHandler handler = handler(fleet, 1);
            try (MigrationController engine = LiveMoves.engine(fleet, handler)) {
                fleet.fill(2, 1);
                MigrationHandle handle = LiveMoves.intoWindow(engine, MOVE);
                behind(fleet, 1_000_000);
                WayBackConflictsTest.behindTheGate(fleet, "DELETE FROM trips WHERE vehicle_id = 1000001");
                owner(fleet, 1_000_000);
                WayBackConflictsTest.byOwner(fleet, "UPDATE trips SET note = NULL WHERE vehicle_id = 1000001");
                WayBackConflictsTest.back(engine, handle, ConflictStrategy.MANUAL);

                ParkedConflict vehicle = of(handler, handle, 1_000_000);
                ParkedConflict trip = of(handler, handle, 1_000_001);
                assertThat(value(vehicle.source(), "plate")).contains(SECRET + 1_000_000);
                assertThat(value(vehicle.target(), "plate")).contains(OWNERS + 1_000_000);
                assertThat(trip.table()).isEqualToIgnoringCase("trips");
                assertThat(trip.source().exists()).isFalse();
                assertThat(value(trip.target(), "note")).isEmpty();
                assertThat(trip.target().values()).hasSize(3);
                assertThat(vehicle.toString()).doesNotContain(SECRET).doesNotContain(OWNERS);

                TenantMoveHandler without = new TenantMoveHandler(fleet.endpoints, fleet.router);
                assertThat(without.conflicts(handle.id(), MOVE)).hasSize(2).allSatisfy(conflict -> {
                    assertThat(conflict.source().values()).isEmpty();
                    assertThat(conflict.target().exists()).isTrue();
                    assertThat(conflict.target().values()).isEmpty();
                });
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> handler(fleet, 2).conflicts(handle.id(), MOVE))
                        .withMessageContaining("another key");
                assertThat(parkedText(fleet.shared)).hasSize(2).noneMatch(text -> text.contains("curtain"));
            }
        }
    }

    @Test
    void withoutAKeyOnlyDigestsAreParked() throws Exception {
        try (LiveFleet fleet = new LiveFleet(DatabaseKind.H2)) {
            TenantMoveHandler handler = new TenantMoveHandler(fleet.endpoints, fleet.router);
            try (MigrationController engine = LiveMoves.engine(fleet, handler)) {
                fleet.fill(2, 1);
                MigrationHandle handle = LiveMoves.intoWindow(engine, MOVE);
                behind(fleet, 1_000_000);
                owner(fleet, 1_000_000);
                WayBackConflictsTest.back(engine, handle, ConflictStrategy.MANUAL);

                assertThat(handler(fleet, 1).conflicts(handle.id(), MOVE))
                        .singleElement()
                        .satisfies(conflict -> {
                            assertThat(conflict.row()).contains("1000000");
                            assertThat(conflict.source().values()).isEmpty();
                        });
                assertThat(parkedText(fleet.shared))
                        .singleElement()
                        .satisfies(text ->
                                assertThat(text).doesNotContain("curtain").doesNotContain("owner says"));

                decide(engine, handle, of(handler, handle, 1_000_000).keepSource(), "ann");

                assertThat(handle.await(LiveMoves.LIMIT).state()).isEqualTo(MigrationState.ROLLED_BACK);
                assertThat(plate(fleet, 1_000_000)).isEqualTo(SECRET + 1_000_000);
            }
        }
    }

    /** What was decided was decided of what the person has seen. */
    @Test
    void aRowThatChangesBeforeItsDecisionIsDoneIsAskedAboutAgain() throws Exception {
        try (LiveFleet fleet = new LiveFleet(DatabaseKind.H2)) {
            TenantMoveHandler handler = handler(fleet, 1);
            try (MigrationController engine = LiveMoves.engine(fleet, handler)) {
                fleet.fill(2, 1);
                MigrationHandle handle = LiveMoves.intoWindow(engine, MOVE);
                behind(fleet, 1_000_000);
                owner(fleet, 1_000_000);
                WayBackConflictsTest.back(engine, handle, ConflictStrategy.MANUAL);
                ParkedConflict seen = of(handler, handle, 1_000_000);
                WayBackConflictsTest.byOwner(fleet, "UPDATE vehicles SET plate = 'anew' WHERE id = 1000000");

                decide(engine, handle, seen.keepSource(), "ann");

                ParkedConflict now = of(handler, handle, 1_000_000);
                assertThat(engine.status(handle.id()).state()).isEqualTo(MigrationState.BLOCKED);
                assertThat(now.number()).isGreaterThan(seen.number());
                assertThat(value(now.target(), "plate")).contains("anew");

                decide(engine, handle, now.keepTarget(), "ann");

                assertThat(handle.await(LiveMoves.LIMIT).state()).isEqualTo(MigrationState.ROLLED_BACK);
                assertThat(plate(fleet, 1_000_000)).isEqualTo("anew");
            }
        }
    }

    /** The rest is what falls to a person, not what the plan has settled. */
    @Test
    void aDecisionOnTheRestLeavesTablesAloneThatThePlanSettles() throws Exception {
        try (LiveFleet fleet = new LiveFleet(DatabaseKind.H2);
                MigrationController engine = LiveMoves.engine(fleet)) {
            fleet.fill(2, 1);
            MigrationHandle handle =
                    LiveMoves.intoWindow(engine, MOVE.settlingConflicts("TRIPS", ConflictStrategy.SOURCE_WINS));
            behind(fleet, 1_000_000);
            WayBackConflictsTest.behindTheGate(fleet, "UPDATE trips SET note = 'behind' WHERE vehicle_id = 1000000");
            owner(fleet, 1_000_000);
            WayBackConflictsTest.byOwner(fleet, "UPDATE trips SET note = 'owner' WHERE vehicle_id = 1000000");
            WayBackConflictsTest.back(engine, handle, ConflictStrategy.MANUAL);

            decide(engine, handle, "keep-target", "ann");

            assertThat(handle.await(LiveMoves.LIMIT).state()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(plate(fleet, 1_000_000)).isEqualTo(OWNERS + 1_000_000);
            assertThat(text(fleet.shared, "SELECT note FROM trips WHERE vehicle_id = 1000000"))
                    .containsExactly("behind");
        }
    }

    private static TenantMoveHandler handler(LiveFleet fleet, int seed) {
        byte[] key = new byte[32];
        key[0] = (byte) seed;
        return new TenantMoveHandler(fleet.endpoints, fleet.router)
                .parkingWith(new AesGcmCipher(new SecretKeySpec(key, "AES")));
    }

    private static void behind(LiveFleet fleet, long... vehicles) throws SQLException {
        for (long vehicle : vehicles) {
            WayBackConflictsTest.behindTheGate(
                    fleet, "UPDATE vehicles SET plate = '" + SECRET + vehicle + "' WHERE id = " + vehicle);
        }
    }

    private static void owner(LiveFleet fleet, long... vehicles) throws SQLException {
        for (long vehicle : vehicles) {
            WayBackConflictsTest.byOwner(
                    fleet, "UPDATE vehicles SET plate = '" + OWNERS + vehicle + "' WHERE id = " + vehicle);
        }
    }

    private static void decide(MigrationController engine, MigrationHandle handle, String choice, String by)
            throws InterruptedException {
        engine.decide(handle.id(), choice, by, "looked at it");
        handle.await(LiveMoves.LIMIT);
    }

    private static ParkedConflict of(TenantMoveHandler handler, MigrationHandle handle, long vehicle)
            throws SQLException {
        return handler.conflicts(handle.id(), MOVE).stream()
                .filter(conflict -> conflict.row().contains("= " + vehicle))
                .findFirst()
                .orElseThrow();
    }

    private static Optional<String> value(RowImage image, String column) {
        return image.values().entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(column))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private static List<String> deciders(MigrationController engine, MigrationHandle handle) {
        return engine.history(handle.id()).stream()
                .filter(each -> each.kind().equals("Decided"))
                .map(JournalRecord::actor)
                .toList();
    }

    private static String plate(LiveFleet fleet, long vehicle) throws SQLException {
        return WayBackTimesTest.plate(fleet, vehicle);
    }

    /** Every byte of every parked row as one text, each byte a character. */
    private static List<String> parkedText(DataSource side) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = side.getConnection();
                ResultSet tables =
                        connection.getMetaData().getTables(connection.getCatalog(), null, "passage%parked", null)) {
            while (tables.next()) {
                names.add(tables.getString("TABLE_NAME"));
            }
        }
        assertThat(names).hasSize(1);
        return text(side, "SELECT * FROM \"" + names.get(0) + "\"");
    }

    private static List<String> text(DataSource side, String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = side.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                StringBuilder text = new StringBuilder();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    Object value = row.getObject(i);
                    byte[] bytes = value instanceof byte[] || value instanceof java.sql.Blob ? row.getBytes(i) : null;
                    text.append(bytes == null ? row.getString(i) : new String(bytes, StandardCharsets.ISO_8859_1));
                }
                rows.add(text.toString());
            }
        }
        return rows;
    }
}
