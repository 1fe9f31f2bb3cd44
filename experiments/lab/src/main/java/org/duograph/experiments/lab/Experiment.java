package org.duograph.experiments.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.duograph.experiments.harness.Request;
import org.duograph.experiments.harness.Request.Kind;

/** The experiments, each a list of measurements; several share some of them. */
public enum Experiment {
    /** The paper's table 2. */
    TABLE2("Construction, training and inference of the 6-layer net, as the paper's table 2.") {
        @Override
        List<Request> requests(Scale scale) {
            return List.of(
                    request(scale, Kind.TABLE2, SIX)
                            .timing(0, Math.min(INFERENCE_BATCHES, 2 * scale.steps()))
                            .epochs(scale.epochs())
                            .learning(SIX_RATE, 1e-3)
                            .done());
        }
    },
    /** The paper's figure 2. */
    FIGURE2("Training time of VGG-11 to VGG-19, with and without batch norm.") {
        @Override
        List<Request> requests(Scale scale) {
            return Stream.of(11, 13, 16, 19)
                    .flatMap(depth -> Stream.of("vgg" + depth, "vgg" + depth + "-bn"))
                    .map(net -> training(scale, net))
                    .toList();
        }
    },
    /** The paper's figure 3. */
    FIGURE3("Memory of VGG-7 to VGG-19 in training and inference.") {
        @Override
        List<Request> requests(Scale scale) {
            return Stream.of("vgg7", "vgg11", "vgg13", "vgg16", "vgg19")
                    .flatMap(net -> memory(scale, net).stream())
                    .toList();
        }
    },
    /** The paper's table 3. */
    TABLE3("Memory of the 6-layer net in training and inference, as the paper's table 3.") {
        @Override
        List<Request> requests(Scale scale) {
            return memory(scale, SIX);
        }
    },
    /** Argmax, call by call. */
    ARGMAX("The largest of ten numbers, 9,984 times, also on a plain array.") {
        @Override
        List<Request> requests(Scale scale) {
            return List.of(request(scale, Kind.ARGMAX, "").batch(0).timing(1000, 9984).done());
        }
    },
    /** One image at a time. */
    LATENCY("Inference of one image.") {
        @Override
        List<Request> requests(Scale scale) {
            return List.of(
                    request(scale, Kind.LATENCY, SIX)
                            .batch(1)
                            .timing(5 * scale.steps(), 10 * scale.steps())
                            .done());
        }
    },
    /** Against batch size and threads. */
    THROUGHPUT("Images a second against batch size and threads.") {
        @Override
        List<Request> requests(Scale scale) {
            List<Request> all = new ArrayList<>();
            for (Kind kind : List.of(Kind.TRAIN, Kind.INFER)) {
                for (int batch : new int[] {1, 4, 16, scale.batch(), 256}) {
                    all.add(steps(scale, kind, SIX).batch(batch).done());
                }
                int cores = Runtime.getRuntime().availableProcessors();
                for (int threads = 1; threads < cores; threads *= 2) {
                    all.add(steps(scale, kind, SIX).threads(threads).done());
                }
            }
            return all;
        }
    },
    /** Against depth. */
    DEPTH("Cost of training and inference against depth, VGG-7 to VGG-19.") {
        @Override
        List<Request> requests(Scale scale) {
            return Stream.of("vgg7", "vgg11", "vgg13", "vgg16", "vgg19")
                    .flatMap(
                            net ->
                                    Stream.of(
                                            training(scale, net),
                                            steps(scale, Kind.INFER, net).done()))
                    .toList();
        }
    },
    /** Accuracy after each epoch. */
    ACCURACY("Time to accuracy: the 6-layer net and VGG-16 with batch norm, tested each epoch.") {
        @Override
        List<Request> requests(Scale scale) {
            return List.of(
                    request(scale, Kind.ACCURACY, SIX)
                            .epochs(scale.epochs())
                            .learning(SIX_RATE, 1e-3)
                            .done(),
                    request(scale, Kind.ACCURACY, "vgg16-bn")
                            .epochs(scale.vggEpochs())
                            .learning(VGG_RATE, 5e-4)
                            .done());
        }
    },
    /** Whether all do the same work. */
    LEARNS("Whether all frameworks compute the same losses on a fixed task.") {
        @Override
        List<Request> requests(Scale scale) {
            return Stream.of(SIX, "vgg7-bn")
                    .map(net -> request(scale, Kind.LEARNS, net).batch(0).done())
                    .toList();
        }
    },
    /** Download sizes. */
    DOWNLOAD("The size of what a user must download.") {
        @Override
        List<Request> requests(Scale scale) {
            return List.of(request(scale, Kind.DOWNLOAD, "").batch(0).done());
        }
    },
    /** The goals. */
    BARS("What the goals are about, interleaved in one run; the report says which are reached.") {
        @Override
        List<Request> requests(Scale scale) {
            List<Request> all = new ArrayList<>();
            all.add(request(scale, Kind.CONSTRUCT, SIX).learning(0.01, 0).done());
            all.add(training(scale, SIX));
            all.add(steps(scale, Kind.INFER, SIX).done());
            all.addAll(LATENCY.requests(scale));
            all.addAll(TABLE3.requests(scale));
            all.addAll(ARGMAX.requests(scale));
            all.add(request(scale, Kind.PEAK, "").batch(0).done());
            all.addAll(DOWNLOAD.requests(scale));
            all.add(training(scale, "vgg16"));
            return all;
        }
    },
    /** The goals on a GPU. */
    GPU("Tables 2 and 3 and the goals on a GPU, to be measured with --gpu.") {
        @Override
        List<Request> requests(Scale scale) {
            List<Request> all = new ArrayList<>();
            all.add(training(scale, SIX));
            all.addAll(memory(scale, SIX));
            all.add(steps(scale, Kind.INFER, SIX).done());
            all.addAll(TABLE2.requests(scale));
            all.add(training(scale, "vgg16-bn"));
            all.addAll(LATENCY.requests(scale));
            return all;
        }
    },
    /** Everything. */
    ALL("All experiments.") {
        @Override
        List<Request> requests(Scale scale) {
            LinkedHashSet<Request> all = new LinkedHashSet<>(BARS.requests(scale));
            Arrays.stream(values())
                    .filter(e -> e != ALL)
                    .forEach(e -> all.addAll(e.requests(scale)));
            return List.copyOf(all);
        }
    };

