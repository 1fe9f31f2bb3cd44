package org.duograph.cluster;

/**
 * A process of a group and where it listens.
 *
 * @param rank its number in the group, from 0
 * @param host a name or an address
 * @param port where it takes connections
 */
public record Peer(int rank, String host, int port) {
    /**
     * Reads {@code host:port}; an IPv6 address stands in brackets, {@code [::1]:4000}.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static Peer parse(int rank, String address) {
        int colon = address.lastIndexOf(':');
        int port = -1;
        if (colon > 0) {
            try {
                port = Integer.parseInt(address.substring(colon + 1).trim());
            } catch (NumberFormatException e) {
                port = -1; // told below
            }
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException(
                    "Peer %d must be given as host:port, such as 10.0.0.7:4000, found \"%s\""
                            .formatted(rank, address));
        }
        String host = address.substring(0, colon).trim();
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return new Peer(rank, bracketed ? host.substring(1, host.length() - 1) : host, port);
    }

    /** {@code host:port}, as {@link #parse} reads it. */
    public String address() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** Such as {@code peer 2 (10.0.0.7:4000)}. */
    @Override
    public String toString() {
        return "peer " + rank + " (" + address() + ")";
    }
}
