package dev.passage.migration.dialect;

import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the dialect of a database by what it calls itself. */
final class Dialects {
    private static final Pattern MARIADB_VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.\\d+-mariadb");

    private Dialects() {}

    static Dialect of(DatabaseMetaData database) throws SQLException {
        String product = database.getDatabaseProductName();
        String version = database.getDatabaseProductVersion();
        int major = database.getDatabaseMajorVersion();
        int minor = database.getDatabaseMinorVersion();
        // MySQL's own driver calls a MariaDB server MySQL and may report the version 5.5 of its handshake
        Matcher mariaDb = MARIADB_VERSION.matcher(version.toLowerCase(Locale.ROOT));
        if (mariaDb.find()) {
            product = "MariaDB";
            major = Integer.parseInt(mariaDb.group(1));
            minor = Integer.parseInt(mariaDb.group(2));
        }
        if (product.equals("H2") && major == 2) {
            return of(Engine.H2);
        }
        if (product.equals("PostgreSQL") && major >= 14) {
            return of(Engine.POSTGRESQL);
        }
        if (product.equals("MariaDB") && (major > 10 || (major == 10 && minor >= 6))) {
            return of(Engine.MARIADB);
        }
        if (product.equals("MySQL") && major >= 8) {
            return of(Engine.MYSQL);
        }
        throw new UnsupportedDatabaseException(product, version);
    }

    static Dialect of(Engine engine) {
        return switch (engine) {
            case H2 -> new H2Dialect();
            case POSTGRESQL -> new PostgresDialect();
            case MARIADB, MYSQL -> new MySqlDialect(engine);
        };
    }

    static void refuseUnquotable(String identifier, int length, int longest, Engine engine) {
        if (identifier.isEmpty() || identifier.indexOf('\0') >= 0 || length > longest) {
            throw new IllegalArgumentException("The identifier \"" + identifier.replace('\0', '?')
                    + "\" cannot be used with "
                    + engine + ": it must not be empty, hold no NUL and be no longer than " + longest
                    + (engine == Engine.POSTGRESQL ? " bytes" : " characters") + ". Rename the table or column.");
        }
    }
}
