package dev.passage.migration.crash;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;

/** Connections as a host has them: where one costs much, to open another for each statement is most of what a server does. */
public final class HostPool {
    private static final int CONNECTIONS = 20;

    private HostPool() {}

    /** A pool that opens no connection before it is asked for one. */
    public static HikariDataSource over(DataSource database) {
        return over(database, CONNECTIONS);
    }

    /** A pool of as many connections at most. */
    public static HikariDataSource over(DataSource database, int connections) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }
}
