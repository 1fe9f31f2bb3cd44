package org.duograph.cluster;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * A connection to a peer, over which frames come and go. It never blocks: it moves what the socket
 * takes or has, and keeps what is left of a frame for the next time.
 */
final class Link {
    private final Peer peer;
    private final SocketChannel channel;
    private final int most;
    private ByteBuffer out;
    private ByteBuffer in;
    private boolean begun; // the header of the frame that comes is known

    /**
     * A link over a connected channel that does not block.
     *
     * @param most the most bytes of a message in one frame
     */
    Link(Peer peer, SocketChannel channel, int most) {
        this.peer = peer;
        this.channel = channel;
        this.most = most;
    }

    Peer peer() {
        return peer;
    }

    SocketChannel channel() {
        return channel;
    }

    /** Whether a frame waits for the socket to take the rest of it. */
    boolean isSending() {
        return out != null && out.hasRemaining();
    }

    /** Where the next piece to send belongs; only while nothing {@link #isSending}. */
    ByteBuffer piece() {
        if (out == null) {
            out = Frame.buffer(most);
        }
        return out.clear().position(Frame.HEADER);
    }

    /** Makes a frame of the piece, to be written. */
    void seal(Frame.Kind kind, long operation, long total) {
        Frame.seal(out, kind, operation, total);
    }

    /** Writes what the socket takes now; whether that was anything. */
    boolean write() throws IOException {
        return channel.write(out) > 0;
    }

    /**
     * Reads what the socket has now, up to the end of a frame; whether that was anything.
     *
     * @throws EOFException if the peer has closed the connection
     * @throws PeerException if what comes is no frame of ours
     */
    boolean read() throws IOException {
        if (in == null) {
            in = Frame.buffer(most).limit(Frame.HEADER);
        }
        int count = channel.read(in);
        if (count < 0) {
            throw new EOFException("the connection was closed");
        }
        if (!begun && in.position() == Frame.HEADER) {
            int piece = Frame.piece(in, most);
            if (piece < 0) {
                throw damaged();
            }
            begun = true;
            in.limit(Frame.HEADER + piece);
            if (piece > 0) {
                count += Math.max(0, channel.read(in));
            }
        }
        return count > 0;
    }

    /** Whether a whole frame has come: {@link #frame} has it, and {@link #next} drops it. */
    boolean hasFrame() throws PeerException {
        boolean whole = begun && !in.hasRemaining();
        if (whole && !Frame.isWhole(in, in.limit())) {
            throw damaged();
        }
        return whole;
    }

    /** The frame that has come; from its position to its limit the piece of the message. */
    ByteBuffer frame() {
        return in.position(Frame.HEADER);
    }

    /** Makes room for the next frame. */
    void next() {
        in.clear().limit(Frame.HEADER);
        begun = false;
    }

    private PeerException damaged() {
        return new PeerException(
                peer.rank(),
                "What came from %s is no frame of Duograph's version %d, or was damaged on its way; let all peers run the same version"
                        .formatted(peer, Frame.VERSION));
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // nothing of it is wanted any more
        }
    }
}
