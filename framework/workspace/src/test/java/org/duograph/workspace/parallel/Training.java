package org.duograph.workspace.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizer;

/**
 * A net of images that learns, on any number of devices; and the same net written without {@link
 * DataParallel}, as one learns it on one device.
 *
 * @param image the shape of an image
 * @param layers from images to ten scores each
 * @param optimizer what changes the parameters
 */
record Training(
        Shape image, BiFunction<ModelHelper, String, String> layers, Optimizer<?> optimizer) {

    /** A model that runs in a workspace; {@code parallel} is null where it is written plainly. */
    record Running(Workspace workspace, ModelHelper model, DataParallel parallel) {
        void step(Map<String, NDArray> batch) {
            if (parallel == null) {
                batch.forEach(workspace::feedBlob);
                workspace.runNet(model.net().name());
            } else {
                parallel.feed(workspace, batch);
                parallel.run(workspace);
            }
        }

        double loss() {
            return parallel == null ? workspace.fetchBlob("loss").item() : parallel.loss(workspace);
        }

        NDArray parameter(String name) {
            return workspace.fetchBlob(
                    parallel == null ? name : parallel.scopes().get(0) + "/" + name);
        }

        /** All replicas must have the same bits in all that they keep. */
        void requireAlike() {
            String first = parallel.scopes().get(0) + "/";
            for (String scope : parallel.scopes()) {
                for (String name :
                        DataParallel.kept(model, new Replica(parallel.scopes().get(0), null))) {
                    assertThat(workspace.fetchBlob(scope + "/" + name))
                            .as("%s of %s", name, scope)
                            .isEqualTo(workspace.fetchBlob(first + name));
                }
            }
        }
    }

    /** The plain net, which starts with the numbers of {@code other}. */
    Running plain(Workspace workspace, Running other) {
        ModelHelper model = new ModelHelper("plain");
        input(model);
        model.addGradientOperators(loss(model, 1));
        optimizer.build(model);
        workspace.runNetOnce(model.paramInitNet());
        workspace.createNet(model);
        other.parallel.checkpoint(other.workspace).forEach(workspace::feedBlob);
        return new Running(workspace, model, null);
    }

    /** The net on devices that {@code on} chooses. */
    Running parallel(Workspace workspace, Parallelization begun, ModelHelper model) {
        DataParallel parallel =
                begun.input(this::input)
                        .forward((m, lossScale) -> List.of(loss(m, lossScale)))
                        .optimizer(optimizer)
                        .build();
        parallel.start(workspace);
        return new Running(workspace, model, parallel);
    }

    /** The net on so many replicas on the processor. */
    Running onCpu(Workspace workspace, int devices) {
        ModelHelper model = new ModelHelper("parallel");
        return parallel(workspace, DataParallel.of(model).onCpu(devices), model);
    }

    private void input(ModelHelper model) {
        model.input("data", Shape.of(1, image.dim(0), image.dim(1), image.dim(2)));
        model.input("label", new ArrayType(DType.INT32, Shape.of(1)));
    }

    private String loss(ModelHelper model, double scale) {
        String scores = layers.apply(model, "data");
        String loss = Brew.softmaxWithLoss(model, scores, "label", "softmax", "mean_loss").loss();
        return model.op("Scale", loss, "loss", Ops.arg("scale", scale));
    }

    /** Random images and labels. */
    Map<String, NDArray> batch(int rows, long seed) {
        Random random = new Random(seed);
        NDArray data =
                NDArray.zeros(ArrayType.float32(rows, image.dim(0), image.dim(1), image.dim(2)));
        for (int i = 0; i < data.size(); i++) {
            data.set(i, random.nextGaussian() / 4);
        }
        NDArray label = NDArray.zeros(new ArrayType(DType.INT32, Shape.of(rows)));
        for (int i = 0; i < rows; i++) {
            label.set(i, random.nextInt(10));
        }
        return Map.of("data", data, "label", label);
    }

    /** Trains both on the same batches; they must keep the same losses and parameters. */
    void requireTheSame(Running parallel, Running plain, int steps, int rows, double tolerance) {
        for (int step = 0; step < steps; step++) {
            Map<String, NDArray> batch = batch(rows, step);
            parallel.step(batch);
            plain.step(batch);
            parallel.requireAlike();
            assertThat(parallel.loss()).as("loss").isCloseTo(plain.loss(), within(tolerance));
        }
        plain.model.allParams().forEach(p -> requireClose(parallel, plain, p.name(), tolerance));
    }

    private static void requireClose(Running a, Running b, String name, double tolerance) {
        double[] wanted = b.parameter(name).toDoubles();
        double[] found = a.parameter(name).toDoubles();
        double furthest = 0;
        for (int i = 0; i < wanted.length; i++) {
            furthest = Math.max(furthest, Math.abs(found[i] - wanted[i]));
        }
        assertThat(furthest).as("distance of " + name).isLessThan(tolerance);
    }
}
