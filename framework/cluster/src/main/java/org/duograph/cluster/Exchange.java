package org.duograph.cluster;

import java.io.IOException;
import java.util.List;

/**
 * Peers that somebody else brings together, who gathers one text of each: {@code allGather} of a
 * barrier stage of Apache Spark, for one.
 */
public final class Exchange implements Meeting {
    /** Gathers a text of each peer. */
    @FunctionalInterface
    public interface Gather {
        /** Gives this peer's text and returns those of all, in the order of their numbers. */
        List<String> gather(String own) throws IOException;
    }

    private final int rank;
    private final int size;
    private final String host;
    private final Gather gather;
    private List<String> addresses;

    /**
     * A peer among some that are gathered.
     *
     * @param host the name or address under which the others reach it
     * @param gather is called once
     */
    public Exchange(int rank, int size, String host, Gather gather) {
        Meeting.require(rank, size);
        this.rank = rank;
        this.size = size;
        this.host = host;
        this.gather = gather;
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public void announce(Peer self) throws IOException {
        addresses = List.copyOf(gather.gather(self.address()));
        if (addresses.size() != size || !addresses.get(rank).equals(self.address())) {
            throw new PeerException(
                    -1,
                    "Peer %d of %d at %s gathered addresses of other peers than that: %s"
                            .formatted(rank, size, self.address(), addresses));
        }
    }

    @Override
    public Peer find(int other) {
        return Peer.parse(other, addresses.get(other));
    }

    @Override
    public String where() {
        return "among the gathered addresses";
    }
}
