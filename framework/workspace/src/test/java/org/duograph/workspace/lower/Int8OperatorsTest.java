package org.duograph.workspace.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Int8Array;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.BlobProto;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.TensorProto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Caffe2's operators on numbers of 8 bits: what its own tests expect of them, and what the
 * operators of real numbers give for what the whole numbers stand for.
 */
class Int8OperatorsTest {
    private final Workspace w = new Workspace("java", 0);

    @AfterEach
    void close() {
        w.close();
    }

    private static Argument arg(String name, Object value) {
        return Ops.arg(name, value);
    }

    private void run(String type, List<String> inputs, String output, Argument... args) {
        w.runOperatorOnce(Ops.operator(type, inputs, List.of(output), args));
    }

    private void feed(String blob, Shape shape, double scale, int zero, double... real) {
        NDArray q = NDArray.zeros(new ArrayType(DType.UINT8, shape));
        for (int i = 0; i < real.length; i++) {
            q.setWhole(i, zero + Math.round(real[i] / scale));
        }
        feed(blob, q, scale, zero);
    }

    private void feed(String blob, NDArray numbers, double scale, int zero) {
        w.feedBlob(blob, numbers);
        w.feedBlob(Int8Array.scaleOf(blob), NDArray.scalar((float) scale));
        w.feedBlob(Int8Array.zeroPointOf(blob), NDArray.scalar(zero).cast(numbers.dtype()));
    }

    private void feedBias(String blob, double scale, double... real) {
        NDArray q = NDArray.zeros(new ArrayType(DType.INT32, Shape.of(real.length)));
        for (int i = 0; i < real.length; i++) {
            q.setWhole(i, Math.round(real[i] / scale));
        }
        feed(blob, q, scale, 0);
    }

    private long[] numbers(String blob) {
        NDArray found = w.fetchBlob(blob);
        assertThat(found.dtype()).isEqualTo(DType.UINT8);
        long[] all = new long[found.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = found.getWhole(i);
        }
        return all;
    }

    private static Argument[] to(double scale, int zero, Argument... others) {
        List<Argument> all = new ArrayList<>(List.of(others));
        all.add(arg("Y_scale", (float) scale));
        all.add(arg("Y_zero_point", zero));
        return all.toArray(Argument[]::new);
    }

    @Test
    void aConvolutionGivesWhatCaffe2sTestExpects() {
        feed("x", Shape.of(2, 2, 4, 1), 0.5, 127, 1, 1, 1, 1, 2, 2, 2, 2, 1, 2, 3, 4, 1, 2, 3, 4);
        feed("w", Shape.of(3, 2, 2, 1), 0.5, 127, 1, 2, 3, 4, -1, 1, -1, 1, -1, -1, 1, 1);
        feedBias("b", 0.25, 1, 2, 3);
        Argument[] window = {arg("kernel", 2), arg("stride", 2), arg("order", "NHWC")};
        run("Int8Conv", List.of("x", "w", "b"), "y", to(1, 127, window));
        assertThat(numbers("y"))
                .containsExactly(145, 129, 132, 145, 129, 132, 144, 131, 130, 164, 131, 130);
        assertThat(w.fetchBlob(Int8Array.scaleOf("y")).item()).isEqualTo(1);
        assertThat(w.fetchBlob(Int8Array.zeroPointOf("y")).item()).isEqualTo(127);
    }

    @Test
    void strideAndReluAreUnderstood() {
        double[] x = {3, 2, 1, -1, -2, -3, 4, 3, 2, -2, -3, -4, 5, 4, 3, -3, -4, -5};
        feed("x", Shape.of(1, 3, 6, 1), 0.5, 127, x);
        feed("w", Shape.of(1, 2, 2, 1), 0.5, 127, 1, 2, 3, 4);
        feedBias("b", 0.25, -1);
        Argument[] window = {
            arg("kernel", 2), arg("stride_w", 3), arg("stride_h", 1), arg("order", "NHWC")
        };
        run("Int8Conv", List.of("x", "w", "b"), "y", to(1, 127, window));
        assertThat(numbers("y")).containsExactly(157, 103, 167, 93);
        run("Int8ConvRelu", List.of("x", "w", "b"), "y", to(1, 127, window));
        assertThat(numbers("y")).containsExactly(157, 127, 167, 127);
    }

