package dev.passage.migration.sessions;

import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The tables that the scripts of Spring Session JDBC make. */
final class SpringScripts {
    private static final String SESSION_TABLE = "CREATE TABLE SPRING_SESSION (PRIMARY_ID CHAR(36) NOT NULL,"
            + " SESSION_ID CHAR(36) NOT NULL, CREATION_TIME BIGINT NOT NULL, LAST_ACCESS_TIME BIGINT NOT NULL,"
            + " MAX_INACTIVE_INTERVAL INT NOT NULL, EXPIRY_TIME BIGINT NOT NULL, PRINCIPAL_NAME VARCHAR(100),"
            + " CONSTRAINT SPRING_SESSION_PK PRIMARY KEY (PRIMARY_ID))";
    private static final String INDEX = "CREATE UNIQUE INDEX SPRING_SESSION_IX1 ON SPRING_SESSION (SESSION_ID)";
    private static final String ATTRIBUTE_TABLE = "CREATE TABLE SPRING_SESSION_ATTRIBUTES (SESSION_PRIMARY_ID CHAR(36)"
            + " NOT NULL, ATTRIBUTE_NAME VARCHAR(200) NOT NULL, ATTRIBUTE_BYTES <BYTES> NOT NULL, CONSTRAINT"
            + " SPRING_SESSION_ATTRIBUTES_PK PRIMARY KEY (SESSION_PRIMARY_ID, ATTRIBUTE_NAME), CONSTRAINT"
            + " SPRING_SESSION_ATTRIBUTES_FK FOREIGN KEY (SESSION_PRIMARY_ID) REFERENCES SPRING_SESSION(PRIMARY_ID)"
            + " ON DELETE CASCADE)";

    private SpringScripts() {}

    static void run(TestDatabase database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(SESSION_TABLE);
            statement.execute(INDEX);
            statement.execute(ATTRIBUTE_TABLE.replace("<BYTES>", bytes(database.kind())));
        }
    }

    private static String bytes(DatabaseKind kind) {
        return switch (kind) {
            case H2 -> "BINARY LARGE OBJECT";
            case POSTGRESQL -> "BYTEA";
            case MARIADB -> "BLOB";
        };
    }
}
