package org.duograph.survey.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends connections that keep the server waiting: whose request does not arrive in time, or whose
 * answer is not taken. Jetty's own idle timeout begins anew with every byte; here the whole counts.
 * It also bounds how many connections one address may have.
 *
 * <p>Waiting for a request takes no thread. What does take one is bounded per address elsewhere
 * ({@link Server}), so these bounds are wide enough for a class-room on a slow line.
 */
final class SlowClients extends Handler.Wrapper implements Connection.Listener {
    /** A class-room of sixty, whose browsers open six connections each, and some to spare. */
    static final int CONNECTIONS_PER_ADDRESS = 512;

    /**
     * How many seconds a connection may take.
     *
     * @param idle without a request
     * @param headers for a request without its body
     * @param body for a body
     * @param answer to take {@link #ANSWER_BYTES} of an answer
     */
    record Patience(long idle, long headers, long body, long answer) {}

    static final Patience PATIENCE = new Patience(30, 15, 60, 20);

    /** A telephone's slowest line is faster. */
    private static final long ANSWER_BYTES = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(SlowClients.class);

    private final Settings settings;
    private final Patience patience;
    private final Map<Connection, Visit> visits = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> perAddress = new ConcurrentHashMap<>();
    private final Scheduler scheduler = new ScheduledExecutorScheduler("slow-clients", true);

    SlowClients(Settings settings, Patience patience) {
        this.patience = patience;
        this.settings = settings;
        addBean(scheduler);
    }

    /** What a connection is at. */
    private enum Stage {
        IDLE,
        HEADERS,
        BODY,
        ANSWER
    }

    /** A connection, since when it is at its stage, and how many bytes it had moved then. */
    private static final class Visit {
        private Stage stage;
        private long since;
        private long bytes;

        synchronized void enter(Stage stage, long bytes) {
            this.stage = stage;
            this.since = System.nanoTime();
            this.bytes = bytes;
        }

        /** Whether the client has used up its time. */
        synchronized boolean isOver(Connection connection, Patience patience) {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since);
            switch (stage) {
                case IDLE -> {
                    if (connection.getBytesIn() > bytes) enter(Stage.HEADERS, 0);
                    return seconds >= patience.idle(); // also while a certificate is looked at
                }
                case HEADERS -> {
                    return seconds >= patience.headers();
                }
                case BODY -> {
                    return seconds >= patience.body();
                }
                default -> {
                    long written = connection.getBytesOut();
                    boolean waits = isWriting(connection);
                    if (waits && seconds < patience.answer()) return false;
                    boolean slow = waits && written - bytes < ANSWER_BYTES;
                    enter(Stage.ANSWER, written);
                    return slow;
                }
            }
        }

        private static boolean isWriting(Connection connection) {
            return connection.getEndPoint() instanceof AbstractEndPoint end
                    && end.getWriteFlusher().isPending();
        }
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        scheduler.schedule(this::sweep, 1, TimeUnit.SECONDS);
    }

    private void sweep() {
        visits.forEach(
                (connection, visit) -> {
                    if (visit.isOver(connection, patience)) {
                        LOG.info("a connection was too slow and is ended");
                        connection.getEndPoint().close();
                    }
                });
        if (isRunning()) scheduler.schedule(this::sweep, 1, TimeUnit.SECONDS);
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof SslConnection) return; // its HTTP connection comes, too
        Visit visit = new Visit();
        visit.enter(Stage.IDLE, 0);
        visits.put(connection, visit);
        String address = address(connection);
        int open =
                perAddress.computeIfAbsent(address, one -> new AtomicInteger()).incrementAndGet();
        boolean bounded = settings.limits() && !settings.proxies().contains(address);
        if (bounded && open > CONNECTIONS_PER_ADDRESS) connection.getEndPoint().close();
    }

    @Override
    public void onClosed(Connection connection) {
        if (visits.remove(connection) == null) return;
        perAddress.computeIfPresent(
                address(connection), (address, open) -> open.decrementAndGet() <= 0 ? null : open);
    }

    private static String address(Connection connection) {
        SocketAddress remote = connection.getEndPoint().getRemoteSocketAddress();
        if (!(remote instanceof InetSocketAddress internet)) return String.valueOf(remote);
        InetAddress address = internet.getAddress();
        return address == null ? "" : Limits.network(address.getHostAddress());
    }

    /** The header has arrived; the body, if there is one, is read before the next handler. */
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Connection connection = request.getConnectionMetaData().getConnection();
        Visit visit = visits.get(connection);
        if (visit != null) {
            visit.enter(Stage.BODY, 0);
            Request.addCompletionListener(
                    request, failure -> visit.enter(Stage.IDLE, connection.getBytesIn()));
        }
        return super.handle(request, response, callback);
    }

    /** Stands where requests have arrived as a whole. */
    Handler.Singleton answering() {
        return new Handler.Wrapper() {
            @Override
            public boolean handle(Request request, Response response, Callback callback)
                    throws Exception {
                Connection connection = request.getConnectionMetaData().getConnection();
                Visit visit = visits.get(connection);
                if (visit != null) visit.enter(Stage.ANSWER, connection.getBytesOut());
                return super.handle(request, response, callback);
            }
        };
    }
}
