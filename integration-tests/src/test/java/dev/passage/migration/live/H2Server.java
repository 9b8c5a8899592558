package dev.passage.migration.live;

import java.sql.SQLException;
import org.h2.tools.Server;

/** Lets other processes use the H2 files of this one. */
final class H2Server {
    private static final String FILE = "jdbc:h2:file:";

    private H2Server() {}

    /** The URL under which another process reaches a database; that of a server as it is. */
    static String reachable(String url) {
        return url.startsWith(FILE)
                ? "jdbc:h2:tcp://localhost:" + Running.SERVER.getPort() + "/" + url.substring(FILE.length())
                : url;
    }

    /** Ends with the process. */
    private static final class Running {
        private static final Server SERVER = start();

        private static Server start() {
            try {
                return Server.createTcpServer("-tcpPort", "0", "-tcpDaemon").start();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
