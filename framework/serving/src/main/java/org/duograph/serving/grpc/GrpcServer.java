package org.duograph.serving.grpc;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.duograph.serving.ServingOptions;
import org.duograph.serving.batch.Batcher;
import org.duograph.serving.metrics.Metrics;
import org.duograph.serving.versions.Catalog;

/** Answers gRPC. It does not own the models. */
public final class GrpcServer implements AutoCloseable {
    private static final int STOP_SECONDS = 30;

    private final Server server;
    private final ExecutorService threads;

    /**
     * Begins to answer.
     *
     * @throws UncheckedIOException if the port is taken
     */
    public GrpcServer(ServingOptions options, Catalog catalog, Batcher batcher, Metrics metrics) {
        int most = (int) Math.min(Integer.MAX_VALUE, options.mostBytes());
        // As many as may wait for a model: a request holds its thread until it is answered.
        threads =
                Executors.newFixedThreadPool(
                        64,
                        task -> {
                            Thread thread = new Thread(task, "serving: gRPC");
                            thread.setDaemon(true);
                            return thread;
                        });
        server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(options.host(), options.grpcPort()))
                        .maxInboundMessageSize(most)
                        .executor(threads)
                        .addService(new PredictionCalls(options, catalog, batcher, metrics))
                        .addService(new ModelCalls(catalog))
                        .build();
        try {
            server.start();
        } catch (IOException e) {
            threads.shutdown();
            throw new UncheckedIOException(
                    "gRPC can't be served at %s, port %d: %s. Take another --grpc-port; 0 is any that is free"
                            .formatted(options.host(), options.grpcPort(), e.getMessage()),
                    e);
        }
    }

    /** The port it listens at. */
    public int port() {
        return server.getPort();
    }

    /** Stops listening; requests that have begun are answered first. */
    @Override
    public void close() {
        server.shutdown();
        try {
            if (!server.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        threads.shutdown();
    }
}
