package org.duograph.experiments.serving;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Clients that each send a request, wait for the answer, and send the next one, over one connection
 * that stays open. They do little themselves, for they share the processors with the server.
 */
final class Load {
    private final int port;
    private final byte[] request;

    /**
     * What came of it.
     *
     * @param answers how many there were
     * @param perSecond answers in a second
     * @param p50 the time in milliseconds that half of them took at most
     * @param p99 the time in milliseconds that 99 of 100 took at most
     */
    record Found(int answers, double perSecond, double p50, double p99) {}

    /**
     * Clients of a server.
     *
     * @param header lines of their requests, besides those that all have
     */
    Load(int port, String path, String header, byte[] body) {
        this.port = port;
        String head =
                "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n%s\r\n"
                        .formatted(path, body.length, header);
        byte[] first = head.getBytes(StandardCharsets.ISO_8859_1);
        request = Arrays.copyOf(first, first.length + body.length);
        System.arraycopy(body, 0, request, first.length, body.length);
    }

    /** Asks once; gives the body of the answer. */
    String once() throws IOException {
        try (Connection connection = new Connection()) {
            return connection.ask();
        }
    }

    /** Lets some clients ask for some time. */
    Found run(int clients, double seconds) throws InterruptedException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        long start = System.nanoTime();
        List<List<Long>> times = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            List<Long> mine = new ArrayList<>();
            times.add(mine);
            Thread thread = new Thread(() -> ask(mine, end));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double took = (System.nanoTime() - start) / 1e9;
        long[] all = times.stream().flatMap(List::stream).mapToLong(Long::longValue).toArray();
        Arrays.sort(all);
        return new Found(all.length, all.length / took, millis(all, 0.5), millis(all, 0.99));
    }

    private static double millis(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, sorted.length * share)] / 1e6;
    }

    private void ask(List<Long> times, long end) {
        try (Connection connection = new Connection()) {
            while (System.nanoTime() < end) {
                long start = System.nanoTime();
                connection.ask();
                times.add(System.nanoTime() - start);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connection that stays open. */
    private final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Connection() throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        String ask() throws IOException {
            out.write(request);
            String status = line();
            int length = -1;
            for (String line = line(); !line.isEmpty(); line = line()) {
                if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(line.substring(15).strip());
                }
            }
            String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            if (!status.startsWith("HTTP/1.1 200")) {
                throw new IOException(status + ": " + body);
            }
            return body;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("The server ended the connection");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