    @Test
    void aFullyConnectedLayerGivesWhatCaffe2sTestExpects() {
        feed(
                "x",
                Shape.of(2, 10),
                0.5,
                127,
                1,
                2,
                3,
                4,
                5,
                6,
                7,
                8,
                -9,
                -10,
                1,
                2,
                3,
                4,
                5,
                6,
                7,
                -8,
                9,
                -10);
        double[] rows = new double[30];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i % 10 + 1;
        }
        feed("w", Shape.of(3, 10), 0.5, 127, rows);
        feedBias("b", 0.25, 1, 2, 3);
        run("Int8FC", List.of("x", "w", "b"), "y", to(1, 127));
        assertThat(numbers("y")).containsExactly(151, 152, 153, 185, 186, 187);
    }

    /** A blob of random numbers, and as {@code NAME_real} what they stand for. */
    private void draw(String blob, Shape shape, double scale, int zero) {
        NDArray q = NDArray.zeros(new ArrayType(DType.UINT8, shape));
        Philox random = Philox.of(3, blob, 0);
        for (int i = 0; i < q.size(); i++) {
            q.setWhole(i, random.below(i, 256));
        }
        feed(blob, q, scale, zero);
        run("Int8Dequantize", List.of(blob), blob + "_real");
    }

    /** Runs an operator on whole numbers and on what they stand for; 0 steps apart, or one half. */
    private void compare(String type, List<String> inputs, double steps, Argument... args) {
        List<String> real = inputs.stream().map(name -> name + "_real").toList();
        List<Argument> plain = new ArrayList<>();
        for (Argument argument : args) {
            if (!argument.getName().startsWith("Y_")) {
                plain.add(argument);
            }
        }
        run("Int8" + type, inputs, "q", args);
        run(type, real, "wanted", plain.toArray(Argument[]::new));
        run("Int8Dequantize", List.of("q"), "found");
        double step = w.fetchBlob(Int8Array.scaleOf("q")).item();
        NDArray found = w.fetchBlob("found");
        NDArray wanted = w.fetchBlob("wanted");
        assertThat(found.shape()).isEqualTo(wanted.shape());
        assertThat(found.toDoubles())
                .as(type)
                .containsExactly(wanted.toDoubles(), within(steps * step + 1e-5));
    }

    @Test
    void whatOnlyMovesNumbersIsExact() {
        Shape shape = Shape.of(1, 6, 6, 4);
        draw("x", shape, 0.05, 100);
        compare("Relu", List.of("x"), 0);
        compare("MaxPool", List.of("x"), 0, arg("kernel", 2), arg("order", "NHWC"));
        compare("Flatten", List.of("x"), 0, arg("axis", 2));
        compare(
                "Slice",
                List.of("x"),
                0,
                arg("starts", List.of(0, 3, 0, 0)),
                arg("ends", List.of(-1, 5, -1, -1)));
        compare("Transpose", List.of("x"), 0, arg("axes", List.of(0, 3, 1, 2)));
        w.runOperatorOnce(
                Ops.operator(
                        "Int8Reshape",
                        List.of("x"),
                        List.of("y", "old_shape"),
                        arg("shape", List.of(0, -1, 12))));
        assertThat(w.fetchBlob("y").shape()).isEqualTo(Shape.of(1, 12, 12));
        draw("x2", Shape.of(1, 6, 6, 2), 0.05, 100);
        w.runOperatorOnce(
                Ops.operator(
                        "Int8Concat",
                        List.of("x", "x2"),
                        List.of("y", "split"),
                        arg("order", "NHWC")));
        assertThat(w.fetchBlob("y").shape()).isEqualTo(Shape.of(1, 6, 6, 6));
        assertThat(w.fetchBlob("y").getWhole(4)).isEqualTo(w.fetchBlob("x2").getWhole(0));
    }

    @Test
    void channelsStandLast() {
        draw("x", Shape.of(1, 2, 2, 4), 0.05, 100);
        NDArray x = w.fetchBlob("x");
        run("Int8ChannelShuffle", List.of("x"), "y", arg("group", 2), arg("order", "NHWC"));
        NDArray y = w.fetchBlob("y");
        for (int i = 0; i < 16; i++) {
            int channel = i % 4;
            int from = i / 4 * 4 + channel % 2 * 2 + channel / 2;
            assertThat(y.getWhole(i)).isEqualTo(x.getWhole(from));
        }
        run(
                "Int8ResizeNearest",
                List.of("x"),
                "y",
                arg("width_scale", 2f),
                arg("height_scale", 2f));
        assertThat(w.fetchBlob("y").shape()).isEqualTo(Shape.of(1, 4, 4, 4));
        assertThat(w.fetchBlob("y").getWhole(20)).isEqualTo(x.getWhole(0)); // row 1, column 1
    }

    @Test
    void whatComputesIsAtMostHalfAStepOff() {
        Shape shape = Shape.of(2, 5, 5, 4);
        draw("x", shape, 0.05, 100);
        draw("x2", shape, 0.02, 30);
        compare("Add", List.of("x", "x2"), 0.5, to(0.1, 110));
        compare("Sum", List.of("x", "x2"), 0.5, to(0.1, 110));
        compare(
                "AveragePool",
                List.of("x"),
                0.5,
                to(0.05, 100, arg("kernel", 2), arg("order", "NHWC")));
        compare("LeakyRelu", List.of("x"), 0.5, to(0.05, 100, arg("alpha", 0.1f)));
        compare("Sigmoid", List.of("x"), 1, to(1.0 / 256, 0)); // 255 / 256 is the largest
        draw("rows", Shape.of(4, 7), 0.02, 120);
        compare("Softmax", List.of("rows"), 0.5, to(1.0 / 256, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void groupsAreConvolvedApart(int groups) {
        draw("x", Shape.of(1, 5, 5, 4), 0.05, 100);
        draw("w", Shape.of(8, 3, 3, 4 / groups), 0.01, 128);
        compare(
                "Conv",
                List.of("x", "w"),
                0.5,
                to(
                        1,
                        128,
                        arg("kernel", 3),
                        arg("pad", 1),
                        arg("group", groups),
                        arg("order", "NHWC")));
    }

    @Test
    void aTransposedConvolutionIsHalfAStepOffAtMost() {
        draw("x", Shape.of(1, 3, 6, 2), 0.05, 100);
        draw("w", Shape.of(2, 2, 2, 3), 0.01, 128);
        feedBias("b", 0.0005, 1, -2, 0.5);
        w.feedBlob("b_real", NDArray.vector(1, -2, 0.5f));
        compare(
                "ConvTranspose",
                List.of("x", "w", "b"),
                0.5,
                to(
                        0.5,
                        128,
                        arg("kernel", 2),
                        arg("stride_w", 1),
                        arg("stride_h", 2),
                        arg("order", "NHWC")));
    }

    /** As the quantised nets of Caffe2's zoo are: one net fills, the other computes. */
    @Test
    void weightsThatANetFilledAreReadByAnother() {
        NetDef init =
                NetDef.newBuilder()
                        .setName("init")
                        .addOp(
                                Ops.operator(
                                        "Int8GivenTensorFill",
                                        List.of(),
                                        List.of("w"),
                                        arg("shape", List.of(1, 3)),
                                        Argument.newBuilder()
                                                .setName("values")
                                                .setS(
                                                        ByteString.copyFrom(
                                                                new byte[] {2, (byte) 200, 1}))
                                                .build(),
                                        arg("Y_scale", 0.5f),
                                        arg("Y_zero_point", 1)))
                        .addOp(
                                Ops.operator(
                                        "Int8GivenIntTensorFill",
                                        List.of(),
                                        List.of("b"),
                                        arg("shape", List.of(1)),
                                        arg("values", List.of(-8)),
                                        arg("Y_scale", 0.25f)))
                        .addExternalOutput("w")
                        .addExternalOutput("b")
                        .build();
        w.runNetOnce(init);
        NetDef predict =
                NetDef.newBuilder()
                        .setName("predict")
                        .addOp(
                                Ops.operator(
                                        "Int8Quantize",
                                        List.of("data"),
                                        List.of("x"),
                                        arg("Y_scale", 0.5f),
                                        arg("Y_zero_point", 10)))
                        .addOp(
                                Ops.operator(
                                        "Int8FC", List.of("x", "w", "b"), List.of("y"), to(2, 100)))
                        .addOp(Ops.operator("Int8Dequantize", List.of("y"), List.of("scores")))
                        .addExternalOutput("scores")
                        .build();
        w.feedBlob("data", NDArray.of(Shape.of(1, 3), 4f, 1, 9));
        w.createNet(predict);
        w.runNet("predict");
        // 4 * 0.5 + 1 * 99.5 + 9 * 0 - 2 = 99.5, of which 100 is the nearest multiple of 2
        assertThat(w.fetchBlob("scores").item()).isEqualTo(100);
    }

    @Test
    void aBlobsBytesHoldScaleAndZeroPoint() throws Exception {
        draw("x", Shape.of(2, 3), 0.25, 7);
        BlobProto proto = BlobProto.parseFrom(w.serializeBlob("x"));
        assertThat(proto.getType()).isEqualTo("Int8TensorCPU");
        assertThat(proto.getQtensor().getScale()).isEqualTo(0.25);
        assertThat(proto.getQtensor().getBias()).isEqualTo(7);
        assertThat(proto.getQtensor().getDataType()).isEqualTo(TensorProto.DataType.UINT8);
        w.deserializeBlob("copy", proto.toByteArray());
        run("Int8Dequantize", List.of("copy"), "copy_real");
        assertThat(w.fetchBlob("copy_real")).isEqualTo(w.fetchBlob("x_real"));
    }

    @Test
    void whatIsMissingIsSaid() {
        w.feedBlob("x", NDArray.vector(1, 2).cast(DType.UINT8));
        assertThatThrownBy(() -> run("Int8Dequantize", List.of("x"), "y"))
                .hasMessageContaining("there is no blob \"x/int8_scale\"");
        w.feedBlob("real", NDArray.vector(1, 2));
        assertThatThrownBy(() -> run("Int8Relu", List.of("real"), "y"))
                .hasMessageContaining("must be uint8");
        draw("images", Shape.of(1, 4, 4, 1), 1, 0);
        assertThatThrownBy(() -> run("Int8MaxPool", List.of("images"), "y", arg("kernel", 2)))
                .hasMessageContaining("say order = \"NHWC\"");
        assertThatThrownBy(() -> run("Int8Quantize", List.of("real"), "y", to(0, 0)))
                .hasMessageContaining("Y_scale must be a positive number");
        assertThatThrownBy(() -> run("Int8Quantize", List.of("real"), "y", to(1, 300)))
                .hasMessageContaining("Y_zero_point must be a number of uint8");
    }
}
