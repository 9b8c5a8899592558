package dev.passage.migration.testkit.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;

/** One connection through the network. */
final class Line {

    private final Socket client;
    private final Socket server;
    private final FaultyNetwork network;

    Line(Socket client, Socket server, FaultyNetwork network) throws SocketException {
        this.client = client;
        this.server = server;
        this.network = network;
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
    }

    void start() {
        daemon(() -> carry(client, server, false)).start();
        daemon(() -> carry(server, client, true)).start();
    }

    private void carry(Socket from, Socket to, boolean reply) {
        byte[] piece = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                int through = network.weather.pass(read, reply);
                out.write(piece, 0, through);
                out.flush();
                if (through < read) {
                    break;
                }
            }
        } catch (IOException e) {
            // The other end is gone; so is this line.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end(false);
    }

    void end(boolean reset) {
        close(client, reset);
        close(server, reset);
        network.ended(this);
    }

    @SuppressWarnings("EmptyCatch")
    private static void close(Socket socket, boolean reset) {
        try {
            if (reset) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        } catch (IOException e) {
            // It is closed already, which is what was wanted.
        }
    }

    static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "faulty-network");
        thread.setDaemon(true);
        return thread;
    }
}
