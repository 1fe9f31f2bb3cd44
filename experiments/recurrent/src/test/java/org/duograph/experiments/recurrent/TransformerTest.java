package org.duograph.experiments.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.from_blob;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.layer_norm;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;
import static org.bytedeco.pytorch.global.torch.tensor;
import static org.duograph.workspace.model.Option.axis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.model.TransformerLayers;
import org.junit.jupiter.api.Test;

/** A small transformer that learns by gradient descent, beside the same one in PyTorch. */
class TransformerTest {
    private static final int STEPS = 12;
    private static final int BATCH = 4;
    private static final int SIZE = 16;
    private static final int HEADS = 2;
    private static final int BLOCKS = 2;
    private static final int KINDS = 11;
    private static final float RATE = 0.1f;
    private static final int UPDATES = 20;

    private final Map<String, Tensor> parameters = new LinkedHashMap<>();

    @Test
    void afterEachStepBothSidesHaveTheSameLoss() {
        ModelHelper model = network();
        int[] things = IntStream.range(0, STEPS * BATCH).map(i -> i * i % KINDS).toArray();
        int[] next = IntStream.range(0, STEPS * BATCH).map(i -> (i + 3) * i % KINDS).toArray();
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        try (Workspace workspace = new Workspace("", 1)) {
            Shape batch = Shape.of(STEPS, BATCH);
            workspace.feedBlob("things", NDArray.of(batch, things));
            workspace.feedBlob("next", NDArray.of(batch, next));
            int[] places = IntStream.range(0, STEPS).toArray();
            workspace.feedBlob("places", NDArray.of(Shape.of(STEPS), places));
            workspace.runNetOnce(model.paramInitNet());
            for (String name : model.params()) {
                parameters.put(name, copy(workspace.fetchBlob(name)));
            }
            workspace.createNet(model);
            for (int i = 0; i < UPDATES; i++) {
                workspace.runNet("transformer");
                ours.add(workspace.fetchBlob("loss").item());
                theirs.add(step(things, next));
            }
        }
        for (int i = 0; i < UPDATES; i++) {
            assertThat(ours.get(i)).as("loss %d", i).isCloseTo(theirs.get(i), within(1e-4));
        }
        assertThat(ours.get(UPDATES - 1)).as("both have learnt").isLessThan(ours.get(0) - 0.1);
    }

    private static ModelHelper network() {
        ModelHelper model = new ModelHelper("transformer");
        model.input("things", new ArrayType(DType.INT32, Shape.of(STEPS, BATCH)));
        model.input("places", new ArrayType(DType.INT32, Shape.of(STEPS)));
        String x = TransformerLayers.embedding(model, "things", "places", "x", KINDS, STEPS, SIZE);
        for (int i = 0; i < BLOCKS; i++) {
            x = TransformerLayers.block(model, x, "block" + i, HEADS, true);
        }
        String scores = Brew.fc(model, x, "scores", SIZE, KINDS, axis(2));
        String loss =
                Brew.softmaxWithLoss(model, scores, "next", "softmax", "loss", axis(2)).loss();
        model.addGradientOperators(loss);
        Optimizers.sgd(RATE).build(model);
        return model;
    }

    private static Tensor copy(NDArray array) {
        float[] numbers = new float[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) array.get(i);
        }
        long[] sizes = array.shape().toList().stream().mapToLong(d -> d).toArray();
        return from_blob(new FloatPointer(numbers), sizes).clone().set_requires_grad(true);
    }

    /** PyTorch's loss; then it updates its parameters. */
    @SuppressWarnings("try") // what is opened works by being open
    private double step(int[] things, int[] next) {
        try (PointerScope scope = new PointerScope()) {
            Tensor rows = parameters.get("x_things").index_select(0, numbers(things));
            Tensor places = parameters.get("x_places").reshape(STEPS, 1, SIZE);
            Tensor x = rows.reshape(STEPS, BATCH, SIZE).add(places);
            for (int i = 0; i < BLOCKS; i++) {
                x = block(x, "block" + i);
            }
            Tensor scores = layer(x, "scores").reshape(STEPS * BATCH, KINDS);
            Tensor loss = cross_entropy_loss(scores, numbers(next));
            loss.backward();
            try (NoGradGuard noGradients = new NoGradGuard()) {
                for (Tensor parameter : parameters.values()) {
                    parameter.sub_(parameter.grad().mul(new Scalar(RATE)));
                    parameter.grad().zero_();
                }
            }
            return loss.item_float();
        }
    }

    private static Tensor numbers(int[] numbers) {
        return tensor(IntStream.of(numbers).mapToLong(i -> i).toArray());
    }

    private Tensor block(Tensor x, String name) {
        Tensor first = normalised(x, name + "_norm1");
        Tensor means =
                scaled_dot_product_attention(
                        heads(first, name + "_attention_q"),
                        heads(first, name + "_attention_k"),
                        heads(first, name + "_attention_v"),
                        new TensorOptional(),
                        0,
                        true,
                        new DoubleOptional(),
                        false);
        Tensor joined = means.permute(2, 0, 1, 3).reshape(STEPS, BATCH, SIZE);
        Tensor middle = x.add(layer(joined, name + "_attention"));
        Tensor wide = gelu(layer(normalised(middle, name + "_norm2"), name + "_wide"), "none");
        return middle.add(layer(wide, name + "_narrow"));
    }

    private Tensor heads(Tensor x, String name) {
        return layer(x, name).reshape(STEPS, BATCH, HEADS, -1).permute(1, 2, 0, 3);
    }

    private Tensor layer(Tensor x, String name) {
        TensorOptional bias = new TensorOptional(parameters.get(name + "_b"));
        return linear(x, parameters.get(name + "_w"), bias);
    }

    private Tensor normalised(Tensor x, String name) {
        return layer_norm(
                x,
                new long[] {SIZE},
                new TensorOptional(parameters.get(name + "_scale")),
                new TensorOptional(parameters.get(name + "_bias")),
                1e-5,
                false);
    }
}
