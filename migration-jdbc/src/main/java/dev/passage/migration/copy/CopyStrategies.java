package dev.passage.migration.copy;

import dev.passage.migration.dialect.Engine;
import dev.passage.migration.dialect.PostgresCopy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Chooses how each table gets from one database to the other (D3): by PostgreSQL's own bulk path where both ends allow it, else by
 * batches. Immutable and safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class CopyStrategies {
    private final Engine source;
    private final Engine target;
    private final boolean sourceCopies;
    private final boolean targetCopies;

    private CopyStrategies(Engine source, Engine target, boolean sourceCopies, boolean targetCopies) {
        this.source = source;
        this.target = target;
        this.sourceCopies = sourceCopies;
        this.targetCopies = targetCopies;
    }

    /**
     * Looks at the connections of both ends.
     *
     * @param source where the rows are
     * @param target where they go
     * @return the choice for each table
     * @throws SQLException when an end cannot be reached
     */
    public static CopyStrategies between(Side source, Side target) throws SQLException {
        return new CopyStrategies(source.catalog().engine(), target.catalog().engine(), copies(source), copies(target));
    }

    private static boolean copies(Side side) throws SQLException {
        if (side.catalog().engine() != Engine.POSTGRESQL) {
            return false;
        }
        try (Connection connection = side.connections().open()) {
            return PostgresCopy.isAvailable(connection);
        }
    }

    /**
     * Chooses for one table.
     *
     * @param route the table
     * @return the strategy with its reason
     */
    public CopyStrategy of(TableRoute route) {
        if (route.changesValues()) {
            return new CopyStrategy(new BatchCopier(), "keys of it are changed on the way");
        }
        if (target.isMySqlFamily()) {
            return new CopyStrategy(
                    new BatchCopier(), "the bulk path of " + target + " that reports every refused row");
        }
        if (target != Engine.POSTGRESQL) {
            return new CopyStrategy(new BatchCopier(), target + " has no bulk path of its own");
        }
        if (!targetCopies) {
            return new CopyStrategy(
                    new BatchCopier(), "the target's connections do not lead to PostgreSQL's own driver");
        }
        return againstBinary(route)
                .map(reason -> new CopyStrategy(new PostgresTextCopier(), reason))
                .orElseGet(() -> new CopyStrategy(
                        new PostgresBinaryCopier(), "both ends are PostgreSQL and the columns have the same types"));
    }

    private Optional<String> againstBinary(TableRoute route) {
        if (source != Engine.POSTGRESQL) {
            return Optional.of("values of " + source + " are encoded for PostgreSQL");
        }
        if (!sourceCopies) {
            return Optional.of("the source's connections do not lead to PostgreSQL's own driver");
        }
        if (!route.postponed().isEmpty()) {
            return Optional.of("foreign keys of it are filled in afterwards");
        }
        for (ColumnRoute column : route.columns()) {
            String name = "column \"" + column.source().name() + "\"";
            if (!column.source()
                    .type()
                    .definition()
                    .equals(column.target().type().definition())) {
                return Optional.of(name + " is " + column.source().type() + " there and "
                        + column.target().type() + " here");
            }
            if (!BinaryTypes.isPortable(column.source().type())) {
                return Optional.of(
                        name + " is " + column.source().type() + ", whose bytes may differ from database to database");
            }
        }
        return BinaryKey.unreadable(route)
                .map(column -> "key column \"" + column.source().name() + "\" is "
                        + column.source().type() + ", which is not read in binary");
    }
}
