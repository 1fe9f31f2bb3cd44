package org.duograph.data;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A web server on this machine that serves one file, as well or as badly as a test wants. */
final class ArchiveServer implements AutoCloseable {
    /** The Range headers of all requests in order; "whole" for those without. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    /** What is served. */
    volatile byte[] content;

    /** After so many bytes of a body the connection is cut. */
    volatile int cutAfter = Integer.MAX_VALUE;

    /** Whether Range headers are obeyed. */
    volatile boolean ranges = true;

    /** If not 0, the status of every answer, with no body. */
    volatile int status;

    private final HttpServer server;

    ArchiveServer(byte[] content) throws IOException {
        this.content = content;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** The archive as its publisher would describe it, had it {@code right} as content. */
    Archive describing(byte[] right) {
        String host = server.getAddress().getHostString();
        String address = "http://" + host + ":" + server.getAddress().getPort() + "/d/data.tar.gz";
        return Archive.of(address, right.length, Samples.sha256(right));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        asked.add(range == null ? "whole" : range);
        byte[] all = content;
        int from = 0;
        int code = 200;
        if (status != 0) {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
            return;
        }
        if (range != null && ranges) {
            from = Integer.parseInt(range.replaceAll("[^0-9]", ""));
            code = from < all.length ? 206 : 416;
            exchange.getResponseHeaders()
                    .set(
                            "Content-Range",
                            "bytes %d-%d/%d".formatted(from, all.length - 1, all.length));
        }
        if (code == 416) {
            exchange.sendResponseHeaders(code, -1);
            exchange.close();
            return;
        }
        int length = all.length - from;
        exchange.sendResponseHeaders(code, length);
        OutputStream out = exchange.getResponseBody();
        out.write(all, from, Math.min(length, cutAfter));
        out.flush();
        if (length > cutAfter) {
            throw new IOException("cut"); // makes the server close the connection
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
