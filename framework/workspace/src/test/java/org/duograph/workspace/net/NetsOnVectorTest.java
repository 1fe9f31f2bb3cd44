package org.duograph.workspace.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.duograph.plan.Plan;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.zoo.ResNet;
import org.duograph.workspace.zoo.SmallNets;
import org.duograph.workspace.zoo.Vgg;
import org.junit.jupiter.api.Test;

/**
 * Whole nets learn on the backend in pure Java as they do by their definition, and the same bits
 * come out each time.
 */
class NetsOnVectorTest {
    private static final int STEPS = 3;
    private static final int CLASSES = 10;
    private static final Shape PHOTOGRAPHS = Shape.of(4, 3, 32, 32);

    @Test
    void leNetLearnsAsByDefinition() {
        learnsAsByDefinition(
                "vector", Shape.of(4, 1, 28, 28), m -> SmallNets.leNet(m, "data"), 1e-4);
    }

    @Test
    void theSixLayersLearnAsByDefinition() {
        learnsAsByDefinition("vector", PHOTOGRAPHS, m -> Vgg.sixLayers(m, "data", CLASSES), 1e-4);
    }

    @Test
    void resNet20LearnsAsByDefinition() {
        Function<ModelHelper, String> layers = m -> ResNet.cifar(m, "data", 3, CLASSES);
        learnsAsByDefinition("vector,convolution=rows", PHOTOGRAPHS, layers, 1e-5);
        // Winograd's rounding grows in a net that is normalised over four images; so does oneDNN's.
        learnsAsByDefinition("vector", PHOTOGRAPHS, layers, 1e-2);
    }

    @Test
    void vgg16WithBatchNormalisationGivesTheSameBitsEachTime() {
        Shape images = Shape.of(2, 3, 32, 32);
        Function<ModelHelper, String> layers = m -> Vgg.cifar(m, "data", 16, true, CLASSES);
        assertThat(train("vector", images, layers)).isEqualTo(train("vector", images, layers));
    }

    @Test
    void noLayerOfATrainingStepLeavesTheBackend() {
        for (List<String> placements :
                List.of(
                        placements(PHOTOGRAPHS, m -> Vgg.sixLayers(m, "data", CLASSES)),
                        placements(PHOTOGRAPHS, m -> Vgg.cifar(m, "data", 16, true, CLASSES)),
                        placements(PHOTOGRAPHS, m -> ResNet.cifar(m, "data", 3, CLASSES)))) {
            assertThat(placements).isNotEmpty().allMatch(p -> p.endsWith(": vector"));
        }
    }

    private static void learnsAsByDefinition(
            String backend, Shape images, Function<ModelHelper, String> layers, double tolerance) {
        List<Double> expected = train("java", images, layers);
        List<Double> actual = train(backend, images, layers);
        assertThat(expected.get(STEPS - 1)).isNotEqualTo(expected.get(0));
        for (int step = 0; step < STEPS; step++) {
            assertThat(actual.get(step))
                    .as("loss of step %d", step)
                    .isCloseTo(expected.get(step), within(tolerance * expected.get(step)));
        }
    }

    /** The losses of a few steps. */
    private static List<Double> train(
            String backend, Shape images, Function<ModelHelper, String> layers) {
        ModelHelper model = model(layers);
        try (Workspace workspace = new Workspace(backend, 7)) {
            prepare(workspace, model, images);
            List<Double> losses = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                feed(workspace, images, step);
                workspace.runNet(model.net().name());
                losses.add(workspace.fetchBlob("loss").item());
            }
            return losses;
        }
    }

    private static List<String> placements(Shape images, Function<ModelHelper, String> layers) {
        ModelHelper model = model(layers);
        try (Workspace workspace = new Workspace("vector", 7)) {
            prepare(workspace, model, images);
            workspace.runNet(model.net().name());
            Plan plan = workspace.plans(model.net().name()).get(0);
            return plan.placements();
        }
    }

    private static ModelHelper model(Function<ModelHelper, String> layers) {
        ModelHelper model = new ModelHelper("net");
        String scores = layers.apply(model);
        model.op("SoftmaxWithLoss", List.of(scores, "label"), List.of("softmax", "loss"));
        model.addGradientOperators("loss");
        Optimizers.sgd(0.01).momentum(0.9).build(model);
        model.net().addExternalOutput("loss");
        return model;
    }

    private static void prepare(Workspace workspace, ModelHelper model, Shape images) {
        workspace.runNetOnce(model.paramInitNet().proto());
        feed(workspace, images, 0);
        workspace.createNet(model.net().proto());
    }

    private static void feed(Workspace workspace, Shape images, int step) {
        Philox random = new Philox(5, step);
        NDArray data = NDArray.zeros(new ArrayType(DType.FLOAT32, images));
        for (int i = 0; i < data.size(); i++) {
            data.set(i, random.uniform(i) - 0.5);
        }
        NDArray labels = NDArray.zeros(new ArrayType(DType.INT32, Shape.of(images.dim(0))));
        for (int i = 0; i < labels.size(); i++) {
            labels.set(i, random.below(10_000_000L + i, CLASSES));
        }
        workspace.feedBlob("data", data);
        workspace.feedBlob("label", labels);
    }
}
