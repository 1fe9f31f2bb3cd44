package org.duograph.serving;

import java.util.List;
import java.util.function.Consumer;
import org.duograph.serving.batch.Batcher;
import org.duograph.serving.grpc.GrpcServer;
import org.duograph.serving.metrics.Metrics;
import org.duograph.serving.rest.RestServer;
import org.duograph.serving.versions.Catalog;
import org.duograph.serving.versions.Loading;
import org.duograph.serving.versions.ModelConfig;

/**
 * A running server.
 *
 * <pre>{@code
 * List<ModelConfig> models = List.of(ModelConfig.of("clothes", "zoo:lenet-fashion"));
 * try (Serving serving = Serving.start(models, ServingOptions.standard(), text -> {})) {
 *     System.out.println("http://localhost:" + serving.restPort());
 * }
 * }</pre>
 */
public final class Serving implements AutoCloseable {
    private final Metrics metrics = new Metrics();
    private final Catalog catalog;
    private final Batcher batcher;
    private final RestServer rest;
    private boolean closed;
    private final GrpcServer grpc; // null if it is not wanted

    private Serving(List<ModelConfig> models, ServingOptions options, Consumer<String> log) {
        Loading loading =
                new Loading(
                        options.backend(),
                        options.lazy(),
                        options.batching().workers(),
                        options.batches());
        catalog = new Catalog(loading, log);
        batcher = new Batcher(options.batching(), metrics);
        metrics.waitingFrom(batcher::waiting);
        try {
            catalog.serve(models);
            if (options.watchMillis() > 0) {
                catalog.watch(options.watchMillis());
            }
            rest = new RestServer(options, catalog, batcher, metrics);
            grpc = grpc(options);
        } catch (RuntimeException e) {
            catalog.close();
            batcher.close();
            throw e;
        }
    }

    private GrpcServer grpc(ServingOptions options) {
        if (options.grpcPort() < 0) {
            return null;
        }
        try {
            return new GrpcServer(options, catalog, batcher, metrics);
        } catch (RuntimeException e) {
            rest.close();
            throw e;
        }
    }

    /**
     * Loads models and begins to answer; returns when it does.
     *
     * @param log is told what becomes of versions, a line at a time
     * @throws IllegalArgumentException if two models have one name
     */
    public static Serving start(
            List<ModelConfig> models, ServingOptions options, Consumer<String> log) {
        return new Serving(models, options, log);
    }

    /** The port of the REST interface. */
    public int restPort() {
        return rest.port();
    }

    /** The port of the gRPC interface; -1 if there is none. */
    public int grpcPort() {
        return grpc == null ? -1 : grpc.port();
    }

    /** The models. */
    public Catalog catalog() {
        return catalog;
    }

    /** Stops listening, answers what has begun, and frees all memory. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        rest.close();
        if (grpc != null) {
            grpc.close();
        }
        batcher.close();
        catalog.close();
    }
}
