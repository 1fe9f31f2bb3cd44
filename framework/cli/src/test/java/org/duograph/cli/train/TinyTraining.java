package org.duograph.cli.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.duograph.cli.CommandLineRun;

/** A little net, a solver and images in a folder, to be trained in a second. */
final class TinyTraining {
    /** Everything that is different in training and in use, or kept from step to step. */
    static final String NET =
            """
            name: "tiny"
            op { input: "data" input: "c_w" input: "c_b" output: "c" type: "Conv"
                 arg { name: "kernel" i: 3 } arg { name: "stride" i: 2 }
                 arg { name: "num_output" i: 4 } }
            op { input: "c" input: "bn_s" input: "bn_b" input: "bn_rm" input: "bn_riv"
                 output: "bn" output: "bn_rm" output: "bn_riv" output: "bn_sm" output: "bn_siv"
                 type: "SpatialBN" }
            op { input: "bn" output: "bn" type: "Relu" }
            op { input: "bn" input: "f_w" input: "f_b" output: "f" type: "FC"
                 arg { name: "num_output" i: 32 } }
            op { input: "f" output: "f" type: "Relu" }
            op { input: "f" output: "d" output: "mask" type: "Dropout" arg { name: "ratio" f: 0.2 } }
            op { input: "d" input: "g_w" input: "g_b" output: "g" type: "FC"
                 arg { name: "num_output" i: 10 } }
            op { input: "g" input: "label" output: "softmax" output: "loss"
                 type: "SoftmaxWithLoss" }
            """;

    static final String SOLVER =
            """
            dataset: "mnist"
            base_lr: 0.05
            lr_policy: "step"
            gamma: 0.5
            stepsize: 15
            momentum: 0.9
            weight_decay: 0.0005
            batch_size: 32
            random_seed: 7
            """;

    private final Path folder;

    private TinyTraining(Path folder) {
        this.folder = folder;
    }

    /** Writes net and images. */
    static TinyTraining in(Path folder) throws IOException {
        Digits.write(folder.resolve("digits"));
        TinyTraining tiny = new TinyTraining(folder);
        tiny.net(NET);
        return tiny;
    }

    /** Writes another net. */
    void net(String text) throws IOException {
        Files.writeString(folder.resolve("net.pbtxt"), text);
    }

    /** The arguments of a run with other words for the solver, and more options. */
    List<Object> arguments(String solver, Object... more) throws IOException {
        StringBuilder text = new StringBuilder();
        SOLVER.lines()
                .filter(line -> !solver.matches("(?s).*\\b" + line.replaceFirst(":.*", ":.*")))
                .forEach(line -> text.append(line).append('\n'));
        Path file = Files.writeString(folder.resolve("solver.pbtxt"), text + solver);
        List<Object> args = new ArrayList<>();
        args.addAll(List.of("train", "--net", folder.resolve("net.pbtxt"), "--solver", file));
        args.addAll(List.of("--data", folder.resolve("digits")));
        args.addAll(Arrays.asList(more));
        if (!args.contains("--out")) {
            args.addAll(List.of("--out", folder));
        }
        return args;
    }

    /** Runs it. */
    CommandLineRun train(String solver, Object... more) throws IOException {
        return CommandLineRun.of(arguments(solver, more).toArray());
    }

    /** Runs it, whether or not it succeeds, with a solver of its own. */
    CommandLineRun trainBy(String wholeSolver, Object... more) throws IOException {
        Path file = Files.writeString(folder.resolve("own_solver.pbtxt"), wholeSolver);
        List<Object> args = arguments("", more);
        args.set(args.indexOf("--solver") + 1, file);
        return CommandLineRun.of(args.toArray());
    }
}
