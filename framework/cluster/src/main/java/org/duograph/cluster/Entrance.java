package org.duograph.cluster;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * How the peers of a group come together: each listens, connects to all with a smaller number, and
 * takes in all with a larger one. Two peers have two connections: for numbers, and for the pulse.
 */
final class Entrance implements AutoCloseable {
    static final int LANES = 2;
    private static final int MOST_GUESTS = 64;
    private static final long PAUSE_MILLIS = 20;
    private static final int GREETING_MILLIS = 10_000;

    private final Meeting meeting;
    private final Greeting greeting;
    private final ServerSocketChannel door;
    private final SocketChannel[][] taken; // lane, rank
    private final Peer[] peers;
    private final Semaphore guests = new Semaphore(MOST_GUESTS);
    private final Map<Integer, String> trouble = new TreeMap<>();
    private final Map<SocketChannel, Boolean> greeted = new ConcurrentHashMap<>();
    private String stranger = "";
    private boolean closed;

    /** Listens. */
    Entrance(Meeting meeting, GroupOptions options) throws IOException {
        this.meeting = meeting;
        this.greeting = new Greeting(meeting, options);
        this.taken = new SocketChannel[LANES][meeting.size()];
        this.peers = new Peer[meeting.size()];
        this.door = ServerSocketChannel.open();
        InetSocketAddress address = new InetSocketAddress(meeting.host(), meeting.port());
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
            throw new PeerException(
                    meeting.rank(),
                    "Peer %d can't listen at %s:%d: %s"
                            .formatted(meeting.rank(), meeting.host(), meeting.port(), what),
                    e);
        }
    }

    /** The channels to all others, by lane and rank, not blocking any more. */
    SocketChannel[][] meet(long deadlineNanos) throws IOException {
        long end = System.nanoTime() + deadlineNanos;
        int port = ((InetSocketAddress) door.getLocalAddress()).getPort();
        Peer self = new Peer(meeting.rank(), meeting.host(), port);
        peers[meeting.rank()] = self;
        Thread thread = new Thread(this::takeIn, "duograph-entrance");
        thread.setDaemon(true);
        thread.start();
        meeting.announce(self);
        LongSupplier left = () -> end - System.nanoTime();
        for (int lane = 0; lane < LANES; lane++) {
            for (int rank = 0; rank < meeting.rank(); rank++) {
                connect(rank, lane, left);
            }
        }
        awaitGuests(left);
        for (SocketChannel[] lane : taken) {
            for (SocketChannel channel : lane) {
                if (channel != null) {
                    channel.configureBlocking(false);
                    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                }
            }
        }
        return taken;
    }

    /** All peers, by rank; of those that connected here, where they listen if that is known. */
    Peer[] peers() throws IOException {
        for (int rank = 0; rank < peers.length; rank++) {
            Peer found = peers[rank] == null ? meeting.find(rank) : peers[rank];
            peers[rank] = found == null ? new Peer(rank, "unknown", 0) : found;
        }
        return peers.clone();
    }

    private void connect(int rank, int lane, LongSupplier left) throws IOException {
        while (taken[lane][rank] == null) {
            Peer peer = meeting.find(rank);
            if (peer == null) {
                trouble.put(rank, "never seen " + meeting.where());
            } else {
                peers[rank] = peer;
                try {
                    taken[lane][rank] = open(peer, lane, left);
                    trouble.remove(rank);
                    return;
                } catch (PeerException e) {
                    String why = peer + " does not fit: " + e.getMessage();
                    if (!meeting.mayBeStale()) {
                        throw new PeerException(rank, "Peer %d: %s".formatted(meeting.rank(), why));
                    }
                    trouble.put(rank, why);
                } catch (IOException e) {
                    trouble.put(rank, peer + " does not answer: " + e.getMessage());
                }
            }
            if (left.getAsLong() <= 0) {
                throw missing();
            }
            pause();
        }
    }

    private SocketChannel open(Peer peer, int lane, LongSupplier left) throws IOException {
        long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(left.getAsLong()));
        int limit = (int) Math.min(GREETING_MILLIS, millis);
        SocketChannel channel = SocketChannel.open();
        try {
            InetSocketAddress address = new InetSocketAddress(peer.host(), peer.port());
            if (address.isUnresolved()) {
                throw new IOException("there is no host \"" + peer.host() + "\"");
            }
            channel.socket().connect(address, limit);
            channel.socket().setSoTimeout(limit);
            greeting.connect(channel, lane);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void takeIn() {
        try {
            while (true) {
                SocketChannel channel = door.accept();
                if (guests.tryAcquire()) {
                    greeted.put(channel, true);
                    Thread thread = new Thread(() -> greet(channel), "duograph-greeting");
                    thread.setDaemon(true);
                    thread.start();
                } else {
                    channel.close();
                }
            }
        } catch (IOException e) {
            // closed: all have come, or the time is over
        }
    }

    private void greet(SocketChannel channel) {
        try {
            channel.socket().setSoTimeout(GREETING_MILLIS);
            Greeting.Guest guest = greeting.accept(channel, this::whyNot);
            synchronized (this) {
                greeted.remove(channel); // from now on it is not closed with the door
                if (whyNot(guest) == null) {
                    taken[guest.lane()][guest.rank()] = channel;
                    notifyAll();
                    return;
                }
            }
            channel.close();
        } catch (IOException e) {
            synchronized (this) {
                stranger = "; one who came was turned away: " + e.getMessage();
            }
            try {
                channel.close();
            } catch (IOException closing) {
                // it is gone anyway
            }
        } finally {
            greeted.remove(channel);
            guests.release();
        }
    }

    private synchronized String whyNot(Greeting.Guest guest) {
        if (closed) {
            return "the group has met without you";
        }
        return taken[guest.lane()][guest.rank()] == null
                ? null
                : "peer " + guest.rank() + " is here already; each needs a number of its own";
    }

    private synchronized void awaitGuests(LongSupplier left) throws IOException {
        while (countTaken(0) + countTaken(1) < LANES * (meeting.size() - 1)) {
            long millis = TimeUnit.NANOSECONDS.toMillis(left.getAsLong());
            if (millis <= 0) {
                throw missing();
            }
            try {
                wait(millis);
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }
        closed = true;
    }

    private int countTaken(int lane) {
        return (int) Stream.of(taken[lane]).filter(Objects::nonNull).count();
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static PeerException interrupted() {
        Thread.currentThread().interrupt();
        return new PeerException(-1, "Interrupted while peers meet");
    }

    /** Who has not come, and why, as far as that is known. */
    private synchronized PeerException missing() {
        int lane = countTaken(0) < meeting.size() - 1 ? 0 : 1;
        StringBuilder text = new StringBuilder();
        int first = -1;
        for (int rank = 0; rank < meeting.size(); rank++) {
            if (rank != meeting.rank() && taken[lane][rank] == null) {
                first = first < 0 ? rank : first;
                text.append(text.isEmpty() ? "" : "; ").append("peer ").append(rank);
                text.append(" (")
                        .append(
                                trouble.getOrDefault(
                                        rank,
                                        rank < meeting.rank() ? "not tried yet" : "has not come"))
                        .append(")");
            }
        }
        return new PeerException(
                first,
                "Peer %d of %d waited until the deadline for others that are missing: %s%s"
                        .formatted(meeting.rank(), meeting.size(), text, stranger));
    }

    /** Takes in nobody any more; what was taken stays open. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
        }
        door.close();
        for (SocketChannel channel : greeted.keySet()) {
            channel.close();
        }
    }

    /** Closes what was taken as well. */
    void abandon() throws IOException {
        close();
        for (SocketChannel[] lane : taken) {
            for (SocketChannel channel : lane) {
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }
}
