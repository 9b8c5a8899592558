package dev.passage.migration.testkit.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** H2 databases, each a file in one folder. */
final class H2Files implements Server {

    private static final String OF_NOBODY = ";USER=sa;PASSWORD=";

    /** A file that is deleted after the test need not be made smaller at each close, which takes H2 up to 200 ms. */
    private static final String AS_IT_IS = ";MAX_COMPACT_TIME=0";

    private final Path folder;
    private final boolean durable;

    H2Files(Path folder, boolean durable) {
        this.folder = folder;
        this.durable = durable;
    }

    @Override
    public TestDatabase create(String name) {
        String url = "jdbc:h2:file:" + folder.toAbsolutePath().resolve(name) + OF_NOBODY + AS_IT_IS
                + (durable ? ";WRITE_DELAY=0" : "");
        Server.execute(url, "SELECT 1");
        return new TestDatabase(DatabaseKind.H2, name, url);
    }

    @Override
    public void drop(TestDatabase database) {
        Server.execute(database.url(), "SHUTDOWN IMMEDIATELY");
        try {
            Files.deleteIfExists(folder.resolve(database.name() + ".mv.db"));
            Files.deleteIfExists(folder.resolve(database.name() + ".trace.db"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
