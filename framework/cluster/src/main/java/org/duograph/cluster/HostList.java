package org.duograph.cluster;

import java.util.List;
import java.util.stream.IntStream;

/** Peers whose hosts and ports are known beforehand: {@code 10.0.0.7:4000}, one for each. */
public final class HostList implements Meeting {
    private final List<Peer> peers;
    private final int rank;

    /**
     * The peer of that number.
     *
     * @param addresses of all peers in the order of their numbers, {@code host:port} each
     * @throws IllegalArgumentException if an address can't be read, or stands there twice
     */
    public HostList(List<String> addresses, int rank) {
        Meeting.require(rank, addresses.size());
        this.rank = rank;
        this.peers =
                IntStream.range(0, addresses.size())
                        .mapToObj(i -> Peer.parse(i, addresses.get(i)))
                        .toList();
        if (peers.stream().map(Peer::address).distinct().count() < peers.size()) {
            throw new IllegalArgumentException(
                    "Each peer needs a port of its own, but an address stands twice in "
                            + addresses);
        }
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int size() {
        return peers.size();
    }

    @Override
    public String host() {
        return peers.get(rank).host();
    }

    @Override
    public int port() {
        return peers.get(rank).port();
    }

    @Override
    public void announce(Peer self) {}

    @Override
    public Peer find(int other) {
        return peers.get(other);
    }

    @Override
    public String where() {
        return "in the list of hosts";
    }
}
