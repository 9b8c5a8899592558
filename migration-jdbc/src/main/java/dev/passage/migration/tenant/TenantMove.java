package dev.passage.migration.tenant;

import dev.passage.migration.catalog.TableClass;
import dev.passage.migration.catalog.TableDeclaration;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.observation.Observation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is asked for: one tenant's rows move from a database to another (D1). Immutable; stored in the journal, so it names
 * endpoints and holds no connection.
 *
 * <pre>{@code
 * TenantMove.of("acme").from("shared").to("dedicated")
 *         .root("customers")
 *         .keep("gps_positions", Duration.ofDays(90), "recorded_at")
 * }</pre>
 *
 * <p>Which rows are the tenant's is found from the root table and the foreign keys that lead to it, or declared table by table
 * (D11). The tenant is written to meanwhile, and its writers wait for the moment of the switch (D8, K2); a move that is
 * {@link #holdingWrites()} lets them wait from the copy to the switch.
 *
 * @param tenant the tenant's id, 1 to 200 characters of any kind
 * @param source the endpoint where its rows are
 * @param target the endpoint where they shall be
 * @param rootTable the table that holds the tenant's own row; found when there is just one candidate
 * @param tenantColumn the column that names the tenant in every table that has it; found from foreign keys if empty
 * @param tables what is declared about single tables
 * @param retention which rows are worth moving
 * @param createTargetSchema whether tables that the target does not have are created there
 * @param chunkRows greatest number of rows in a chunk, 1 to 1,000,000
 * @param holdFor how long the gate stays closed after the mover was last heard of, 1 second to 1 hour
 * @param writerPatience how long the mover waits for writers in flight when it closes the gate, longer than zero
 * @param repairsDifferences whether differences that verification finds on the target are repaired from the source and verified again
 * @param cutover whether the tenant is written to while it moves, and how authority changes hands
 * @param observation how the tenant is watched after the switch; empty if it is not
 * @param changesTakenKeys whether keys that other tenants have on the target become others on the way
 * @since 0.1.0
 */
public record TenantMove(
        String tenant,
        EndpointName source,
        EndpointName target,
        Optional<String> rootTable,
        Optional<String> tenantColumn,
        List<TableDeclaration> tables,
        List<Retention> retention,
        boolean createTargetSchema,
        int chunkRows,
        Duration holdFor,
        Duration writerPatience,
        boolean repairsDifferences,
        Cutover cutover,
        Optional<Observation> observation,
        boolean changesTakenKeys) {
    private static final int LONGEST_TENANT = 200;
    private static final int USUAL_CHUNK_ROWS = 50_000;
    private static final int MOST_CHUNK_ROWS = 1_000_000;
    private static final Duration USUAL_HOLD = Duration.ofSeconds(30);
    private static final Duration USUAL_PATIENCE = Duration.ofSeconds(10);

    /**
     * Checks the parts and copies the lists.
     *
     * @throws IllegalArgumentException if a value is out of its range, or source and target are the same
     */
    public TenantMove {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(rootTable, "rootTable");
        Objects.requireNonNull(tenantColumn, "tenantColumn");
        Objects.requireNonNull(observation, "observation");
        Objects.requireNonNull(cutover, "cutover");
        tables = List.copyOf(tables);
        retention = List.copyOf(retention);
        if (tenant.isEmpty() || tenant.length() > LONGEST_TENANT) {
            throw new IllegalArgumentException("The id of a tenant needs 1 to " + LONGEST_TENANT
                    + " characters, but has " + tenant.length() + ".");
        }
        if (source.equals(target)) {
            throw new IllegalArgumentException(
                    "A tenant cannot move from endpoint " + source + " to itself. Name another target.");
        }
        if (chunkRows < 1 || chunkRows > MOST_CHUNK_ROWS) {
            throw new IllegalArgumentException(
                    "A chunk needs 1 to " + MOST_CHUNK_ROWS + " rows, but was given " + chunkRows + ".");
        }
        if (holdFor.compareTo(Duration.ofSeconds(1)) < 0 || holdFor.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("A gate is held for 1 second to 1 hour, but was given " + holdFor + ".");
        }
        if (writerPatience.isZero() || writerPatience.isNegative()) {
            throw new IllegalArgumentException(
                    "The mover must wait for writers for longer than zero, but was given " + writerPatience + ".");
        }
    }

    /**
     * Begins the move of a tenant.
     *
     * @param tenant the tenant's id, 1 to 200 characters of any kind
     * @return what still wants a source
     */
    public static Leaving of(String tenant) {
        return new Leaving(tenant);
    }

    /**
     * Names the table that holds the tenant's own row.
     *
     * @param table the table
     * @return the move
     */
    public TenantMove root(String table) {
        return with(parts -> parts.rootTable = Optional.of(table));
    }

    /**
     * Names the column that holds the tenant's id in every table that has it.
     *
     * @param column the column
     * @return the move
     */
    public TenantMove tenantColumn(String column) {
        return with(parts -> parts.tenantColumn = Optional.of(column));
    }

    /**
     * Declares what a table is to the tenant, instead of what would be found.
     *
     * @param table the table
     * @param tableClass what it is
     * @param by for an owned or root table the column that holds the tenant's id, for a through table the table through which
     *     it belongs, else empty
     * @return the move
     */
    public TenantMove table(String table, TableClass tableClass, String by) {
        List<TableDeclaration> more = new ArrayList<>(tables);
        more.add(new TableDeclaration(table, tableClass, by));
        return with(parts -> parts.tables = more);
    }

    /**
     * Moves only rows of a table that are not older than a time (D5).
     *
     * @param table the table
     * @param age how old a row may be, longer than zero
     * @param column a column with a date or timestamp
     * @return the move
     */
    public TenantMove keep(String table, Duration age, String column) {
        List<Retention> more = new ArrayList<>(retention);
        more.add(new Retention(table, age, column));
        return with(parts -> parts.retention = more);
    }

    /**
     * Lets the move create the tables that the target does not have.
     *
     * @return the move
     */
    public TenantMove creatingTargetSchema() {
        return with(parts -> parts.createTargetSchema = true);
    }

    /**
     * Sets how many rows a chunk has at the most; 50,000 if not set.
     *
     * @param rows 1 to 1,000,000
     * @return the move
     */
    public TenantMove chunksOf(int rows) {
        return with(parts -> parts.chunkRows = rows);
    }

    /**
     * Sets how long the gate stays closed after the mover was last heard of; 30 seconds if not set. A mover that dies holds
     * the tenant's writers up for no longer than this.
     *
     * @param time 1 second to 1 hour
     * @return the move
     */
    public TenantMove holdingFor(Duration time) {
        return with(parts -> parts.holdFor = time);
    }

    /**
     * Sets how long the mover waits for writers in flight when it closes the gate; 10 seconds if not set.
     *
     * @param time longer than zero
     * @return the move
     */
    public TenantMove waitingForWriters(Duration time) {
        return with(parts -> parts.writerPatience = time);
    }

    /**
     * Lets the move repair differences that verification finds on the target, from the source, and verify them again (D14). Each is
     * reported; what still differs then fails the move as it would have before.
     *
     * @return the move
     */
    public TenantMove repairingDifferences() {
        return with(parts -> parts.repairsDifferences = true);
    }

    /**
     * Holds the tenant's writes from the copy to the switch; by default it is written to while it moves, and its writers wait for the
     * moment of the switch. For tables whose changes cannot be noted, and where triggers are not wanted. Only such a move copies
     * several tables at the same time.
     *
     * @return the move
     */
    public TenantMove holdingWrites() {
        return with(parts -> parts.cutover = cutover.withLive(false));
    }

    /**
     * Sets for how long a live move may hold writers at the switch; when it takes longer they are let in again, and it is tried anew.
     *
     * @param time 100 milliseconds to 1 minute; 1 second if not set
     * @return the move
     * @throws IllegalArgumentException if it is out of its range
     */
    public TenantMove pausingAtMost(Duration time) {
        return with(parts -> parts.cutover = cutover.withPause(time));
    }

    /**
     * Sets for how long a live move tries to switch before it gives up; nothing has changed then for the writers.
     *
     * @param time 1 second to 7 days; 1 hour if not set
     * @return the move
     * @throws IllegalArgumentException if it is out of its range
     */
    public TenantMove tryingToSwitchFor(Duration time) {
        return with(parts -> parts.cutover = cutover.withAttempts(time));
    }

    /**
     * Lets a live move follow the tenant's writes until somebody gives the signal {@value Cutover#SIGNAL} (K4).
     *
     * @return the move
     */
    public TenantMove switchingOnSignal() {
        return with(parts -> parts.cutover = cutover.withSignal(true));
    }

    /**
     * Sets how many changes may wait before a live move gives up; 20,000,000 if not set. They stand on the owner's disk.
     *
     * @param changes 1,000 or more
     * @return the move
     * @throws IllegalArgumentException if they are fewer
     */
    public TenantMove lettingWait(long changes) {
        return with(parts -> parts.cutover = cutover.withMostEntries(changes));
    }

    /**
     * Lets what is written on the target after the switch of a live move follow to the source for a time, so that a rollback has
     * little to carry (R3, X12). The move has not ended before.
     *
     * @param time zero to 90 days; zero if not set
     * @return the move
     * @throws IllegalArgumentException if it is out of its range
     */
    public TenantMove keepingWayBackFor(Duration time) {
        return with(parts -> parts.cutover = cutover.withWayBack(time));
    }

    /**
     * Says whose value stays on the way back where a row of the source was written behind its gate, as long as the way back is kept
     * (R3). Of tables of which nothing is said, whoever asks for the way back says so.
     *
     * @param table the table, named as the source names it
     * @param strategy whose value stays
     * @return the move
     */
    public TenantMove settlingConflicts(String table, ConflictStrategy strategy) {
        return with(parts -> parts.cutover = cutover.withConflicts(table, strategy));
    }

    /**
     * Names a column in which each row of a table says when it was changed last, by which {@link ConflictStrategy#NEWEST_WINS} finds out
     * on the way back which of two changes came later (R3). It must be filled with the time of the database in which the row stands, by a
     * default, a trigger or the statement itself, on both sides; one that an application fills with its own time is as good as that
     * application's clock. A row whose column is NULL, was not changed with the row, or lies in the future is decided on by a person.
     *
     * @param table the table, named as the source names it
     * @param column a column with date and time; one without time zone holds UTC
     * @return the move
     */
    public TenantMove stampedBy(String table, String column) {
        return with(parts -> parts.cutover = cutover.withStamp(table, column));
    }

    /**
     * Lets the tenant's rows on the source be deleted some time after everything else, when somebody gives the signal {@value
     * Cutover#RETIRE} (X5). The move has not ended before, and there is no way back afterwards. Rows that were too old to move are
     * deleted too.
     *
     * @param time zero to 3,650 days
     * @return the move
     * @throws IllegalArgumentException if it is out of its range
     */
    public TenantMove retiringSourceAfter(Duration time) {
        return with(parts -> parts.cutover = cutover.withRetirement(time));
    }

    /**
     * Watches the tenant after the switch, before anything that a way back needs is taken away. The handler must be told of its
     * transactions, see {@link TenantMoveHandler#observing}.
     *
     * @param how how long, and what is allowed
     * @return the move
     */
    public TenantMove observing(Observation how) {
        return with(parts -> parts.observation = Optional.of(how));
    }

    /**
     * Lets keys that other tenants have on the target become others on the way, together with all foreign keys that refer to them, and
     * what they were on the way back (D12). Only numbers can; the plan says which, and by how much. A key that is found to be taken
     * otherwise blocks the plan.
     *
     * @return the move
     */
    public TenantMove changingTakenKeys() {
        return with(parts -> parts.changesTakenKeys = true);
    }

    /** By which the engine lets no two moves of a tenant run at once. */
    String scope() {
        int longest = 150;
        return "tenant:"
                + (tenant.length() <= longest
                        ? tenant
                        : tenant.substring(0, longest) + "#" + Integer.toHexString(tenant.hashCode()));
    }

    private TenantMove with(Consumer<Parts> change) {
        Parts parts = new Parts(this);
        change.accept(parts);
        return parts.move(this);
    }

    /** What may be set, while one of it is. */
    private static final class Parts {
        private Optional<String> rootTable;
        private Optional<String> tenantColumn;
        private List<TableDeclaration> tables;
        private List<Retention> retention;
        private boolean createTargetSchema;
        private int chunkRows;
        private Duration holdFor;
        private Duration writerPatience;
        private boolean repairsDifferences;
        private Cutover cutover;
        private Optional<Observation> observation;
        private boolean changesTakenKeys;

        Parts(TenantMove move) {
            rootTable = move.rootTable;
            tenantColumn = move.tenantColumn;
            tables = move.tables;
            retention = move.retention;
            createTargetSchema = move.createTargetSchema;
            chunkRows = move.chunkRows;
            holdFor = move.holdFor;
            writerPatience = move.writerPatience;
            repairsDifferences = move.repairsDifferences;
            cutover = move.cutover;
            observation = move.observation;
            changesTakenKeys = move.changesTakenKeys;
        }

        TenantMove move(TenantMove of) {
            return new TenantMove(
                    of.tenant,
                    of.source,
                    of.target,
                    rootTable,
                    tenantColumn,
                    tables,
                    retention,
                    createTargetSchema,
                    chunkRows,
                    holdFor,
                    writerPatience,
                    repairsDifferences,
                    cutover,
                    observation,
                    changesTakenKeys);
        }
    }

    /**
     * A move that still wants a source.
     *
     * @param tenant the tenant's id
     * @since 0.1.0
     */
    public record Leaving(String tenant) {

        /**
         * Names where the tenant's rows are.
         *
         * @param endpoint the name of the endpoint
         * @return what still wants a target
         */
        public Heading from(String endpoint) {
            return new Heading(tenant, EndpointName.of(endpoint));
        }
    }

    /**
     * A move that still wants a target.
     *
     * @param tenant the tenant's id
     * @param source where its rows are
     * @since 0.1.0
     */
    public record Heading(String tenant, EndpointName source) {

        /**
         * Names where the tenant's rows shall be.
         *
         * @param endpoint the name of the endpoint
         * @return the move
         */
        public TenantMove to(String endpoint) {
            return new TenantMove(
                    tenant,
                    source,
                    EndpointName.of(endpoint),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    false,
                    USUAL_CHUNK_ROWS,
                    USUAL_HOLD,
                    USUAL_PATIENCE,
                    false,
                    Cutover.USUAL,
                    Optional.empty(),
                    false);
        }
    }
}
