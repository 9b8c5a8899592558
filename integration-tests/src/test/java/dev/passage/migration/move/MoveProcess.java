package dev.passage.migration.move;

import dev.passage.migration.MigrationController;
import dev.passage.migration.crash.HostPool;
import dev.passage.migration.crash.Story;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.fault.Faults;
import dev.passage.migration.testkit.process.Acknowledgements;
import java.nio.file.Path;
import javax.sql.DataSource;

/** The child of {@link TenantMoveCrashTest}. Arguments: URLs of journal, shared and dedicated side, file of last words. */
final class MoveProcess {

    private MoveProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        Acknowledgements words = new Acknowledgements(Path.of(arguments[3]));
        try (Faults faults = Faults.installAsTold();
                MigrationController controller = MovingFleet.controller(
                        database(arguments[0]), database(arguments[1]), database(arguments[2]))) {
            Story.tell(controller, MovingFleet.spec(), words);
            words.add("points " + faults.hits());
        }
    }

    private static DataSource database(String url) {
        return HostPool.over(TestDatabase.at(url));
    }
}
