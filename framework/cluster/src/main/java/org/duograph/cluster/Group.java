package org.duograph.cluster;

import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Peers that work together, seen from one of them. All call the same operations in the same order.
 *
 * <pre>{@code
 * Meeting meeting = new Folder(shared, "mnist-7", rank, 4, "10.0.0.7");
 * GroupOptions options = GroupOptions.DEFAULT.withRun("mnist-7").withSecret(secret);
 * try (Group group = Group.join(meeting, options)) {
 *     group.broadcast(0, weights);
 *     for (...) {
 *         group.allReduce(gradients); // now the sum of those of all, the same bits everywhere
 *     }
 * }
 * }</pre>
 *
 * <p>Any number of threads may share it; one operation runs at a time. After a {@link
 * PeerException} it can't be used any more, and every further call says the same again. Closing it
 * tells the others, who then learn whose fault it was.
 *
 * <p>Numbers go over the network in the clear. The secret decides who gets in, no more.
 */
public final class Group implements AutoCloseable {
    private final int rank;
    private final List<Peer> peers;
    private final GroupOptions options;
    private final Meeting meeting;
    private final Selector selector;
    private final Link[] links;
    private final Pulse pulse;
    private final Transfer transfer;
    private final Ring ring;
    private final ReentrantLock turn = new ReentrantLock();
    private final float[] scratch = new float[Transfer.PIECE / Float.BYTES];
    private final long[] sentTo;
    private final long[] receivedFrom;
    private String what = "";
    private long operations;
    private boolean closed;

    private Group(
            Meeting meeting, GroupOptions options, List<Peer> peers, SocketChannel[][] channels)
            throws IOException {
        long deadline = options.deadline().toNanos();
        this.rank = meeting.rank();
        this.peers = peers;
        this.options = options;
        this.meeting = meeting;
        this.selector = Selector.open();
        this.links = links(channels[0], Transfer.PIECE);
        this.pulse = new Pulse(links(channels[1], Pulse.PIECE), selector, deadline);
        this.transfer = new Transfer(selector, links, pulse, deadline);
        this.ring = new Ring(rank, peers.size());
        this.sentTo = new long[peers.size()];
        this.receivedFrom = new long[peers.size()];
    }

    private Link[] links(SocketChannel[] channels, int piece) {
        Link[] all = new Link[channels.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = channels[i] == null ? null : new Link(peers.get(i), channels[i], piece);
        }
        return all;
    }

    /**
     * Lets this peer meet all others.
     *
     * @throws PeerException if not all have come until the deadline, or one does not fit; the
     *     message names those that are missing
     */
    public static Group join(Meeting meeting, GroupOptions options) throws IOException {
        Entrance entrance = new Entrance(meeting, options);
        boolean met = false;
        try {
            SocketChannel[][] channels = entrance.meet(options.deadline().toNanos());
            Group group = new Group(meeting, options, List.of(entrance.peers()), channels);
            entrance.close();
            met = true;
            return group;
        } finally {
            if (!met) {
                entrance.abandon();
                meeting.over();
            }
        }
    }

    /** The number of this peer, from 0. */
    public int rank() {
        return rank;
    }

    /** How many peers there are. */
    public int size() {
        return peers.size();
    }

    /** All peers, this one included, by their numbers. */
    public List<Peer> peers() {
        return peers;
    }

    /** What all peers have in common. */
    public GroupOptions options() {
        return options;
    }

    /** Says what is being done, for messages of this peer and of others, such as {@code step 7}. */
    public void during(String text) {
        what = text.isEmpty() ? "" : " (" + text + ")";
        pulse.doing("after operation " + operations + what, -1);
    }

    /** Lets the array be the sum of those of all peers, which must be as long. */
    public void allReduce(float[] numbers) throws IOException {
        Ring.Cut cut = (from, to, add) -> Part.floats(numbers, from, to, add ? scratch : null);
        around(Frame.Kind.ALL_REDUCE, move -> ring.allReduce(numbers.length, cut, move));
    }

