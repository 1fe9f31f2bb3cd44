package org.duograph.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * How peers watch each other: a thread that tells all others, several times in a deadline, what
 * this peer does and for whom it waits, over connections of its own. So a peer whose process died
 * is known at once, and when a wait has lasted too long, it is known which peer holds up the rest.
 */
final class Pulse implements AutoCloseable {
    private static final int TEXT = 512;
    static final int PIECE = Long.BYTES + TEXT;
    private static final long FASTEST = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long SLOWEST = TimeUnit.SECONDS.toNanos(1);
    private static final long FAREWELL = TimeUnit.SECONDS.toNanos(1);
    private static final int NOBODY = -1;

    private final Link[] links; // by rank; null for this peer itself
    private final Selector selector = Selector.open();
    private final Selector waiting;
    private final long interval;
    private final long[] heard;
    private final int[] waitsFor;
    private final String[] does;
    private final String[] left; // the parting words of those that have left
    private final Thread thread = new Thread(this::run, "duograph-pulse");
    private volatile PeerException broken;
    private volatile boolean closing;
    private volatile int waitingFor = NOBODY;
    private volatile String doing = "starting";

    /**
     * Begins to watch.
     *
     * @param waiting the selector to wake when a peer is gone
     */
    Pulse(Link[] links, Selector waiting, long deadlineNanos) throws IOException {
        this.links = links;
        this.waiting = waiting;
        this.interval = Math.max(FASTEST, Math.min(SLOWEST, deadlineNanos / 10));
        this.heard = new long[links.length];
        this.waitsFor = new int[links.length];
        this.does = new String[links.length];
        this.left = new String[links.length];
        Arrays.fill(heard, System.nanoTime());
        Arrays.fill(waitsFor, NOBODY);
        Arrays.fill(does, "starting");
        for (Link link : links) {
            if (link != null) {
                link.channel().register(selector, SelectionKey.OP_READ, link);
            }
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** Says what this peer does from now on, and for which peer it waits; -1 for none. */
    void doing(String what, int peer) {
        doing = what;
        waitingFor = peer;
    }

    /** Ends whatever waits if a peer is gone. */
    void throwIfBroken() throws PeerException {
        PeerException e = broken;
        if (e != null) {
            throw new PeerException(e.rank(), e.getMessage(), e);
        }
    }

    /** Notes that the group can't be used any more, unless that was so before. */
    synchronized PeerException broken(PeerException why) {
        if (broken == null) {
            broken = why;
        }
        return broken;
    }

    private void run() {
        long next = System.nanoTime();
        try {
            while (!closing) {
                long now = System.nanoTime();
                if (now >= next) {
                    beat();
                    next = now + interval;
                }
                selector.select(Math.max(1, (next - now) / 1_000_000));
                for (SelectionKey key : selector.selectedKeys()) {
                    hear((Link) key.attachment(), key);
                }
                selector.selectedKeys().clear();
            }
        } catch (ClosedSelectorException e) {
            // the group was closed
        } catch (IOException | RuntimeException e) {
            broken(new PeerException(NOBODY, "Peers can't be watched any more: " + e, e));
            waiting.wakeup();
        }
    }

    /** Tells all others how it stands; whoever takes nothing will be told the next time. */
    private void beat() {
        for (Link link : links) {
            if (link != null && left[link.peer().rank()] == null && link.channel().isOpen()) {
                try {
                    if (!link.isSending()) {
                        note(link, Frame.Kind.PULSE, waitingFor, doing);
                    }
                    link.write();
                } catch (IOException e) {
                    gone(link, e);
                }
            }
        }
    }

    private static void note(Link link, Frame.Kind kind, int peer, String text) {
        ByteBuffer piece = link.piece();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(TEXT, bytes.length);
        piece.putLong(peer).put(bytes, 0, length);
        link.seal(kind, 0, Long.BYTES + length);
    }

    private void hear(Link link, SelectionKey key) {
        int rank = link.peer().rank();
        try {
            while (link.read()) {
                if (link.hasFrame()) {
                    ByteBuffer frame = link.frame();
                    int peer = frame.remaining() < Long.BYTES ? NOBODY : (int) frame.getLong();
                    String text = StandardCharsets.UTF_8.decode(frame).toString();
                    Frame.Kind kind = Frame.kind(frame);
                    link.next();
                    heard[rank] = System.nanoTime();
                    if (kind == Frame.Kind.LEAVE) {
                        leave(link.peer(), peer, text);
                        link.close();
                        return;
                    }
                    synchronized (this) {
                        waitsFor[rank] = peer;
                        does[rank] = text;
                    }
                }
            }
        } catch (IOException e) {
            key.cancel();
            gone(link, e);
        }
    }

    private void leave(Peer peer, int culprit, String why) {
        synchronized (this) {
            left[peer.rank()] = why;
        }
        if (culprit >= 0 && culprit < links.length && links[culprit] != null) {
            broken(new PeerException(culprit, why));
        }
        waiting.wakeup();
    }

    private void gone(Link link, IOException e) {
        Peer peer = link.peer();
        if (closing || left[peer.rank()] != null) {
            return;
        }
        broken(
                e instanceof PeerException known
                        ? known
                        : new PeerException(
                                peer.rank(),
                                "%s is gone: its process ended, or the network to it broke, while it was at: %s"
                                        .formatted(peer, does[peer.rank()]),
                                e));
        link.close();
        waiting.wakeup();
    }

    /** What to say of a connection that broke in the middle of an operation. */
    synchronized PeerException lost(Peer peer, Frame.Kind kind, long operation, IOException e) {
        String why = left[peer.rank()];
        String text =
                why == null
                        ? "%s is gone: its process ended, or the network to it broke, in %s %d"
                        : why.isEmpty()
                                ? "%s has left the group before %s %d"
                                : "%s has left the group before %s %d, for: " + why;
        return new PeerException(peer.rank(), text.formatted(peer, kind.label, operation), e);
    }

    /** Who holds up the rest, after nothing has come from {@code peer} for as long as allowed. */
    synchronized PeerException blame(int peer, Frame.Kind kind, long operation, long nanos) {
        long now = System.nanoTime();
        double seconds = nanos / 1e9;
        int at = peer;
        for (int hops = 0; hops < links.length; hops++) {
            Peer culprit = links[at].peer();
            double silent = (now - heard[at]) / 1e9;
            int next = waitsFor[at];
            if (silent > seconds / 2) {
                return new PeerException(
                        at,
                        "%s gave no sign of life for %.1f s: it is frozen, or the network to it broke. Waited %.1f s in %s %d; the last that it told was: %s"
                                .formatted(
                                        culprit, silent, seconds, kind.label, operation, does[at]));
            } else if (next < 0 || next >= links.length || links[next] == null) {
                return new PeerException(
                        at,
                        "%s lives, but did not come to %s %d within %.1f s; it is at: %s. Peers must call the same operations; where one has more to do than others, allow a longer deadline"
                                .formatted(culprit, kind.label, operation, seconds, does[at]));
            }
            at = next;
        }
        return new PeerException(
                peer,
                "All peers wait for each other in %s %d since %.1f s: each must call the same operations in the same order"
                        .formatted(kind.label, operation, seconds));
    }

    /** Tells all others that this peer leaves, and why, if that is another's fault. */
    @Override
    public void close() {
        PeerException why = broken;
        closing = true;
        selector.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Link link : links) {
            if (link != null && link.channel().isOpen()) {
                try {
                    if (!link.isSending()) {
                        String words = why == null ? "" : why.getMessage();
                        note(link, Frame.Kind.LEAVE, why == null ? NOBODY : why.rank(), words);
                        link.write();
                    }
                    link.channel().shutdownOutput();
                } catch (IOException e) {
                    link.close(); // it knows already
                }
            }
        }
        awaitFarewells();
        for (Link link : links) {
            if (link != null) {
                link.close();
            }
        }
        try {
            selector.close();
        } catch (IOException e) {
            // nothing of it is wanted any more
        }
    }

    /**
     * Lets others close first, for a moment: who closes a connection on which something has come
     * unread makes the system drop what it has sent last, the parting words.
     */
    private void awaitFarewells() {
        ByteBuffer unread = ByteBuffer.allocate(PIECE);
        long end = System.nanoTime() + FAREWELL;
        boolean open = true;
        while (open && System.nanoTime() < end) {
            open = false;
            for (Link link : links) {
                if (link != null && link.channel().isOpen()) {
                    try {
                        boolean over = link.channel().read(unread.clear()) < 0;
                        open |= !over;
                        if (over) {
                            link.close();
                        }
                    } catch (IOException e) {
                        link.close();
                    }
                }
            }
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
