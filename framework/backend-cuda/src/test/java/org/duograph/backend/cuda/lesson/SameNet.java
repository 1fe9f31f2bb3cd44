package org.duograph.backend.cuda.lesson;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.duograph.plan.Plan;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.model.Option;

/** The lesson "The same net on a GPU": one net, trained on the processor and on a GPU. */
public final class SameNet {
    private static final int IMAGES = 32;
    private static final int STEPS = 41;

    private SameNet() {}

    /** Prints all of the lesson; the arguments are the two backends to compare. */
    public static void main(String[] args) {
        String gpu = args.length > 1 ? args[1] : "cuda";
        System.out.print(losses(args.length > 0 ? args[0] : "onednn", gpu));
        System.out.print(plan(gpu));
        System.out.print(late(gpu));
    }

    // tag::model[]
    static ModelHelper model() {
        ModelHelper model = new ModelHelper("bars");
        String conv = Brew.conv(model, "data", "conv", 1, 8, Option.kernel(3), Option.pad(1));
        String relu = Brew.relu(model, conv, "relu");
        String pool = Brew.maxPool(model, relu, "pool", Option.kernel(2), Option.stride(2));
        String drop = Brew.dropout(model, pool, "drop", Option.arg("ratio", 0.2f));
        String scores = Brew.fc(model, drop, "scores", 8 * 6 * 6, 2);
        String loss =
                model.op("SoftmaxWithLoss", List.of(scores, "label"), List.of("softmax", "loss"))
                        .get(1);
        model.addGradientOperators(loss);
        Optimizers.sgd(0.05).momentum(0.9).build(model);
        model.net().addExternalOutput(loss);
        return model;
    }

    // end::model[]

    /** Images of 12 by 12 with an upright bar, or one that lies, and which of the two. */
    private static void feed(Workspace workspace, int step) {
        Random random = new Random(step);
        NDArray data = NDArray.zeros(ArrayType.float32(IMAGES, 1, 12, 12));
        NDArray label = NDArray.of(Shape.of(IMAGES), new int[IMAGES]);
        for (int n = 0; n < IMAGES; n++) {
            int lies = random.nextInt(2);
            int at = random.nextInt(12);
            label.set(n, lies);
            for (int i = 0; i < 12; i++) {
                int pixel = lies == 1 ? 12 * at + i : 12 * i + at;
                data.set(144 * n + pixel, 1);
            }
        }
        workspace.feedBlob("data", data);
        workspace.feedBlob("label", label);
    }

    // tag::train[]
    private static List<Double> train(String backend) {
        List<Double> losses = new ArrayList<>();
        ModelHelper model = model();
        try (Workspace workspace = new Workspace(backend, 1)) { // <1>
            workspace.runNetOnce(model.paramInitNet().proto());
            for (int step = 0; step < STEPS; step++) {
                feed(workspace, step);
                if (step == 0) {
                    workspace.createNet(model.net().proto());
                }
                workspace.runNet(model.net().name());
                losses.add(workspace.fetchBlob("loss").item());
            }
        }
        return losses;
    }

    // end::train[]

    /** The losses of each step, side by side. */
    static String losses(String processor, String gpu) {
        List<Double> here = train(processor);
        List<Double> there = train(gpu);
        StringBuilder printed = new StringBuilder("step  processor   GPU\n");
        for (int step = 0; step < here.size(); step += 8) {
            printed.append(
                    String.format(
                            Locale.ROOT,
                            "%4d     %.4f  %.4f%n",
                            step,
                            here.get(step),
                            there.get(step)));
        }
        return printed.toString();
    }

    /** What runs where, of the plan of the net on a GPU, after two runs. */
    static String plan(String gpu) {
        ModelHelper model = model();
        try (Workspace workspace = new Workspace(gpu, 1)) {
            workspace.runNetOnce(model.paramInitNet().proto());
            feed(workspace, 0);
            workspace.createNet(model.net().proto());
            workspace.runNet(model.net().name());
            workspace.runNet(model.net().name());
            StringBuilder printed = new StringBuilder();
            for (Plan plan : workspace.plans(model.net().name())) {
                plan.toString()
                        .lines()
                        .filter(line -> line.startsWith("lane "))
                        .forEach(line -> printed.append(line).append('\n'));
            }
            return printed.toString();
        }
    }

    /** Losses that are read a step late. */
    static String late(String gpu) {
        ModelHelper model = model();
        StringBuilder printed = new StringBuilder();
        try (Workspace workspace = new Workspace(gpu, 1)) {
            workspace.runNetOnce(model.paramInitNet().proto());
            feed(workspace, 0);
            workspace.createNet(model.net().proto());
            String net = model.net().name();
            // tag::late[]
            workspace.runNet(net);
            var loss = workspace.fetchBlobLater("loss"); // <1>
            feed(workspace, 1);
            workspace.runNet(net); // <2>
            printed.append("loss of step 0: %.4f%n".formatted(loss.await().item())); // <3>
            // end::late[]
        }
        return printed.toString();
    }
}
