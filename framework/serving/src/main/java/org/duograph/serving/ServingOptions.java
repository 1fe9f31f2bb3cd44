package org.duograph.serving;

import java.util.List;
import org.duograph.serving.batch.Batching;

/**
 * How a server works.
 *
 * @param host the address to listen at
 * @param restPort of the REST interface; 0 for any
 * @param grpcPort of the gRPC interface; 0 for any, -1 for none
 * @param backend where models run, as text; empty for the best
 * @param lazy whether a model is loaded when it is first asked
 * @param batching how requests are put together
 * @param timeoutMillis after which a request is given up
 * @param mostBytes of a request's body
 * @param watchMillis how often folders are looked at; 0 for once, at the start
 */
public record ServingOptions(
        String host,
        int restPort,
        int grpcPort,
        String backend,
        boolean lazy,
        Batching batching,
        long timeoutMillis,
        long mostBytes,
        long watchMillis) {
    /** This machine alone, any port, TensorFlow Serving's 30 seconds, folders each second. */
    public static ServingOptions standard() {
        return new ServingOptions(
                "localhost",
                0,
                -1,
                "",
                false,
                Batching.upTo(16, Batching.workersHere(), 512, 0),
                30_000,
                64L << 20,
                1_000);
    }

    /** With other ports; as the record has them. */
    public ServingOptions ports(int rest, int grpc) {
        return new ServingOptions(
                host, rest, grpc, backend, lazy, batching, timeoutMillis, mostBytes, watchMillis);
    }

    /** With another way to put requests together. */
    public ServingOptions batching(Batching other) {
        return new ServingOptions(
                host,
                restPort,
                grpcPort,
                backend,
                lazy,
                other,
                timeoutMillis,
                mostBytes,
                watchMillis);
    }

    /** With the numbers of rows that models get ready for. */
    List<Integer> batches() {
        return batching.sizes();
    }
}
