package org.duograph.docs.snippets;

import java.util.List;
import java.util.Map;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.train.GradientDescentOptimizer;
import org.duograph.session.train.Towers;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.draw.NetPrinter;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.parallel.DataParallel;
import org.duograph.workspace.proto.Argument;

/** The code on the page about several devices. */
final class SeveralDevices {
    private SeveralDevices() {}

    // tag::forward[]
    private static List<String> forward(ModelHelper model, double lossScale) {
        String y = Brew.fc(model, "x", "y", 1);
        List<String> pair = List.of(y, "truth");
        String distance = model.op("SquaredL2Distance", pair, "distance");
        String mean = model.op("AveragedLoss", distance, "mean");
        Argument scale = Ops.arg("scale", lossScale);
        return List.of(model.op("Scale", mean, "loss", scale)); // <1>
    }

    // end::forward[]

    private static DataParallel build(ModelHelper model, int devices) {
        return DataParallel.of(model)
                .onCpu(devices)
                .input(m -> m.input("x", Shape.of(4, 2)))
                .forward(SeveralDevices::forward)
                .optimizer(Optimizers.sgd(0.1))
                .build();
    }

    static String net() {
        // tag::build[]
        ModelHelper model = new ModelHelper("line");
        DataParallel parallel =
                DataParallel.of(model)
                        .onCpu(2) // <1>
                        .input(m -> m.input("x", Shape.of(4, 2)))
                        .forward(SeveralDevices::forward)
                        .optimizer(Optimizers.sgd(0.1).momentum(0.9))
                        .build();
        // end::build[]
        StringBuilder printed = new StringBuilder();
        NetPrinter.print(model.net().proto())
                .lines()
                .filter(line -> line.contains("y_w"))
                .skip(1)
                .map(line -> line.strip().replaceFirst("  # device.*", ""))
                .forEach(line -> printed.append(line).append('\n'));
        return printed.append(parallel.scopes()).append('\n').toString();
    }

    /** Rows of two numbers, and what is to be learnt of them: 3 a - b + 1. */
    private static Map<String, NDArray> batch(int rows) {
        NDArray x = NDArray.zeros(ArrayType.float32(rows, 2));
        NDArray truth = NDArray.zeros(ArrayType.float32(rows, 1));
        for (int i = 0; i < rows; i++) {
            double a = i % 3 - 1;
            double b = i % 2;
            x.set(2 * i, a);
            x.set(2 * i + 1, b);
            truth.set(i, 3 * a - b + 1);
        }
        return Map.of("x", x, "truth", truth);
    }

    static String training() {
        StringBuilder printed = new StringBuilder();
        ModelHelper model = new ModelHelper("line");
        DataParallel parallel = build(model, 2);
        // tag::training[]
        try (Workspace workspace = new Workspace("java", 1)) {
            parallel.feed(workspace, batch(12)); // <1>
            parallel.start(workspace); // <2>
            for (int step = 0; step < 200; step++) {
                parallel.feed(workspace, batch(step == 199 ? 7 : 12)); // <3>
                parallel.run(workspace);
            }
            printed.append("loss %.4f%n".formatted(parallel.loss(workspace)));
            for (String scope : parallel.scopes()) {
                NDArray w = workspace.fetchBlob(scope + "/y_w"); // <4>
                String text = "%s/y_w %.3f %.3f%n";
                printed.append(text.formatted(scope, w.get(0), w.get(1)));
            }
            Map<String, NDArray> kept = parallel.checkpoint(workspace);
            printed.append("kept %s%n".formatted(kept.keySet()));
        }
        // end::training[]
        return printed.toString().replace(System.lineSeparator(), "\n");
    }

    static String towers() {
        // tag::towers[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 2);
        Tensor truth = g.placeholder("truth", DType.FLOAT32, -1, 1);
        Towers towers =
                Towers.of(g, List.of("/cpu:0", "/cpu:1"), List.of(x, truth)) // <1>
                        .build(part -> loss(g, part.get(0), part.get(1)));
        Operation train = towers.minimize(new GradientDescentOptimizer(0.1));
        Tensor loss = towers.loss();
        // end::towers[]
        try (Session session = new Session(g)) {
            session.initialize();
            Map<String, NDArray> batch = batch(12);
            for (int step = 0; step < 200; step++) {
                session.feed(x, batch.get("x")).feed(truth, batch.get("truth")).run(train);
            }
            double last =
                    session.feed(x, batch.get("x"))
                            .feed(truth, batch.get("truth"))
                            .run(loss)
                            .item();
            return "loss %.4f\n".formatted(last)
                    + g.trainableVariables().stream().map(Variable::name).toList()
                    + "\n";
        }
    }

    // tag::tower[]
    private static Tensor loss(Graph g, Tensor x, Tensor truth) {
        Variable w = g.getVariable("w", DType.FLOAT32, null, 2, 1); // <1>
        Variable b = g.getVariable("b", DType.FLOAT32, null, 1);
        return x.matmul(w.read()).plus(b.read()).minus(truth).square().mean();
    }
    // end::tower[]
}
