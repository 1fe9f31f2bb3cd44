package org.duograph.workspace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duograph.workspace.model.Option.arg;
import static org.duograph.workspace.model.Option.group;
import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.kernels;
import static org.duograph.workspace.model.Option.stride;

import java.util.List;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.net.Scopes;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Layers run as they are written; ModelHelperTest looks at the common ones more closely. */
class BrewTest {
    private final Workspace workspace = new Workspace("java", 0);
    private final ModelHelper model = new ModelHelper("brew");

    @AfterEach
    void close() {
        workspace.close();
    }

    private NDArray run(String result) {
        workspace.runNetOnce(model.paramInitNet().proto());
        workspace.runNetOnce(model.net().proto());
        return workspace.fetchBlob(result);
    }

    private static NDArray image(int channels, int height, int width) {
        NDArray image =
                NDArray.of(
                        Shape.of(1, channels, height, width), new float[channels * height * width]);
        for (int i = 0; i < image.size(); i++) {
            image.set(i, i % 7 - 2);
        }
        return image;
    }

    private List<String> types() {
        return model.net().proto().getOpList().stream().map(OperatorDef::getType).toList();
    }

    @Test
    void layerNormalisationScalesAndShiftsNormalisedRows() {
        workspace.feedBlob("X", NDArray.of(Shape.of(2, 2), 1f, 3f, -5f, 5f));
        String y =
                Brew.layerNorm(
                        model, "X", "ln", Shape.of(2), Option.biasInit(Initializer.constant(7)));
        assertThat(y).isEqualTo("ln_biased");
        assertThat(types()).containsExactly("LayerNorm", "Mul", "Add");
        assertThat(Args.of(model.net().proto().getOp(0)).f("epsilon", 0)).isEqualTo(1e-4f);
        assertThat(model.weights()).containsExactly("ln_scale");
        assertThat(model.biases()).containsExactly("ln_bias");
        assertThat(run(y).toDoubles()).containsExactly(new double[] {6, 8, 6, 8}, within(1e-3));
        model.addGradientOperators(y);
        assertThat(model.paramToGrad()).containsOnlyKeys("ln_scale", "ln_bias");
    }

    @Test
    void anElementwiseLinearLayerStartsAsTheIdentity() {
        workspace.feedBlob("X", NDArray.of(Shape.of(2, 2), 1f, 3f, -5f, 5f));
        assertThat(run(Brew.elementwiseLinear(model, "X", "Y", 2)))
                .isEqualTo(workspace.fetchBlob("X"));
        assertThat(model.params()).containsExactly("Y_w", "Y_b");
    }

    @Test
    void maximumPoolingMayTellThePlaces() {
        workspace.feedBlob("X", NDArray.of(Shape.of(1, 1, 2, 2), 1f, 2f, 9f, 4f));
        assertThat(run(Brew.maxPoolWithIndex(model, "X", "Y", kernel(2), stride(2))).item())
                .isEqualTo(9);
        assertThat(workspace.fetchBlob("Y_index").item()).isEqualTo(2);
    }

    @Test
    void matricesAreMultipliedPairByPair() {
        workspace.feedBlob("A", NDArray.of(Shape.of(2, 1, 2), 1f, 2, 3, 4));
        workspace.feedBlob("B", NDArray.of(Shape.of(2, 1, 2), 5f, 6, 7, 8));
        String y = Brew.batchMatMul(model, List.of("A", "B"), "Y", arg("trans_b", 1));
        assertThat(run(y).toDoubles()).containsExactly(17, 53);
    }

    @Test
    void layersTakeTheirSizesFromTheTypeOfTheInput() {
        String x = model.input("X", Shape.of(2, 3, 8, 8));
        x = Brew.conv(model, x, "conv", 4, kernel(3), Option.group(1));
        x = Brew.spatialBn(model, x, "bn");
        x = Brew.prelu(model, x, "prelu");
        x = Brew.maxPool(model, x, "pool", kernel(2), stride(2));
        x = Brew.convTranspose(model, x, "deconv", 5, kernel(2), stride(2));
        x = Brew.instanceNorm(model, x, "in");
        x = Brew.layerNorm(model, x, "ln");
        x = Brew.flatten(model, x, "flat");
        x = Brew.elementwiseLinear(model, x, "scaled");
        x = Brew.fc(model, x, "fc", 7);
        assertThat(model.type(x)).isEqualTo(ArrayType.parse("float32 2x7"));
        assertThat(shape("conv_w")).isEqualTo(Shape.of(4, 3, 3, 3));
        assertThat(shape("bn_s")).isEqualTo(Shape.of(4));
        assertThat(shape("prelu_slope")).isEqualTo(Shape.of(4));
        assertThat(shape("deconv_w")).isEqualTo(Shape.of(4, 5, 2, 2));
        assertThat(shape("in_s")).isEqualTo(Shape.of(5));
        assertThat(shape("ln_scale")).isEqualTo(Shape.of(5, 6, 6));
        assertThat(shape("scaled_w")).isEqualTo(Shape.of(5 * 6 * 6));
        assertThat(shape("fc_w")).isEqualTo(Shape.of(7, 5 * 6 * 6));
        workspace.feedBlob("X", NDArray.zeros(model.inputs().get("X")));
        assertThat(run(x).type()).isEqualTo(model.type(x));
    }

