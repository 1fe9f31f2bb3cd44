package org.duograph.serving.rest;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.List;
import org.duograph.serving.Code;
import org.duograph.serving.Refusal;
import org.duograph.serving.ServingOptions;
import org.duograph.serving.batch.Batcher;
import org.duograph.serving.examples.ExampleCalls;
import org.duograph.serving.json.JsonWriter;
import org.duograph.serving.metrics.Metrics;
import org.duograph.serving.page.TryPage;
import org.duograph.serving.versions.Catalog;
import org.duograph.serving.versions.ModelVersion;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.server.handler.MinimumDataRateHandler;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers HTTP. It does not own the models. */
public final class RestServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RestServer.class);
    private static final int STOP_MILLIS = 30_000;
    private static final int FRAMING = 1024; // bytes around a body's parts
    private static final long LEAST_RATE = 256; // bytes a second of a body
    private static final String JSON = "application/json";
    private static final int INPUT_BUFFER = 64 << 10; // an image's numbers in one piece
    private static final String OPENAPI = "/openapi.yaml";

    private final Catalog catalog;
    private final Batcher batcher;
    private final Metrics metrics;
    private final ServingOptions options;
    private final byte[] openApi;
    private final PredictApi predict;
    private final ExamplesApi examples;
    private final Javalin javalin;

    /**
     * Begins to answer.
     *
     * @throws UncheckedIOException if the port is taken, or the address is not one of this
     *     machine's
     */
    public RestServer(ServingOptions options, Catalog catalog, Batcher batcher, Metrics metrics) {
        requireFree(options);
        this.options = options;
        this.catalog = catalog;
        this.batcher = batcher;
        this.metrics = metrics;
        this.openApi = resource("openapi.yaml");
        this.predict = new PredictApi(catalog, batcher);
        this.examples = new ExamplesApi(catalog, new ExampleCalls(batcher));
        javalin =
                Javalin.create(
                        config -> {
                            configure(config);
                            addRoutes(config.routes);
                        });
        javalin.start();
    }

    private static byte[] resource(String name) {
        try (InputStream in = RestServer.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tries the address, to say in plain words when it is not to be had. */
    private static void requireFree(ServingOptions options) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(options.host(), options.restPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "HTTP can't be served at %s, port %d: %s. Take another --rest-port, 0 is any that is free; --host must be an address of this machine"
                            .formatted(options.host(), options.restPort(), e.getMessage()),
                    e);
        }
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.router.caseInsensitiveRoutes = true;
        config.http.maxRequestSize = options.mostBytes();
        config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
        int most = (int) Math.min(Integer.MAX_VALUE - FRAMING, options.mostBytes());
        config.jetty.modifyServer(
                server -> {
                    server.setStopTimeout(STOP_MILLIS);
                    server.setErrorHandler(RestServer::refuseEarly);
                    // The first to see a request is the last one here.
                    server.insertHandler(
                            new EagerContentHandler( // a body that comes slowly takes no thread
                                    new EagerContentHandler.RetainedContentLoaderFactory(
                                            most, FRAMING, true)));
                    server.insertHandler(new SizeLimitHandler(most, -1));
                    server.insertHandler(new MinimumDataRateHandler(LEAST_RATE, 0));
                    server.insertHandler(new GracefulHandler());
                });
        config.jetty.addConnector(
                (server, http) -> {
                    HttpConnectionFactory factory = new HttpConnectionFactory(http);
                    factory.setInputBufferSize(INPUT_BUFFER);
                    ServerConnector connector = new ServerConnector(server, factory);
                    connector.setHost(options.host());
                    connector.setPort(options.restPort());
                    return connector;
                });
    }

    /** What never became a request of ours. */
    private static boolean refuseEarly(Request request, Response response, Callback callback) {
        Object reason = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
        byte[] body = error(reason == null ? "The request can't be read" : reason.toString());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, JSON);
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }

    private static byte[] error(String message) {
        return new JsonWriter().beginObject().name("error").text(message).endObject().bytes();
    }

    private void addRoutes(RoutesConfig routes) {
        Handler api = this::serving;
        for (HandlerType method :
                List.of(
                        HandlerType.GET,
                        HandlerType.POST,
                        HandlerType.PUT,
                        HandlerType.PATCH,
                        HandlerType.DELETE,
                        HandlerType.OPTIONS)) {
            routes.addHttpHandler(method, "/v1/<rest>", api);
        }
        new OpenInferenceApi(catalog, batcher, options.timeoutMillis()).add(routes);
        new TryPage(catalog).add(routes);
        routes.get(
                OPENAPI, ctx -> ctx.contentType("application/yaml; charset=utf-8").result(openApi));
        routes.get(
                Metrics.PATH,
                ctx -> ctx.contentType("text/plain; version=0.0.4").result(metrics.text()));
        routes.exception(Refusal.class, (e, ctx) -> refuse(ctx, e.code().status(), e.getMessage()));
        routes.exception(
                HttpResponseException.class,
                (e, ctx) -> refuse(ctx, e.getStatus(), e.getMessage()));
        routes.exception(Exception.class, this::fault);
    }

    private void fault(Exception e, Context ctx) {
        Throwable cause = e instanceof HttpException ? e : e.getCause();
        if (cause instanceof HttpException http) {
            refuse(ctx, http.getCode(), http.getReason());
            return;
        }
        LOG.error("fault in {} {}", ctx.method(), ctx.path(), e);
        refuse(ctx, 500, "This is a mistake of the server's: " + e.getClass().getSimpleName());
    }

    private static void refuse(Context ctx, int status, String message) {
        if (status == Code.UNAVAILABLE.status()) {
            ctx.header("Retry-After", "1");
        }
        byte[] body =
                new JsonWriter().beginObject().name("error").text(message).endObject().bytes();
        ctx.status(status).contentType(JSON).result(body);
    }

    /** TensorFlow Serving's interface. */
    private void serving(Context ctx) {
        long start = System.nanoTime();
        ModelPath path = ModelPath.parse(ctx.method().name(), ctx.req().getRequestURI());
        Code code = Code.INTERNAL;
        try {
            byte[] answer = answer(path, ctx, start);
            ctx.contentType(JSON).result(answer);
            code = Code.OK;
        } catch (Refusal e) {
            code = e.code();
            throw e;
        } finally {
            String name = path.model().name();
            if (catalog.model(name) != null) {
                metrics.answered(name, api(path.verb()), "REST", code, System.nanoTime() - start);
            }
        }
    }

    private static String api(String verb) {
        return switch (verb) {
            case "predict" -> "Predict";
            case "classify" -> "Classify";
            case "regress" -> "Regress";
            case "metadata" -> "GetModelMetadata";
            default -> "GetModelStatus";
        };
    }

    private byte[] answer(ModelPath path, Context ctx, long start) {
        long deadline = start + options.timeoutMillis() * 1_000_000;
        return switch (path.verb()) {
            case "predict" -> predict.answer(path.model(), ctx.bodyAsBytes(), deadline);
            case "classify" -> examples.classify(path.model(), ctx.bodyAsBytes(), deadline);
            case "regress" -> examples.regress(path.model(), ctx.bodyAsBytes(), deadline);
            case "metadata" -> {
                ModelVersion version = catalog.use(path.model());
                try {
                    yield StatusJson.metadata(version);
                } finally {
                    version.release();
                }
            }
            default -> StatusJson.status(catalog.versions(path.model()));
        };
    }

    /** What it answers, as {@code GET /v2}. */
    List<String> routes() {
        return javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .map(handler -> handler.endpoint.method.name() + " " + handler.endpoint.path)
                .toList();
    }

    /** The port it listens at. */
    public int port() {
        return javalin.port();
    }

    /** Stops listening; requests that have begun are answered first. */
    @Override
    public void close() {
        javalin.stop();
    }
}