    private static final String SIX = "six";

    /** From He's weights, with momentum 0.9 and no batch norm: 0.05 kills the net in any system. */
    private static final double SIX_RATE = 0.01;

    /** At 0.05 losses jump to ten at first, and seeds differ more than systems. */
    private static final double VGG_RATE = 0.02;

    private static final int SIX_TO_VGG = 5;
    private static final int MEMORY_STEPS = 10;
    private static final int INFERENCE_BATCHES = 156; // the paper's

    private final String summary;

    Experiment(String summary) {
        this.summary = summary;
    }

    /** What to measure, by no system yet and in no round. */
    abstract List<Request> requests(Scale scale);

    /** The name of its command. */
    String command() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A sentence for people. */
    String summary() {
        return summary;
    }

    /**
     * What of a measurement is less than it should be, in words, such as {@code 40 of 100 steps};
     * empty if nothing.
     *
     * @param measured what was measured, by whom does not matter
     * @param rounds how often
     */
    static String reductions(Request measured, int rounds) {
        List<String> less = new ArrayList<>();
        List<Request> same =
                ALL.requests(Scale.FULL).stream()
                        .filter(full -> full.kind() == measured.kind())
                        .filter(full -> full.net().equals(measured.net()))
                        .filter(full -> full.threads() == measured.threads())
                        .toList();
        Stream.of(measured.batch(), Scale.FULL.batch())
                .flatMap(batch -> same.stream().filter(full -> full.batch() == batch))
                .findFirst()
                .ifPresent(
                        full -> {
                            note(less, measured.batch(), full.batch(), "images per batch");
                            note(less, measured.steps(), full.steps(), "steps");
                            note(less, measured.epochs(), full.epochs(), "epochs");
                        });
        if (measured.images() > 0) {
            less.add(measured.images() + " images");
        }
        note(less, rounds, Runner.roundsOf(measured.kind(), Scale.FULL.rounds()), "rounds");
        return String.join(", ", less);
    }

    private static void note(List<String> less, int found, int full, String what) {
        if (found < full) {
            less.add("%d of %d %s".formatted(found, full, what));
        }
    }

    private static Request training(Scale scale, String net) {
        return steps(scale, Kind.TRAIN, net).learning(0.01, 0).done();
    }

    private static RequestBuilder steps(Scale scale, Kind kind, String net) {
        int steps = net.equals(SIX) ? scale.steps() : Math.max(1, scale.steps() / SIX_TO_VGG);
        RequestBuilder request = request(scale, kind, net).timing(Math.max(1, steps / 5), steps);
        return kind.trains() ? request.learning(0.01, 0) : request;
    }

    private static List<Request> memory(Scale scale, String net) {
        int steps = Math.min(MEMORY_STEPS, 2 * scale.steps());
        return List.of(
                request(scale, Kind.MEMORY_TRAIN, net).timing(0, steps).learning(0.01, 0).done(),
                request(scale, Kind.MEMORY_INFER, net).timing(0, steps).done());
    }

    private static RequestBuilder request(Scale scale, Kind kind, String net) {
        return new RequestBuilder(scale, kind, net, scale.batch());
    }
}
