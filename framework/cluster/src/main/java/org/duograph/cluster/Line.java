package org.duograph.cluster;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * A connection over which whole messages go to and fro, in frames that are checked. One thread at a
 * time uses it.
 */
final class Line implements AutoCloseable {
    /** The most bytes of a message. */
    static final int MOST = 1 << 30;

    private final Link link;
    private final Selector selector;
    private final SelectionKey key;

    /**
     * A line over a channel on which both sides have greeted each other.
     *
     * @param other who is at its other end, for messages
     */
    Line(Peer other, SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        link = new Link(other, channel, Transfer.PIECE);
        selector = Selector.open();
        key = channel.register(selector, 0);
    }

    /** What has come: what it is, its number, and its bytes. */
    record Message(Frame.Kind kind, long number, byte[] bytes) {}

    /** Whether the other side has closed it, or broken its word, since the last message. */
    boolean isStale() {
        try {
            return link.read();
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * Sends a message.
     *
     * @param silence how long the other side may take nothing of it, in nanoseconds
     * @throws PeerException if that is over, or the message is too long
     * @throws IOException if the connection breaks
     */
    void send(Frame.Kind kind, long number, byte[] message, long silence) throws IOException {
        if (message.length > MOST) {
            throw new PeerException(
                    -1,
                    "A message has at most %,d bytes, but this one has %,d"
                            .formatted(MOST, message.length));
        }
        int at = 0;
        do {
            int count = Math.min(Transfer.PIECE, message.length - at);
            link.piece().put(message, at, count);
            link.seal(kind, number, message.length);
            at += count;
            long last = System.nanoTime();
            while (link.isSending()) {
                if (link.write()) {
                    last = System.nanoTime();
                } else if (!await(SelectionKey.OP_WRITE, last + silence - System.nanoTime())) {
                    throw new PeerException(
                            link.peer().rank(),
                            "%s has taken nothing for %.1f s"
                                    .formatted(link.peer().address(), silence / 1e9));
                }
            }
        } while (at < message.length);
    }

    /**
     * Receives a message.
     *
     * @param silence how long nothing may come, in nanoseconds; 0 for as long as it takes
     * @return null if that is over and nothing of a message has come
     * @throws EOFException if the other side has closed the connection
     */
    Message receive(long silence) throws IOException {
        byte[] bytes = null;
        int at = 0;
        long last = System.nanoTime();
        while (true) {
            if (link.hasFrame()) {
                ByteBuffer frame = link.frame();
                Frame.Kind kind = Frame.kind(frame);
                long number = Frame.operation(frame);
                long total = Frame.total(frame);
                if (bytes == null && total <= MOST) {
                    bytes = new byte[(int) total];
                }
                int count = frame.remaining();
                boolean fits = bytes != null && total == bytes.length && count <= total - at;
                if (!fits || count == 0 && total > 0) {
                    throw damaged();
                }
                frame.get(bytes, at, count);
                at += count;
                link.next();
                last = System.nanoTime();
                if (at == bytes.length) {
                    return new Message(kind, number, bytes);
                }
            } else if (link.read()) {
                last = System.nanoTime();
            } else {
                long left = silence == 0 ? 0 : last + silence - System.nanoTime();
                if (silence > 0 && !await(SelectionKey.OP_READ, left)) {
                    if (at == 0) {
                        return null;
                    }
                    throw new PeerException(
                            link.peer().rank(),
                            "%s has sent half of a message and then nothing for %.1f s"
                                    .formatted(link.peer().address(), silence / 1e9));
                } else if (silence == 0) {
                    await(SelectionKey.OP_READ, Long.MAX_VALUE);
                }
            }
        }
    }

    private PeerException damaged() {
        return new PeerException(
                link.peer().rank(),
                "What came from %s belongs to no message".formatted(link.peer().address()));
    }

    /** Waits until the channel is ready; false if the time is over before. */
    private boolean await(int operation, long nanos) throws IOException {
        if (nanos <= 0) {
            return false;
        }
        try {
            key.interestOps(operation);
            selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
            selector.selectedKeys().clear();
        } catch (ClosedSelectorException | CancelledKeyException e) {
            throw new EOFException("the connection was closed here");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new PeerException(-1, "Interrupted while waiting for " + link.peer().address());
        }
        return true;
    }

    @Override
    public void close() {
        link.close();
        try {
            selector.close(); // who waits on it wakes up
        } catch (IOException e) {
            // nothing of it is wanted any more
        }
    }
}
