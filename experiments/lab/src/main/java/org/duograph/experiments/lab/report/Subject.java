package org.duograph.experiments.lab.report;

import org.duograph.experiments.harness.Request;
import org.duograph.experiments.harness.Request.Kind;

/**
 * What was done, by whichever system and however often.
 *
 * @param kind what was measured
 * @param net the net; empty where there is none
 * @param batch images per batch; 0 for any
 * @param threads processors; 0 for all of the machine
 */
record Subject(Kind kind, String net, int batch, int threads) {
    /** The paper's batch. */
    static final int BATCH = 64;

    static final String SIX = "six";

    /** With the paper's batches, or those to which a run scales them, on all processors. */
    static Subject of(Kind kind, String net) {
        return new Subject(kind, net, BATCH, 0);
    }

    /** The same in a run whose batches are of so many images where the paper's are of 64. */
    Subject scaledTo(int usual) {
        return batch == BATCH ? new Subject(kind, net, usual, threads) : this;
    }

    /** Where batches do not matter. */
    static Subject of(Kind kind) {
        return new Subject(kind, "", 0, 0);
    }

    /** Whether a request asks for this. */
    boolean includes(Request request) {
        return request.kind() == kind
                && request.net().equals(net)
                && (batch == 0 || request.batch() == batch)
                && request.threads() == threads;
    }
}
