package org.duograph.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/**
 * Moves one message to a peer and one from a peer at the same time, frame by frame, so that peers
 * that all send to each other never wait for one another. Where nothing moves for as long as the
 * deadline, it ends with an error that names who is to blame.
 */
final class Transfer {
    /** The most bytes of a message in one frame. */
    static final int PIECE = 1 << 18;

    private final Selector selector;
    private final Link[] links; // by rank; null for this peer itself
    private final Pulse pulse;
    private final long deadlineNanos;

    Transfer(Selector selector, Link[] links, Pulse pulse, long deadlineNanos) throws IOException {
        this.selector = selector;
        this.links = links;
        this.pulse = pulse;
        this.deadlineNanos = deadlineNanos;
        for (Link link : links) {
            if (link != null) {
                link.channel().register(selector, 0);
            }
        }
    }

    /** One of the two directions. */
    private static final class Way {
        private final Link link;
        private final Part part;
        private long at;
        private boolean done;

        Way(Link link, Part part) {
            this.link = link;
            this.part = part;
            this.done = part == null;
        }

        void move(int bytes) {
            at += bytes;
            done = at == part.bytes();
        }
    }

    /**
     * Sends to one peer and receives from one, which may be the same; null for neither of it.
     *
     * @param operation its number: of the group, or of messages between two peers
     */
    void move(Frame.Kind kind, long operation, int to, Part sent, int from, Part received)
            throws IOException {
        Way out = new Way(sent == null ? null : links[to], sent);
        Way in = new Way(received == null ? null : links[from], received);
        long last = System.nanoTime();
        while (!out.done || !in.done || isSending(out)) {
            pulse.throwIfBroken();
            if (Thread.currentThread().isInterrupted()) {
                throw pulse.broken(
                        new PeerException(
                                -1, "Interrupted in %s %d".formatted(kind.label, operation)));
            }
            boolean moved = false;
            if (sent != null && (!out.done || isSending(out))) {
                moved = send(out, kind, operation);
            }
            if (!in.done) {
                moved |= receive(in, kind, operation);
            }
            long now = System.nanoTime();
            if (moved) {
                last = now;
            } else if (now - last > deadlineNanos) {
                int waits = in.done ? to : from;
                throw pulse.broken(pulse.blame(waits, kind, operation, deadlineNanos));
            } else {
                await(out, in, deadlineNanos - (now - last));
            }
        }
    }

    private static boolean isSending(Way out) {
        return out.link != null && out.link.isSending();
    }

    private boolean send(Way out, Frame.Kind kind, long operation) throws IOException {
        Part part = out.part;
        if (!out.link.isSending()) {
            boolean nothingYet = part.bytes() < 0 || part.bytes() > 0 && part.ready() <= out.at;
            if (nothingYet) {
                return false;
            }
            int count = (int) Math.min(PIECE, part.ready() - out.at);
            ByteBuffer piece = out.link.piece();
            part.give(out.at, count, piece);
            out.link.seal(kind, operation, part.bytes());
            out.move(count);
        }
        try {
            return out.link.write();
        } catch (IOException e) {
            throw pulse.broken(pulse.lost(out.link.peer(), kind, operation, e));
        }
    }

    private boolean receive(Way in, Frame.Kind kind, long operation) throws IOException {
        boolean moved;
        try {
            moved = in.link.read();
            if (!in.link.hasFrame()) {
                return moved;
            }
        } catch (PeerException e) {
            throw pulse.broken(e);
        } catch (IOException e) {
            throw pulse.broken(pulse.lost(in.link.peer(), kind, operation, e));
        }
        ByteBuffer frame = in.link.frame();
        requireExpected(in, frame, kind, operation);
        int count = frame.remaining();
        in.part.take(in.at, frame);
        in.move(count);
        in.part.receivedUpTo(in.at);
        in.link.next();
        return true;
    }

    /** All peers must do the same: what comes must belong to what is done here. */
    private void requireExpected(Way in, ByteBuffer frame, Frame.Kind kind, long operation)
            throws PeerException {
        long total = Frame.total(frame);
        if (in.at == 0 && in.part.bytes() < 0 && total <= Part.MOST) {
            in.part.begin(total);
        }
        boolean same = Frame.kind(frame) == kind && Frame.operation(frame) == operation;
        if (!same
                || total != in.part.bytes()
                || frame.remaining() > total - in.at
                || frame.remaining() == 0 && total > 0) {
            Peer peer = in.link.peer();
            throw pulse.broken(
                    new PeerException(
                            peer.rank(),
                            "%s is at %s %d with %,d bytes, but here it is %s %d with %,d; all peers must call the same operations, in the same order and with as many numbers"
                                    .formatted(
                                            peer,
                                            Frame.kind(frame).label,
                                            Frame.operation(frame),
                                            total,
                                            kind.label,
                                            operation,
                                            in.part.bytes())));
        }
    }

    private void await(Way out, Way in, long nanos) throws IOException {
        boolean writes = isSending(out);
        boolean both = out.link != null && out.link == in.link;
        interest(out.link, writes, both && !in.done);
        if (!both) {
            interest(in.link, false, !in.done);
        }
        try {
            selector.select(Math.max(1, nanos / 1_000_000));
            selector.selectedKeys().clear();
        } catch (ClosedSelectorException e) {
            throw new IOException("The group was closed by another thread", e);
        } finally {
            interest(out.link, false, false);
            interest(in.link, false, false);
        }
    }

    private void interest(Link link, boolean writes, boolean reads) {
        SelectionKey key = link == null ? null : link.channel().keyFor(selector);
        if (key != null && key.isValid()) {
            key.interestOps(
                    (writes ? SelectionKey.OP_WRITE : 0) | (reads ? SelectionKey.OP_READ : 0));
        }
    }
}
