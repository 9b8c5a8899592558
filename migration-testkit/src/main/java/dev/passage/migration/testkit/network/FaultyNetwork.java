package dev.passage.migration.testkit.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP connection between a test and a server that can be frozen, cut, reset, slowed and broken in the middle of a reply (T4).
 * A client connects to {@link #port()} instead of the server's port. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class FaultyNetwork implements AutoCloseable {

    private final ServerSocket door;
    private final InetSocketAddress server;
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();
    final Weather weather = new Weather();

    private FaultyNetwork(ServerSocket door, InetSocketAddress server) {
        this.door = door;
        this.server = server;
    }

    /**
     * Opens a network to a server of this machine.
     *
     * @param port the port of the server
     * @return the network, without faults
     */
    public static FaultyNetwork to(int port) {
        try {
            InetAddress here = InetAddress.getLoopbackAddress();
            FaultyNetwork network = new FaultyNetwork(new ServerSocket(0, 50, here), new InetSocketAddress(here, port));
            Line.daemon(network::accept).start();
            return network;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the port that clients connect to.
     *
     * @return the port, on the loopback address
     */
    public int port() {
        return door.getLocalPort();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Line line = new Line(client, new Socket(server.getAddress(), server.getPort()), this);
                lines.add(line);
                line.start();
            } catch (IOException e) {
                if (door.isClosed()) {
                    return;
                }
            }
        }
    }

    void ended(Line line) {
        lines.remove(line);
    }

    /** Lets nothing through in either direction from now on; connections stay open, as with a pulled cable. */
    public void freeze() {
        weather.freeze();
    }

    /** Ends freeze and delay. */
    public void thaw() {
        weather.thaw();
    }

    /**
     * Delays each piece of data in either direction.
     *
     * @param time how long
     */
    public void delay(Duration time) {
        weather.delay(time);
    }

    /** Closes every connection, as a server does that goes down in order. */
    public void cut() {
        lines.forEach(line -> line.end(false));
    }

    /** Resets every connection, as a firewall does that forgot it. */
    public void reset() {
        lines.forEach(line -> line.end(true));
    }

    /**
     * Cuts a connection once this many further bytes of replies have come through on all connections together: inside the reply
     * to a commit, for example.
     *
     * @param bytes how many still come through, 0 or more
     */
    public void cutAfterReplyBytes(long bytes) {
        weather.cutAfter(bytes);
    }

    /** Closes every connection and takes no new one. */
    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            weather.thaw();
            cut();
        }
    }
}
