package org.duograph.cluster;

import java.io.IOException;

/**
 * A peer is gone, or silent, or does something else than the others; the message names it. The
 * group can't be used any more: close it, and let those that are left meet anew.
 */
public final class PeerException extends IOException {
    private static final long serialVersionUID = 1;

    private final int rank;

    /**
     * With a message for the user.
     *
     * @param rank whose fault it is; -1 if that is not known
     */
    public PeerException(int rank, String message) {
        super(message);
        this.rank = rank;
    }

    PeerException(int rank, String message, Throwable cause) {
        super(message, cause);
        this.rank = rank;
    }

    /** The number of the peer whose fault it is, or -1 where several may be. */
    public int rank() {
        return rank;
    }
}
