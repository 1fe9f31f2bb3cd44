package org.duograph.cluster;

import java.io.IOException;

/**
 * How the peers of a group learn where the others listen: from a list of hosts ({@link HostList}),
 * through a folder that all see ({@link Folder}), or by something that gathers a text of each
 * ({@link Exchange}), such as a barrier stage of Apache Spark.
 */
public interface Meeting {
    /** The number of this peer, from 0. */
    int rank();

    /** How many peers there are. */
    int size();

    /** The name or address at which this peer listens, as the others reach it. */
    String host();

    /** The port at which this peer listens; 0 for any that is free. */
    default int port() {
        return 0;
    }

    /**
     * Lets the others know where this peer listens, which it does already.
     *
     * @throws IOException if that can't be told
     */
    void announce(Peer self) throws IOException;

    /**
     * Where another peer listens, or null if that is not known yet. Asked again and again until the
     * deadline.
     */
    Peer find(int rank) throws IOException;

    /**
     * Whether what {@link #find} says may be of a process that is no more, so that one who is
     * refused there had better look again.
     */
    default boolean mayBeStale() {
        return false;
    }

    /** Where peers are looked for, for messages: {@code in folder /shared/meet}. */
    String where();

    /** The group has met, or given up: what was announced may be taken back. */
    default void over() throws IOException {}

    /** Checks a number of a peer and of peers. */
    static void require(int rank, int size) {
        if (size < 1 || rank < 0 || rank >= size) {
            throw new IllegalArgumentException(
                    "The peers of a group have numbers from 0 to one less than there are; found number %d of %d"
                            .formatted(rank, size));
        }
    }
}