    private Shape shape(String parameter) {
        return model.allParams().stream()
                .filter(p -> p.name().equals(parameter))
                .findFirst()
                .orElseThrow()
                .shape();
    }

    @Test
    @SuppressWarnings("try") // nobody asks an open scope for anything
    void sizesFollowTheOrderOfTheDimensionsTheScopeAndWhatIsWrittenInPlace() {
        ModelHelper nhwc = new ModelHelper("nhwc", Option.order("NHWC"));
        try (Scopes.Scope scope = Scopes.name("gpu_0")) {
            nhwc.input("X", Shape.of(2, 5, 6, 3));
            Brew.conv(nhwc, "X", "conv", 4, kernel(1));
            Brew.relu(nhwc, "conv", "conv");
            Brew.conv(nhwc, "conv", "conv2", 8, kernel(1));
        }
        assertThat(nhwc.inputs()).containsOnlyKeys("gpu_0/X");
        assertThat(nhwc.allParams())
                .extracting(Parameter::shape)
                .containsExactly(
                        Shape.of(4, 1, 1, 3), Shape.of(4), Shape.of(8, 1, 1, 4), Shape.of(8));
    }

    @Test
    void whatHasNoKnownTypeIsNamed() {
        assertThatThrownBy(() -> Brew.fc(model, "X", "fc", 4))
                .hasMessageContaining("The type of blob \"X\" of model \"brew")
                .hasMessageContaining("declare what it is computed from by input(name, shape)");
        model.input("row", Shape.of(3));
        assertThatThrownBy(() -> Brew.spatialBn(model, "row", "bn"))
                .hasMessageContaining("spatialBn needs images, but blob \"row\" is 3");
        assertThatThrownBy(() -> model.input("row", Shape.of(3)))
                .hasMessageContaining("has a blob \"row\" already");
        model.op("TensorProtosDBInput", List.of("reader"), List.of("row", "label"));
        assertThatThrownBy(() -> model.type("row")).hasMessageContaining("is not known");
        model.input("A", Shape.of(2, 3));
        model.input("B", Shape.of(2, 3));
        model.op("MatMul", List.of("A", "B"), "C");
        assertThatThrownBy(() -> Brew.fc(model, "C", "fc", 4)).hasMessageContaining("MatMul");
    }

    @Test
    void aLossSaysWhatItsBlobsAreCalled() {
        model.input("X", Shape.of(2, 3));
        model.input("label", new ArrayType(DType.INT32, Shape.of(2)));
        SoftmaxLoss result = Brew.softmaxWithLoss(model, "X", "label", "softmax", "loss");
        assertThat(result).isEqualTo(new SoftmaxLoss("softmax", "loss"));
        workspace.createNet(model);
        workspace.feedBlob("X", NDArray.of(Shape.of(2, 3), new float[6]));
        workspace.feedBlob("label", NDArray.of(Shape.of(2), 0, 2));
        workspace.runNet(model.net().name());
        assertThat(workspace.fetchBlob(result.loss()).item()).isCloseTo(Math.log(3), within(1e-6));
        assertThat(model.type(result.softmax()).shape()).isEqualTo(Shape.of(2, 3));
    }

    @Test
    void aKernelMayHaveTwoExtents() {
        workspace.feedBlob("X", image(2, 4, 4));
        NDArray y = run(Brew.convNd(model, "X", "Y", 2, 3, kernels(3, 1)));
        assertThat(y.shape()).isEqualTo(Shape.of(1, 3, 2, 4));
        assertThatThrownBy(
                        () -> Brew.convNd(model, "X", "Z", 2, 3, arg("kernels", List.of(3, 3, 3))))
                .hasMessageContaining("kernels need two extents, not [3, 3, 3]");
    }

    @Test
    void bothWaysToWriteAConvolutionInGroupsAgree() {
        workspace.feedBlob("X", image(4, 3, 3));
        NDArray old = run(Brew.groupConvDeprecated(model, "X", "old", 4, 6, kernel(3), group(2)));
        assertThat(types()).containsExactly("Split", "Conv", "Conv", "Concat");
        assertThat(model.weights()).containsExactly("old_gconv_0_w", "old_gconv_1_w");
        NDArray weights = NDArray.of(Shape.of(6, 2, 3, 3), new float[108]);
        for (int i = 0; i < 108; i++) {
            weights.set(i, workspace.fetchBlob("old_gconv_" + i / 54 + "_w").get(i % 54));
        }
        ModelHelper now = ModelHelper.withoutInit("now");
        String y = Brew.groupConv(now, "X", "new", 4, 6, kernel(3), group(2), Option.noBias());
        workspace.feedBlob("new_w", weights);
        workspace.runNetOnce(now.net().proto());
        assertThat(workspace.fetchBlob(y)).isEqualTo(old);
    }
}
