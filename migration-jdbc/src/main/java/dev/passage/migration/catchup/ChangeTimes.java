package dev.passage.migration.catchup;

import dev.passage.migration.catchup.DatabaseClock.Moment;
import dev.passage.migration.conflict.ConflictWinner;
import dev.passage.migration.copy.CommitTimes;
import dev.passage.migration.copy.KeyedRow;
import dev.passage.migration.copy.Side;
import dev.passage.migration.dialect.Engine;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which of two changes of a row came later, one on either side (R3, ALGORITHMS 1.5). Each database is asked for its time, so
 * that what one clock says can be compared with what the other says; where the order is not sure a person decides.
 *
 * <p>Where a column says when a row was changed, it is believed on both sides. Else the owner's triggers have noted the time, and
 * PostgreSQL may know when the other row was committed. A row that was deleted has no time but that which was noted.
 *
 * <p>Used by one thread; asks each database for its time once, when first needed.
 *
 * @since 0.1.0
 */
public final class ChangeTimes {
    private final Side owner;
    private final Side other;
    private final Stamps stamps;
    private @Nullable DatabaseClock ownersClock;
    private @Nullable DatabaseClock othersClock;

    /**
     * Creates it; nothing is asked yet.
     *
     * @param owner the side that owns the tenant
     * @param other the side that is followed up
     * @param stamps which columns say when a row was changed
     */
    public ChangeTimes(Side owner, Side other, Stamps stamps) {
        this.owner = Objects.requireNonNull(owner, "owner");
        this.other = Objects.requireNonNull(other, "other");
        this.stamps = Objects.requireNonNull(stamps, "stamps");
    }

    /**
     * One row that has changed on both sides.
     *
     * @param there what it is on the other side, null if it is not there
     * @param wanted what it is at the owner, null if it is not there
     * @param noted when the owner's triggers have noted its last change, null if they have not
     * @param base what its stamp was when both were the same, null if it had none
     */
    record Changed(
            FollowedTable table,
            @Nullable KeyedRow there,
            @Nullable KeyedRow wanted,
            @Nullable Instant noted,
            @Nullable Instant base) {}

    /** Whose change came later for sure; else a person says it. */
    ConflictWinner later(Connection connection, Changed row) throws SQLException {
        Optional<Moment> behind = onOther(connection, row);
        Optional<Moment> owners = behind.isPresent() ? onOwner(row) : Optional.empty();
        if (behind.isEmpty() || owners.isEmpty()) {
            return ConflictWinner.PERSON;
        }
        if (owners.get().isSurelyBefore(behind.get())) {
            return ConflictWinner.SOURCE;
        }
        return behind.get().isSurelyBefore(owners.get()) ? ConflictWinner.TARGET : ConflictWinner.PERSON;
    }

    private Optional<Moment> onOther(Connection connection, Changed row) throws SQLException {
        KeyedRow there = row.there();
        if (there == null) {
            return Optional.empty();
        }
        if (stamps.isNamed(row.table())) {
            return stamped(row, there, othersClock());
        }
        Optional<Instant> committed =
                new CommitTimes(other, row.table().route().reversed()).of(connection, there.key());
        return committed.isEmpty() ? Optional.empty() : past(othersClock().at(committed.get(), 0));
    }

    private Optional<Moment> onOwner(Changed row) throws SQLException {
        KeyedRow wanted = row.wanted();
        if (wanted != null && stamps.isNamed(row.table())) {
            return stamped(row, wanted, ownersClock());
        }
        Instant noted = row.noted();
        boolean comparable = !stamps.isNamed(row.table()) || stamps.isInstant(row.table());
        return noted == null || !comparable
                ? Optional.empty()
                : past(sinceBegin(ownersClock().at(noted, 0)));
    }

    /** The time of H2 stands still in a transaction, so that the write came after what was noted, and nobody knows how long. */
    private Moment sinceBegin(Moment noted) {
        return owner.catalog().engine() == Engine.H2 ? new Moment(noted.earliest(), Long.MAX_VALUE) : noted;
    }

    private Optional<Moment> stamped(Changed row, KeyedRow holder, DatabaseClock clock) {
        long precision = stamps.precision(row.table());
        Instant base = row.base();
        return stamps.of(row.table(), holder)
                .filter(stamp -> base == null || stamp.isAfter(base.plus(precision, ChronoUnit.MICROS)))
                .flatMap(stamp -> past(clock.at(stamp, precision)));
    }

    /** A change that is yet to come is one whose time nobody knows. */
    private static Optional<Moment> past(Moment moment) {
        return moment.isSurelyFuture() ? Optional.empty() : Optional.of(moment);
    }

    private DatabaseClock ownersClock() throws SQLException {
        DatabaseClock known = ownersClock;
        if (known == null) {
            known = DatabaseClock.of(owner);
            ownersClock = known;
        }
        return known;
    }

    private DatabaseClock othersClock() throws SQLException {
        DatabaseClock known = othersClock;
        if (known == null) {
            known = DatabaseClock.of(other);
            othersClock = known;
        }
        return known;
    }
}
