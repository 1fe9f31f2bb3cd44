package org.duograph.tensorboard.board;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * Shows a board in browsers: {@code /} is the page, {@code /pieces} what is new for it. It answers
 * this machine alone, unless it is given another address to listen at.
 */
public final class BoardServer implements AutoCloseable {
    private static final Pattern ASKED = Pattern.compile("id=(\\w*)&from=(\\d{1,9})");
    private static final Pattern HERE =
            Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1\\])(:\\d+)?");
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline';"
                    + " img-src data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final Board board;
    private final boolean local;

    /**
     * Begins to answer.
     *
     * @param address where to listen; null for this machine alone
     * @param port a free port; 0 for any
     * @throws IOException if the port is taken or the address is not one of this machine's
     */
    public BoardServer(Board board, InetAddress address, int port) throws IOException {
        this.board = board;
        this.local = address == null || address.isLoopbackAddress();
        InetAddress at = address == null ? InetAddress.getLoopbackAddress() : address;
        try {
            server = HttpServer.create(new InetSocketAddress(at, port), 0);
        } catch (BindException e) {
            throw new IOException(
                    "The board can't listen at %s, port %d: %s. Choose another port with --port; 0 takes any that is free"
                            .formatted(at.getHostAddress(), port, e.getMessage()),
                    e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Where to look. */
    public String url() {
        String host = local ? "localhost" : server.getAddress().getAddress().getHostAddress();
        return "http://%s:%d/".formatted(host, server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String host = exchange.getRequestHeaders().getFirst("Host");
            if (local && (host == null || !HERE.matcher(host).matches())) {
                // A page from elsewhere that gave its own name this address would read along.
                send(exchange, 403, "text/plain", "The board answers localhost only.");
            } else if (!exchange.getRequestMethod().equals("GET")) {
                send(exchange, 405, "text/plain", "The board answers GET only.");
            } else if (path.equals("/")) {
                send(exchange, 200, "text/html", BoardPage.live());
            } else if (path.equals("/pieces")) {
                String query = exchange.getRequestURI().getQuery();
                Matcher asked = ASKED.matcher(query == null ? "" : query);
                board.refresh();
                boolean some = asked.matches();
                send(
                        exchange,
                        200,
                        "application/json",
                        board.pieces(
                                some ? asked.group(1) : "",
                                some ? Integer.parseInt(asked.group(2)) : 0));
            } else {
                send(exchange, 404, "text/plain", "The board has no page " + path);
            }
        }
    }

    private static void send(HttpExchange exchange, int code, String type, String text)
            throws IOException {
        Map<String, String> headers =
                Map.of(
                        "Content-Type", type + "; charset=utf-8",
                        "Content-Encoding", "gzip",
                        "Cache-Control", "no-store",
                        "Content-Security-Policy", POLICY,
                        "X-Content-Type-Options", "nosniff");
        headers.forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(code, 0);
        try (GZIPOutputStream out = new GZIPOutputStream(exchange.getResponseBody())) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