    /** Lets the array be the sum of those of all peers, which must be as long. */
    public void allReduce(double[] numbers) throws IOException {
        Ring.Cut cut = (from, to, add) -> Part.doubles(numbers, from, to, add);
        around(Frame.Kind.ALL_REDUCE, move -> ring.allReduce(numbers.length, cut, move));
    }

    /** Lets the array be what it is at peer {@code root}; all must be as long. */
    public void broadcast(int root, float[] numbers) throws IOException {
        requireRank(root);
        Part part = Part.floats(numbers, 0, numbers.length, null);
        around(Frame.Kind.BROADCAST, move -> ring.broadcast(root, part, move));
    }

    /**
     * Returns the bytes that peer {@code root} gives.
     *
     * @param bytes of the root; what others give is not looked at and may be null
     */
    public byte[] broadcast(int root, byte[] bytes) throws IOException {
        requireRank(root);
        if (rank == root) {
            around(Frame.Kind.BROADCAST, move -> ring.broadcast(root, Part.bytes(bytes), move));
            return bytes.clone();
        }
        Part.Unknown part = new Part.Unknown();
        around(Frame.Kind.BROADCAST, move -> ring.broadcast(root, part, move));
        return part.all();
    }

    /** The bytes of all peers, by their numbers; they may be of different lengths. */
    public List<byte[]> allGather(byte[] own) throws IOException {
        List<byte[]> all = new ArrayList<>();
        around(Frame.Kind.ALL_GATHER, move -> all.addAll(List.of(ring.allGather(own, move))));
        return all;
    }

    /** Returns when all peers have called it. */
    public void barrier() throws IOException {
        around(Frame.Kind.BARRIER, move -> ring.allGather(new byte[0], move));
    }

    /**
     * Sends bytes to a peer, who must {@link #receive} them. May wait until it does, so of two
     * peers that send to each other one has to receive first.
     */
    public void send(int to, byte[] bytes) throws IOException {
        requireOther(to);
        alone(
                () -> {
                    pulse.doing("send " + sentTo[to] + " to " + peers.get(to) + what, to);
                    Part part = Part.bytes(bytes);
                    transfer.move(Frame.Kind.MESSAGE, sentTo[to]++, to, part, -1, null);
                });
    }

    /** Waits for the next bytes that a peer {@link #send sends}. */
    public byte[] receive(int from) throws IOException {
        requireOther(from);
        Part.Unknown part = new Part.Unknown();
        alone(
                () -> {
                    pulse.doing("receive " + receivedFrom[from] + what, from);
                    transfer.move(Frame.Kind.MESSAGE, receivedFrom[from]++, -1, null, from, part);
                });
        return part.all();
    }

    /** What one operation does, by turns of the ring. */
    @FunctionalInterface
    private interface Around {
        void run(Ring.Turn turn) throws IOException;
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private void around(Frame.Kind kind, Around around) throws IOException {
        int next = (rank + 1) % size();
        int before = (rank + size() - 1) % size();
        alone(
                () -> {
                    long number = ++operations;
                    pulse.doing(kind.label + " " + number + what, before);
                    around.run(
                            (sent, received) ->
                                    transfer.move(kind, number, next, sent, before, received));
                });
    }

    private void alone(Work work) throws IOException {
        turn.lock();
        try {
            if (closed) {
                throw new IllegalStateException("The group is closed; let peers meet anew");
            }
            pulse.throwIfBroken();
            work.run();
        } finally {
            pulse.doing("after operation " + operations + what, -1);
            turn.unlock();
        }
    }

    private void requireRank(int peer) {
        Meeting.require(peer, size());
    }

    private void requireOther(int peer) {
        requireRank(peer);
        if (peer == rank) {
            throw new IllegalArgumentException(
                    "Peer %d can't send to itself or receive from itself".formatted(peer));
        }
    }

    /** Leaves. Others that still wait for this peer get an error that says so. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        pulse.close();
        selector.close();
        for (Link link : links) {
            if (link != null) {
                link.close();
            }
        }
        meeting.over();
    }
}
