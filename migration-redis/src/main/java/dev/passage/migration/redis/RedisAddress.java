package dev.passage.migration.redis;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a Redis server is and how to log in to it. The password is asked for at each new connection, so that it may change, and is
 * part of no text.
 *
 * <p>Immutable; the suppliers must be safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class RedisAddress {
    private static final int GREATEST_PORT = 65_535;

    private final String host;
    private final int port;
    private final int database;
    private final boolean tls;
    private final Duration timeout;
    private final Optional<String> user;
    private final Optional<Supplier<String>> password;

    private RedisAddress(
            String host,
            int port,
            int database,
            boolean tls,
            Duration timeout,
            Optional<String> user,
            Optional<Supplier<String>> password) {
        this.host = host;
        this.port = port;
        this.database = database;
        this.tls = tls;
        this.timeout = timeout;
        this.user = user;
        this.password = password;
    }

    /**
     * Returns the address of a server that wants no password.
     *
     * @param host its name
     * @param port 1 to 65,535, usually 6379
     * @return the address: database 0, no TLS, 2 seconds to connect and for each answer
     * @throws IllegalArgumentException if the port is out of range
     */
    public static RedisAddress of(String host, int port) {
        if (port < 1 || port > GREATEST_PORT) {
            throw new IllegalArgumentException(
                    "The port of a Redis server is from 1 to " + GREATEST_PORT + ", not " + port + ".");
        }
        return new RedisAddress(
                Objects.requireNonNull(host, "host"),
                port,
                0,
                false,
                Duration.ofSeconds(2),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Returns the same address with a password.
     *
     * @param secret gives the present password
     * @return the address
     */
    public RedisAddress withPassword(Supplier<String> secret) {
        return new RedisAddress(host, port, database, tls, timeout, user, Optional.of(secret));
    }

    /**
     * Returns the same address for a named user and a password.
     *
     * @param name the user of the server's access control list
     * @param secret gives the present password
     * @return the address
     */
    public RedisAddress withUser(String name, Supplier<String> secret) {
        return new RedisAddress(host, port, database, tls, timeout, Optional.of(name), Optional.of(secret));
    }

    /**
     * Returns the same address over TLS, with the certificates that this JVM trusts.
     *
     * @return the address
     */
    public RedisAddress withTls() {
        return new RedisAddress(host, port, database, true, timeout, user, password);
    }

    /**
     * Returns the same address with another database of the server.
     *
     * @param number 0 or more
     * @return the address
     * @throws IllegalArgumentException if the number is negative
     */
    public RedisAddress withDatabase(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("The database of a Redis server is 0 or more, not " + number + ".");
        }
        return new RedisAddress(host, port, number, tls, timeout, user, password);
    }

    /**
     * Returns the same address with another patience.
     *
     * @param time how long to wait for a connection, and for each answer; 1 millisecond or more
     * @return the address
     * @throws IllegalArgumentException if it is shorter
     */
    public RedisAddress withTimeout(Duration time) {
        if (time.toMillis() < 1) {
            throw new IllegalArgumentException("A timeout is 1 millisecond or more, not " + time + ".");
        }
        return new RedisAddress(host, port, database, tls, time, user, password);
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    int database() {
        return database;
    }

    boolean isTls() {
        return tls;
    }

    Duration timeout() {
        return timeout;
    }

    Optional<String> user() {
        return user;
    }

    Optional<Supplier<String>> password() {
        return password;
    }

    /**
     * Returns the address without user and password.
     *
     * @return for example {@code cache.example:6379/0}
     */
    @Override
    public String toString() {
        return host + ":" + port + "/" + database;
    }
}
