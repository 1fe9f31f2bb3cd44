package org.duograph.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Asks a {@link Desk}. Any number of threads ask at the same time: each question has a connection
 * for itself, and connections are kept for later ones.
 *
 * <p>An answer may take as long as it takes. But while none comes, whoever has to answer is asked
 * again and again for a sign of life, so that a process that was killed, frozen or cut off is found
 * out by the deadline.
 */
public final class Inquirer implements AutoCloseable {
    private static final int MOST_IDLE = 8;
    private static final int MOST_CONNECTING_MILLIS = 10_000;

    private final Peer desk;
    private final GroupOptions options;
    private final Greeting greeting;
    private final Deque<Line> idle = new ArrayDeque<>();
    private final Set<Line> busy = new HashSet<>();
    private long questions;
    private boolean closed;

    /**
     * For questions to a desk; connects when the first is asked.
     *
     * @param address {@code host:port}
     * @param options the run and the secret as there, and the deadline
     */
    public Inquirer(String address, GroupOptions options) {
        this.desk = Peer.parse(0, address);
        this.options = options;
        this.greeting = new Greeting(new Desk.Pair(1, desk.host()), options);
    }

    /** Where it asks, {@code host:port}. */
    public String address() {
        return desk.address();
    }

    /**
     * Asks and waits for the answer.
     *
     * @throws IOException if nobody listens there, or whoever does is gone before it has answered,
     *     or shows no sign of life until the deadline: the message says which. Whether what was
     *     asked for has been done is not known then
     */
    public byte[] ask(byte[] question) throws IOException {
        Line line = line(options.deadline());
        boolean well = false;
        try {
            long number = nextNumber();
            long half = Math.max(1, options.deadline().toNanos() / 2);
            line.send(Frame.Kind.QUESTION, number, question, options.deadline().toNanos());
            Line.Message answer = line.receive(half);
            while (answer == null) {
                requireAlive(Duration.ofNanos(half));
                answer = line.receive(half);
            }
            if (answer.kind() != Frame.Kind.ANSWER || answer.number() != number) {
                throw new PeerException(
                        0, desk.address() + " answers something that nobody has asked");
            }
            well = true;
            return answer.bytes();
        } catch (PeerException e) {
            throw e;
        } catch (IOException e) {
            throw new PeerException(
                    0, "%s is gone: %s".formatted(desk.address(), e.getMessage()), e);
        } finally {
            giveBack(line, well);
        }
    }

    private void requireAlive(Duration within) throws IOException {
        try (Line other = connect(within)) {
            other.send(Frame.Kind.PULSE, 0, new byte[0], within.toNanos());
            if (other.receive(within.toNanos()) == null) {
                throw new IOException("it took the call and said nothing");
            }
        } catch (IOException e) {
            throw new PeerException(
                    0,
                    "%s has given no sign of life for %.1f s; it is frozen, or the network to it is broken (%s)"
                            .formatted(
                                    desk.address(),
                                    options.deadline().toNanos() / 1e9,
                                    e.getMessage()),
                    e);
        }
    }

    private synchronized long nextNumber() {
        return questions++;
    }

    private Line line(Duration within) throws IOException {
        synchronized (this) {
            while (!idle.isEmpty()) {
                Line line = idle.pop();
                if (!line.isStale()) {
                    busy.add(line);
                    return line;
                }
                line.close();
            }
        }
        Line made = connect(within);
        synchronized (this) {
            if (closed) {
                made.close();
                throw new PeerException(
                        -1, "Interrupted: nothing more is asked of " + desk.address());
            }
            busy.add(made);
        }
        return made;
    }

    private Line connect(Duration within) throws IOException {
        int millis =
                (int)
                        Math.max(
                                1,
                                Math.min(
                                        MOST_CONNECTING_MILLIS,
                                        TimeUnit.NANOSECONDS.toMillis(within.toNanos())));
        SocketChannel channel = SocketChannel.open();
        try {
            InetSocketAddress address = new InetSocketAddress(desk.host(), desk.port());
            if (address.isUnresolved()) {
                throw new PeerException(0, "there is no host \"" + desk.host() + "\"");
            }
            channel.socket().connect(address, millis);
            channel.socket().setSoTimeout(millis);
            greeting.connect(channel, 0);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            return new Line(desk, channel);
        } catch (IOException e) {
            channel.close();
            String text = "%s does not answer: %s".formatted(desk.address(), e.getMessage());
            throw new PeerException(0, text, e);
        }
    }

    private synchronized void giveBack(Line line, boolean well) {
        busy.remove(line);
        if (well && !closed && idle.size() < MOST_IDLE) {
            idle.push(line);
        } else {
            line.close();
        }
    }

    /** Hangs up; questions that wait for an answer fail. */
    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(Line::close);
        idle.clear();
        busy.forEach(Line::close);
    }
}
