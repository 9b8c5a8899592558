package dev.passage.migration.benchmarks.copying;

import dev.passage.migration.dialect.PostgresCopy;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.regex.Pattern;

/** The databases' own pipes, which carry rows in one transaction, without checkpoint or digest. */
final class Pipes {
    private static final Pattern PATH = Pattern.compile(File.pathSeparator, Pattern.LITERAL);

    private Pipes() {}

    static String nameOfPostgresPipe() {
        return hasPsql() ? "psql binary COPY pipe" : "binary COPY pipe of the driver (no psql on the path)";
    }

    /** Carries what a query finds into a table. */
    static void postgres(End source, End target, String query, String table) throws Exception {
        String out = "COPY (" + query + ") TO STDOUT (FORMAT binary)";
        String in = "COPY " + table + " FROM STDIN (FORMAT binary)";
        if (hasPsql()) {
            run(List.of(
                    source.client("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", out),
                    target.client("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", in)));
            return;
        }
        try (Connection from = source.open();
                Connection to = target.open()) {
            from.setAutoCommit(false);
            to.setAutoCommit(false);
            try (PostgresCopy.Output output = PostgresCopy.read(from, out);
                    PostgresCopy.Input input = PostgresCopy.write(to, in)) {
                for (byte[] bytes = output.read(); bytes.length > 0; bytes = output.read()) {
                    input.write(bytes, 0, bytes.length);
                }
                input.end();
            }
            to.commit();
        }
    }

    /** Carries a tenant's rows from one database of a server to another, by the programs beside the server's own. */
    static void mariaDb(Path programs, End source, End target, String table, int tenant) throws Exception {
        String[] server = {"--host=127.0.0.1", "--protocol=tcp", "--port=" + source.port(), "--user=root"};
        ProcessBuilder dump = new ProcessBuilder(
                programs.resolve("mariadb-dump").toString(),
                server[0],
                server[1],
                server[2],
                server[3],
                "--no-create-info",
                "--where=tenant=" + tenant,
                source.database(),
                table);
        ProcessBuilder load = new ProcessBuilder(
                programs.resolve("mariadb").toString(), server[0], server[1], server[2], server[3], target.database());
        run(List.of(
                dump.redirectError(ProcessBuilder.Redirect.INHERIT),
                load.redirectError(ProcessBuilder.Redirect.INHERIT)));
    }

    private static void run(List<ProcessBuilder> programs) throws IOException, InterruptedException {
        for (Process program : ProcessBuilder.startPipeline(programs)) {
            if (program.waitFor() != 0) {
                throw new IllegalStateException("A program of the pipe ended with " + program.exitValue() + ".");
            }
        }
    }

    private static boolean hasPsql() {
        return PATH.splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "psql")));
    }
}
