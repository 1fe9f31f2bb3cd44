package org.duograph.cli.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.duograph.cli.options.BackendOptions;
import org.duograph.cli.options.Streams;
import org.duograph.serving.Serving;
import org.duograph.serving.ServingOptions;
import org.duograph.serving.batch.Batching;
import org.duograph.serving.model.ModelFormats;
import org.duograph.serving.versions.Catalog;
import org.duograph.serving.versions.ConfigFile;
import org.duograph.serving.versions.ModelConfig;
import org.duograph.serving.versions.VersionedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code duograph serve}: answers for models by HTTP and gRPC, as TensorFlow Serving does. */
@Command(
        name = "serve",
        description = {
            "Answers for models: by TensorFlow Serving's REST and gRPC interfaces, by the Open"
                    + " Inference Protocol, and on a page to try them.",
            "A model is a SavedModel, a folder of the model zoo, a predictor export, what train"
                    + " writes, or a folder with numbered folders of such, its versions: the"
                    + " highest is served, and a new one takes its place as soon as it is there."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph serve --model clothes=zoo:lenet-fashion",
            "  duograph serve --model half_plus_two=models/half_plus_two --rest-port 8501",
            "  duograph serve --model-config models.config --host 0.0.0.0 --grpc-port 8500",
            "  curl -d '{\"instances\": [1.0, 2.0, 5.0]}'"
                    + " http://localhost:8501/v1/models/half_plus_two:predict"
        })
public final class ServeCommand implements Callable<Integer> {
    private static final Logger LIBRARIES = Logger.getLogger("org.eclipse.jetty");

    @Mixin private Streams streams;
    @Mixin private BackendOptions backend;

    @Option(
            names = "--model",
            paramLabel = "NAME=FOLDER",
            description =
                    "A model and where it is; zoo:NAME is one that comes along. May be given"
                            + " several times.")
    private List<String> models = new ArrayList<>();

    @Option(
            names = "--model-config",
            paramLabel = "FILE",
            description = "A file with models, versions and labels, as TensorFlow Serving reads.")
    private Path configFile;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "localhost",
            description = "The address to listen at; 0.0.0.0 for all. Default: ${DEFAULT-VALUE}.")
    private String host;

    @Option(
            names = "--rest-port",
            paramLabel = "PORT",
            defaultValue = "8501",
            description = "The port of HTTP; 0 for any. Default: ${DEFAULT-VALUE}.")
    private int restPort;

    @Option(
            names = "--grpc-port",
            paramLabel = "PORT",
            defaultValue = "-1",
            description = "The port of gRPC; 0 for any. Without it there is no gRPC.")
    private int grpcPort;

    @Option(
            names = "--lazy",
            description = "Load a model when it is first asked, instead of at once.")
    private boolean lazy;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Threads that compute. Default: as many as there are processors; a"
                            + " single one, if each has all processors (OMP_NUM_THREADS).")
    private int workers;

    @Option(
            names = "--max-batch",
            paramLabel = "N",
            defaultValue = "16",
            description =
                    "Rows of requests that are computed together; 1 for one request after"
                            + " the other. Default: ${DEFAULT-VALUE}.")
    private int mostRows;

    @Option(
            names = "--batch-wait",
            paramLabel = "MS",
            defaultValue = "0",
            description =
                    "How long to wait for more rows. Default: not at all, what waits anyway"
                            + " is computed together.")
    private long patience;

    @Option(
            names = "--queue",
            paramLabel = "N",
            defaultValue = "512",
            description =
                    "Requests that may wait; more are told to come again (503). Default:"
                            + " ${DEFAULT-VALUE}.")
    private int queue;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "When a request is given up. Default: ${DEFAULT-VALUE}.")
    private int timeout;

    @Option(
            names = "--max-request",
            paramLabel = "MB",
            defaultValue = "64",
            description = "How large a request may be. Default: ${DEFAULT-VALUE}.")
    private int mostMegabytes;

    @Option(
            names = "--poll",
            paramLabel = "SECONDS",
            defaultValue = "1",
            description =
                    "How often folders are looked at for new versions; 0 for never. Default:"
                            + " ${DEFAULT-VALUE}.")
    private int poll;

    @Override
    public Integer call() throws IOException {
        List<ModelConfig> configs = configs();
        ServingOptions options =
                new ServingOptions(
                        host,
                        restPort,
                        grpcPort,
                        backend.backendGiven().orElse(""),
                        lazy,
                        Batching.upTo(
                                mostRows,
                                workers > 0 ? workers : Batching.workersHere(),
                                queue,
                                patience),
                        timeout * 1000L,
                        (long) mostMegabytes << 20,
                        poll * 1000L);
        LIBRARIES.setLevel(Level.WARNING); // they tell of each start
        try (Serving serving =
                Serving.start(configs, options, text -> streams.err().println(text))) {
            // Ctrl-C ends the process by way of this; what has begun is answered meanwhile.
            Runtime.getRuntime().addShutdownHook(new Thread(serving::close, "serving: stops"));
            streams.out().println(listening(serving));
            streams.out().println("Ctrl-C ends, after what has begun is answered.");
            streams.out().flush();
            watchConfig(serving);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever runs the command in a program ends it so
        }
        return 0;
    }

    private String listening(Serving serving) {
        String rest = "http://%s:%d".formatted(host, serving.restPort());
        return serving.grpcPort() < 0
                ? "Serving at " + rest
                : "Serving at %s and grpc://%s:%d".formatted(rest, host, serving.grpcPort());
    }

    private List<ModelConfig> configs() throws IOException {
        List<ModelConfig> configs = new ArrayList<>();
        for (String model : models) {
            ModelConfig config = ModelConfig.parse(model);
            boolean place = !config.place().startsWith(ModelFormats.ZOO);
            if (place && Files.notExists(Path.of(config.place()))) {
                throw new NoSuchFileException(config.place());
            }
            configs.add(config);
        }
        if (configFile != null) {
            configs.addAll(ConfigFile.read(configFile));
        }
        if (configs.isEmpty()) {
            throw new IllegalArgumentException(
                    "There is no model to serve: give some with --model NAME=FOLDER, or --model-config FILE");
        }
        return configs;
    }

    /** Waits for ever; where there is a file with models, it is read again when it changes. */
    private void watchConfig(Serving serving) throws InterruptedException {
        if (configFile == null || poll == 0) {
            new CountDownLatch(1).await();
        }
        String before = text();
        while (true) {
            Thread.sleep(poll * 1000L);
            String now = text();
            if (!now.equals(before)) {
                before = now;
                try {
                    serving.catalog().serve(configs());
                    streams.err().println(configFile + " was read again: " + names(serving));
                } catch (IOException | RuntimeException e) {
                    streams.err().println("duograph: what was served stays: " + e.getMessage());
                }
            }
        }
    }

    private static List<String> names(Serving serving) {
        Catalog catalog = serving.catalog();
        return catalog.models().stream().map(VersionedModel::name).toList();
    }

    private String text() {
        try {
            return Files.readString(configFile);
        } catch (IOException e) {
            return ""; // being written anew
        }
    }
}
