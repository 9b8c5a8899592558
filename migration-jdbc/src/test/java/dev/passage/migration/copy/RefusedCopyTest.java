package dev.passage.migration.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a database refuses is named by row and column, nothing of that chunk is written, and the rest stays resumable (D3, H4). */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RefusedCopyTest {
    private static final String TENANTS = "CREATE TABLE tenants (id INT PRIMARY KEY)";
    private static final String READINGS = "CREATE TABLE readings (tenant INT NOT NULL REFERENCES tenants (id),"
            + " id INT PRIMARY KEY, note VARCHAR(50), level INT)";

    @TempDir
    Path folder;

    private Databases databases;

    @BeforeEach
    void open() {
        databases = new Databases(folder);
    }

    @AfterEach
    void close() throws SQLException {
        databases.close();
    }

    @ParameterizedTest
    @CsvSource({"postgresql,postgresql", "h2,postgresql", "postgresql,h2", "h2,h2"})
    void namesRowThatBreaksCheck(String from, String to) throws SQLException {
        String source = source(from);
        String target = databases.create(to, TENANTS, READINGS, "ALTER TABLE readings ADD CHECK (level <> 37)");

        refused(source, target).hasMessageContaining("id = 37").hasMessageContaining("violates a constraint");

        assertThat(count(target)).isEqualTo("30");
    }

    @ParameterizedTest
    @CsvSource({"postgresql,postgresql", "h2,postgresql", "postgresql,h2", "h2,h2"})
    void namesRowThatBreaksUniqueKey(String from, String to) throws SQLException {
        String source = source(from);
        String target = databases.create(
                to,
                TENANTS,
                READINGS,
                "INSERT INTO tenants VALUES (2)",
                "INSERT INTO readings VALUES (2, 44, 'bystander', 0)");

        refused(source, target).hasMessageContaining("id = 44");

        assertThat(count(target)).isEqualTo("41");
        assertThat(Databases.ask(target, "SELECT note FROM readings WHERE id = 44"))
                .isEqualTo("bystander");
    }

    @ParameterizedTest
    @CsvSource({"postgresql,h2", "h2,h2", "h2,postgresql", "postgresql,postgresql"})
    void namesRowAndColumnOfValueThatDoesNotFit(String from, String to) throws SQLException {
        String source = source(from);
        String target = databases.create(to, TENANTS, READINGS);
        TenantRows rows = Databases.rows(source, target, "tenants", "1");
        Databases.run(
                target,
                "ALTER TABLE readings ALTER COLUMN note " + (to.equals("h2") ? "SET DATA " : "") + "TYPE VARCHAR(6)");
        Databases.run(source, "UPDATE readings SET note = 'secretly' WHERE id = 25");

        assertThatThrownBy(() -> rows.copy(Databases.run(rows, 10)))
                .isInstanceOf(StepFailedException.class)
                .hasMessageContaining("id = 25")
                .satisfies(failure -> assertThat(failure.getMessage()).containsIgnoringCase("column \"note\""))
                .hasMessageNotContaining("secret");

        assertThat(count(target)).isEqualTo("20");
    }

    @Test
    void namesValueThatPostgresHasNoTextFor() throws SQLException {
        String source = source("h2");
        String target = databases.create("postgresql", TENANTS, READINGS);
        Databases.run(source, "UPDATE readings SET note = 'a' || CHAR(0) || 'b' WHERE id = 8");

        refused(source, target).hasMessageContaining("id = 8").hasMessageContaining("column \"note\"");
    }

    @Test
    void namesValueThatJavaHasNoNumberFor() throws SQLException {
        String source = databases.create(
                "postgresql",
                TENANTS,
                "CREATE TABLE readings (tenant INT NOT NULL REFERENCES tenants (id), price NUMERIC(10,2), id INT PRIMARY KEY)",
                "INSERT INTO tenants VALUES (1)",
                "INSERT INTO readings VALUES (1, 1.5, 1), (1, 'NaN', 2)");
        String target = databases.create(
                "h2",
                TENANTS,
                "CREATE TABLE readings (tenant INT NOT NULL REFERENCES tenants (id), price NUMERIC(10,2), id INT PRIMARY KEY)");

        refused(source, target).hasMessageContaining("id = 2").hasMessageContaining("column \"price\"");
    }

    @Test
    void asksForSpaceWhenTheDiskIsFull() throws SQLException {
        String source = source("postgresql");
        String target = targetThat("RAISE EXCEPTION ''full'' USING ERRCODE = ''53100''");
        TenantRows rows = Databases.rows(source, target, "tenants", "1");

        assertThatThrownBy(() -> rows.copy(Databases.run(rows, 10)))
                .isInstanceOfSatisfying(StepFailedException.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(FailureKind.INSUFFICIENT_RESOURCES);
                    assertThat(failure.isRetryable()).isTrue();
                });

        assertGoesOn(rows, target);
    }

    @Test
    void goesOnBehindTheLastChunkAfterConnectionIsResetInTheMiddleOfOne() throws SQLException {
        String source = source("postgresql");
        String target = targetThat("PERFORM pg_terminate_backend(pg_backend_pid())");
        TenantRows rows = Databases.rows(source, target, "tenants", "1");

        assertThatThrownBy(() -> rows.copy(Databases.run(rows, 10)))
                .isInstanceOfSatisfying(StepFailedException.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(FailureKind.DEPENDENCY_UNAVAILABLE);
                    assertThat(failure.isRetryable()).isTrue();
                });

        assertGoesOn(rows, target);
    }

    @Test
    void noticesColumnThatTheSourceGrew() throws SQLException {
        String source = source("postgresql");
        String target = databases.create("postgresql", TENANTS, READINGS);
        TenantRows rows = Databases.rows(source, target, "tenants", "1");
        rows.copy(Databases.run(rows, 10));

        Databases.run(source, "ALTER TABLE readings ADD grown INT");

        assertThatThrownBy(() -> Databases.rows(source, target, "tenants", "1"))
                .hasMessageContaining("readings")
                .hasMessageContaining("\"grown\"");
    }

    private void assertGoesOn(TenantRows rows, String target) throws SQLException {
        assertThat(count(target)).isEqualTo("50");
        Databases.run(target, "DROP TRIGGER harm ON readings");
        assertThat(rows.copy(Databases.run(rows, 10))).isTrue();
        assertThat(count(target)).isEqualTo("100");
    }

    private String source(String engine) throws SQLException {
        String numbers = engine.equals("h2") ? "SYSTEM_RANGE(1, 100) n (x)" : "generate_series(1, 100) x";
        return databases.create(
                engine,
                TENANTS,
                READINGS,
                "INSERT INTO tenants VALUES (1)",
                "INSERT INTO readings SELECT 1, x, 'secret', x FROM " + numbers);
    }

    private String targetThat(String harm) throws SQLException {
        return databases.create(
                "postgresql",
                TENANTS,
                READINGS,
                "CREATE FUNCTION harm() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF NEW.id = 57 THEN " + harm
                        + "; END IF; RETURN NEW; END'",
                "CREATE TRIGGER harm BEFORE INSERT ON readings FOR EACH ROW EXECUTE FUNCTION harm()");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refused(String source, String target)
            throws SQLException {
        TenantRows rows = Databases.rows(source, target, "tenants", "1");
        return assertThatThrownBy(() -> rows.copy(Databases.run(rows, 10)))
                .isInstanceOf(StepFailedException.class)
                .hasMessageNotContaining("secret");
    }

    private static String count(String url) throws SQLException {
        return Databases.ask(url, "SELECT COUNT(*) FROM readings");
    }
}
