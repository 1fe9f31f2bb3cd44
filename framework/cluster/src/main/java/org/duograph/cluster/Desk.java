package org.duograph.cluster;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Listens and answers questions, each a message of bytes. Whoever asks has to know the secret, as
 * in a {@link Group}; {@link Inquirer} is the other side.
 *
 * <p>Each connection has a thread of its own here, so a question that takes long keeps no other
 * waiting.
 */
public final class Desk implements AutoCloseable {
    private static final int MOST_GUESTS = 256;
    private static final int GREETING_MILLIS = 10_000;

    private final ServerSocketChannel door;
    private final Greeting greeting;
    private final GroupOptions options;
    private final Answers answers;
    private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
    private final Semaphore guests = new Semaphore(MOST_GUESTS);
    private volatile boolean closed;

    /** Answers questions. */
    @FunctionalInterface
    public interface Answers {
        /**
         * The answer to a question; several threads ask at the same time. What it throws closes the
         * connection, so what the other side should know of failures belongs into the answer.
         */
        byte[] answer(byte[] question);
    }

    /**
     * Listens.
     *
     * @param host the name or address under which others reach it
     * @param port 0 for any that is free
     * @param options the run and the secret that whoever asks must know
     * @throws PeerException if the port is taken, or there is no such host
     */
    public Desk(String host, int port, GroupOptions options, Answers answers) throws IOException {
        this.options = options;
        this.answers = answers;
        this.greeting = new Greeting(new Pair(0, host), options);
        this.door = ServerSocketChannel.open();
        InetSocketAddress address = new InetSocketAddress(host, port);
        try {
            if (address.isUnresolved()) {
                throw new IOException("there is no such host");
            }
            door.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            door.bind(address);
        } catch (IOException e) {
            door.close();
            String what =
                    e instanceof BindException
                            ? "the port is taken, or no address of this machine's"
                            : e.getMessage();
            throw new PeerException(-1, "Can't listen at %s:%d: %s".formatted(host, port, what), e);
        }
        start(this::takeIn, "duograph-desk");
    }

    /** Two that talk: whoever listens is number 0, whoever asks number 1. */
    record Pair(int rank, String host) implements Meeting {
        @Override
        public int size() {
            return 2;
        }

        @Override
        public void announce(Peer self) {}

        @Override
        public Peer find(int other) {
            return null;
        }

        @Override
        public String where() {
            return "at " + host;
        }
    }

    private static void start(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** The port at which it listens. */
    public int port() {
        try {
            return ((InetSocketAddress) door.getLocalAddress()).getPort();
        } catch (IOException e) {
            throw new IllegalStateException("The desk is closed", e);
        }
    }

    private void takeIn() {
        try {
            while (true) {
                SocketChannel channel = door.accept();
                if (guests.tryAcquire()) {
                    open.add(channel);
                    start(() -> serve(channel), "duograph-desk-guest");
                } else {
                    channel.close();
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(SocketChannel channel) {
        try {
            channel.socket().setSoTimeout(GREETING_MILLIS);
            greeting.accept(channel, guest -> closed ? "it is closing" : null);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            InetSocketAddress from = (InetSocketAddress) channel.getRemoteAddress();
            try (Line line = new Line(new Peer(1, from.getHostString(), from.getPort()), channel)) {
                open.add(line);
                try {
                    answerAll(line);
                } finally {
                    open.remove(line);
                }
            }
        } catch (IOException e) {
            // whoever it was is gone, or did not belong here and has been told so
        } finally {
            open.remove(channel);
            guests.release();
            try {
                channel.close();
            } catch (IOException e) {
                // it is gone anyway
            }
        }
    }

    private void answerAll(Line line) throws IOException {
        while (!closed) {
            Line.Message question = line.receive(0);
            boolean pulse = question.kind() == Frame.Kind.PULSE;
            if (!pulse && question.kind() != Frame.Kind.QUESTION) {
                return;
            }
            byte[] answer = pulse ? new byte[0] : answers.answer(question.bytes());
            line.send(
                    pulse ? Frame.Kind.PULSE : Frame.Kind.ANSWER,
                    question.number(),
                    answer,
                    options.deadline().toNanos());
        }
    }

    /** Listens no more, and hangs up on all. */
    @Override
    public void close() throws IOException {
        closed = true;
        door.close();
        for (AutoCloseable guest : open) {
            try {
                guest.close();
            } catch (Exception e) {
                // it is gone anyway
            }
        }
    }
}
