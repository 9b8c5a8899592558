package dev.passage.migration.catalog;

import dev.passage.migration.dialect.Engine;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Whether every value of one column fits exactly into another, and as what kind it is then exchanged.
 *
 * <p>Within one engine the same type always fits. A target may be wider: longer text, more bytes, more digits before and after
 * the point, more fractional digits of a second. Between engines the kinds must be the same; besides, {@code boolean} fits
 * MariaDB's and MySQL's {@code tinyint}, {@code uuid} their {@code char(36)}, and JSON their {@code longtext}. A type that the other
 * engine does not have fits an unlimited text there, as the text that its own engine makes of it.
 *
 * @param kind as what the values are exchanged; empty when they do not fit
 * @param problem {@code column.type} or {@code column.narrower} when they do not fit, else empty
 * @since 0.1.0
 */
public record TypePairing(Optional<ValueKind> kind, String problem) {
    private static final Set<ValueKind> TYPED_WITHIN_ENGINE = Set.of(
            ValueKind.BOOLEAN,
            ValueKind.INTEGER,
            ValueKind.REAL,
            ValueKind.DOUBLE,
            ValueKind.TEXT,
            ValueKind.CHARACTER,
            ValueKind.BINARY,
            ValueKind.UUID);

    /** Checks that both parts are given. */
    public TypePairing {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(problem, "problem");
    }

    /**
     * Compares two types.
     *
     * @param from the engine of the source
     * @param source the type of the source's column
     * @param to the engine of the target
     * @param target the type of the target's column
     * @return how they pair
     */
    public static TypePairing of(Engine from, ColumnType source, Engine to, ColumnType target) {
        boolean sameEngine = from == to || (from.isMySqlFamily() && to.isMySqlFamily());
        if (sameEngine && source.definition().equalsIgnoreCase(target.definition())) {
            return fits(withinEngine(from, source));
        }
        if (!sameEngine && hasOnlyText(from, source) && isUnlimitedText(target)) {
            return fits(ValueKind.NATIVE);
        }
        Optional<ValueKind> common = common(from, source, to, target);
        if (common.isEmpty() || (sameEngine && !document(source).equals(document(target)))) {
            return new TypePairing(Optional.empty(), "column.type");
        }
        if (isNarrower(common.get(), source, target)) {
            return new TypePairing(Optional.empty(), "column.narrower");
        }
        return fits(sameEngine ? withinEngine(from, source) : common.get());
    }

    /** Types that another engine may lack, and whose own text can be read back; H2's text of an array cannot. */
    private static boolean hasOnlyText(Engine engine, ColumnType type) {
        return type.kind() == ValueKind.NATIVE
                || type.kind() == ValueKind.TIME_WITH_ZONE
                || (type.kind() == ValueKind.ARRAY && engine == Engine.POSTGRESQL);
    }

    private static boolean isUnlimitedText(ColumnType type) {
        return type.kind() == ValueKind.TEXT && type.size() == 0;
    }

    private static TypePairing fits(ValueKind kind) {
        return new TypePairing(Optional.of(kind), "");
    }

    /** Within one engine the engine's own text is exact for every type, so only what is cheaper or larger as text is typed. */
    private static ValueKind withinEngine(Engine engine, ColumnType type) {
        ValueKind kind = type.kind();
        boolean asText = engine == Engine.POSTGRESQL
                ? !TYPED_WITHIN_ENGINE.contains(kind)
                : engine.isMySqlFamily() && (kind == ValueKind.DATE || kind.isTime() || kind == ValueKind.UUID);
        return asText ? ValueKind.NATIVE : kind;
    }

    /** PostgreSQL's json keeps the text and jsonb does not, so they are not the same type. */
    private static String document(ColumnType type) {
        return type.kind() == ValueKind.JSON ? type.definition().toLowerCase(Locale.ROOT) : "";
    }

    private static Optional<ValueKind> common(Engine from, ColumnType source, Engine to, ColumnType target) {
        ValueKind one = source.kind();
        ValueKind other = target.kind();
        if (one == ValueKind.NATIVE || other == ValueKind.NATIVE) {
            return Optional.empty();
        }
        if (one == other) {
            return one != ValueKind.ARRAY || source.element().equals(target.element())
                    ? Optional.of(one)
                    : Optional.empty();
        }
        if (isText(one) && isText(other)) {
            return Optional.of(one == ValueKind.CHARACTER ? ValueKind.CHARACTER : ValueKind.TEXT);
        }
        return substitute(one, to, target).or(() -> substitute(other, from, source));
    }

    private static boolean isText(ValueKind kind) {
        return kind == ValueKind.TEXT || kind == ValueKind.CHARACTER;
    }

    /** What MariaDB and MySQL use instead of a type that they do not have. */
    private static Optional<ValueKind> substitute(ValueKind wanted, Engine engine, ColumnType present) {
        if (!engine.isMySqlFamily()) {
            return Optional.empty();
        }
        boolean fits = switch (wanted) {
            case BOOLEAN -> present.kind() == ValueKind.INTEGER;
            case UUID -> isText(present.kind()) && present.size() == 36;
            case JSON -> present.kind() == ValueKind.TEXT && present.size() == 0;
            default -> false;
        };
        return fits ? Optional.of(wanted) : Optional.empty();
    }

    private static boolean isNarrower(ValueKind kind, ColumnType source, ColumnType target) {
        if (kind == ValueKind.DECIMAL) {
            boolean unlimited = target.size() == 0;
            return !unlimited
                    && (source.size() == 0
                            || target.scale() < source.scale()
                            || target.size() - target.scale() < source.size() - source.scale());
        }
        if (kind.isSized()) {
            return target.size() != 0 && (source.size() == 0 || target.size() < source.size());
        }
        return (kind == ValueKind.INTEGER || kind.isTime()) && target.size() < source.size();
    }
}
