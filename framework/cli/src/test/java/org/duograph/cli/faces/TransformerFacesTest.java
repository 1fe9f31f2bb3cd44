package org.duograph.cli.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.duograph.workspace.model.Option.arg;
import static org.duograph.workspace.model.Option.axis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.duograph.graph.ReferenceCall;
import org.duograph.keras.Model;
import org.duograph.keras.applications.Transformer;
import org.duograph.ops.shape.Transpose;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.TransformerLayers;
import org.duograph.workspace.net.Net;
import org.junit.jupiter.api.Test;

/** A transformer in both faces: with the same weights, the same scores. */
class TransformerFacesTest {
    private static final int KINDS = 7;
    private static final int STEPS = 5;
    private static final int BATCH = 2;
    private static final int SIZE = 8;
    private static final int HEADS = 2;
    private static final int BLOCKS = 2;

    private static ModelHelper workspaceNet() {
        Net.releaseNames();
        ModelHelper model = new ModelHelper("net");
        model.input("things", new ArrayType(DType.INT32, Shape.of(STEPS, BATCH)));
        model.input("places", new ArrayType(DType.INT32, Shape.of(STEPS)));
        String x = TransformerLayers.embedding(model, "things", "places", "x", KINDS, STEPS, SIZE);
        for (int i = 0; i < BLOCKS; i++) {
            x = TransformerLayers.block(model, x, "block" + i, HEADS, true);
        }
        String y = Brew.layerNorm(model, x, "y", axis(2), arg("epsilon", 1e-5f));
        Brew.fc(model, y, "scores", SIZE, KINDS, axis(2));
        return model;
    }

    /** The names of the workspace face's parameters, in the order of the session face's weights. */
    private static List<String> parameters() {
        List<String> names = new ArrayList<>(List.of("x_things", "x_places"));
        for (int i = 0; i < BLOCKS; i++) {
            String block = "block" + i;
            names.addAll(norm(block + "_norm1"));
            for (String part : List.of("_q", "_k", "_v", "")) {
                names.addAll(layer(block + "_attention" + part));
            }
            names.addAll(norm(block + "_norm2"));
            names.addAll(layer(block + "_wide"));
            names.addAll(layer(block + "_narrow"));
        }
        names.addAll(norm("y"));
        names.addAll(layer("scores"));
        return names;
    }

    private static List<String> norm(String name) {
        return List.of(name + "_scale", name + "_bias");
    }

    private static List<String> layer(String name) {
        return List.of(name + "_w", name + "_b");
    }

    private static NDArray turned(NDArray matrix) {
        return ReferenceCall.run(Transpose.OP, Map.of(), List.of(matrix)).get(0);
    }

    @Test
    void bothGiveTheSameScoresOfTheSameWeights() {
        int[] things = IntStream.range(0, STEPS * BATCH).map(i -> i * i % KINDS).toArray();
        NDArray sequences = NDArray.of(Shape.of(STEPS, BATCH), things);
        ModelHelper net = workspaceNet();
        try (Workspace workspace = new Workspace("java", 3);
                Model model = Transformer.model(KINDS, STEPS, SIZE, HEADS, BLOCKS)) {
            workspace.runNetOnce(net.paramInitNet());
            workspace.feedBlob("things", sequences);
            workspace.feedBlob(
                    "places", NDArray.of(Shape.of(STEPS), IntStream.range(0, STEPS).toArray()));
            workspace.createNet(net);
            workspace.runNet("net");
            List<NDArray> weights = new ArrayList<>();
            for (String name : parameters()) {
                NDArray blob = workspace.fetchBlob(name);
                weights.add(name.endsWith("_w") ? turned(blob) : blob);
            }
            model.setWeights(weights);
            assertThat(model.summaryText())
                    .contains("Trainable params: %,d\n".formatted(net.learntNumbers()));
            double[] ours = workspace.fetchBlob("scores").toDoubles();
            NDArray theirs = model.predict(turned(sequences));
            assertThat(theirs.shape()).isEqualTo(Shape.of(BATCH, STEPS, KINDS));
            for (int n = 0; n < BATCH; n++) {
                for (int t = 0; t < STEPS; t++) {
                    for (int k = 0; k < KINDS; k++) {
                        assertThat(theirs.get((n * STEPS + t) * KINDS + k))
                                .isCloseTo(ours[(t * BATCH + n) * KINDS + k], within(1e-4));
                    }
                }
            }
        }
    }
}
