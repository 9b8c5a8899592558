package dev.passage.migration.copy;

import dev.passage.migration.catalog.ColumnType;
import dev.passage.migration.catalog.ValueKind;
import java.util.Set;

/**
 * Which of PostgreSQL's types have the same bytes in every database. Composites and arrays of types that a user made carry the numbers
 * that their types have in one database.
 */
final class BinaryTypes {
    private static final Set<String> NATIVE = Set.of(
            "interval",
            "inet",
            "cidr",
            "macaddr",
            "macaddr8",
            "bit",
            "bit varying",
            "point",
            "line",
            "lseg",
            "box",
            "path",
            "polygon",
            "circle",
            "tsvector",
            "tsquery",
            "int4range",
            "int8range",
            "numrange",
            "tsrange",
            "tstzrange",
            "daterange",
            "int4multirange",
            "int8multirange",
            "nummultirange",
            "tsmultirange",
            "tstzmultirange",
            "datemultirange",
            "smallint",
            "integer",
            "bigint",
            "numeric",
            "real",
            "double precision",
            "text",
            "uuid",
            "jsonb",
            "json",
            "boolean",
            "bytea",
            "date",
            "character varying",
            "character",
            "timestamp without time zone",
            "timestamp with time zone",
            "time without time zone",
            "time with time zone");

    private BinaryTypes() {}

    static boolean isPortable(ColumnType type) {
        boolean builtIn = type.kind() != ValueKind.NATIVE && type.kind() != ValueKind.ARRAY;
        String plain = type.definition().replace("[]", "").replaceAll("\\(\\d+(,-?\\d+)?\\)", "");
        return builtIn || NATIVE.contains(plain) || plain.startsWith("interval ");
    }
}
