package dev.passage.migration.testkit.lab;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the methods of a test class a {@link MigrationLab} as a parameter: a controller, a journal, a clock and databases, new
 * for each test and closed after it (T1).
 *
 * <pre>{@code
 * @MigrationTest
 * final class UpgradeTest {
 *
 *     @Test
 *     void upgradesEachDocument(MigrationLab lab) throws Exception {
 *         MigrationResult result = lab.run(new UpgradeHandler(store), new Upgrade("acme"));
 *         assertThat(result.isCompleted()).isTrue();
 *     }
 * }
 * }</pre>
 *
 * <p>Runs on JUnit Jupiter 5.12 to 6.
 *
 * @since 0.1.0
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(MigrationLabExtension.class)
public @interface MigrationTest {}
