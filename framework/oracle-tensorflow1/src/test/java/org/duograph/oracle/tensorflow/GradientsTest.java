package org.duograph.oracle.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duograph.session.Graph;
import org.duograph.session.OperationBuilder;
import org.duograph.session.Run;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.gradient.Expansion;
import org.duograph.session.io.GraphDefReader;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.session.proto.GraphDef;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients here, here of the graph that was read back, and in TensorFlow are the same numbers. */
class GradientsTest {
    /** One operator: arrays of float32 are fed and differentiated, all else is constant. */
    private record Case(String type, List<Object> inputs, Map<String, Object> attrs, int outputs) {
        static Case of(String type, Object... inputs) {
            return new Case(type, List.of(inputs), Map.of(), 1);
        }

        Case with(String name, Object value) {
            Map<String, Object> more = new LinkedHashMap<>(attrs);
            more.put(name, value);
            return new Case(type, inputs, more, outputs);
        }

        Case outputs(int n) {
            return new Case(type, inputs, attrs, n);
        }

        @Override
        public String toString() {
            return type + " " + attrs;
        }
    }

    private static NDArray random(double from, double to, int... dims) {
        NDArray array = NDArray.zeros(new ArrayType(DType.FLOAT32, Shape.of(dims)));
        Random random = new Random(17 + dims.length);
        for (int i = 0; i < array.size(); i++) {
            array.set(i, from + (to - from) * random.nextDouble());
        }
        return array;
    }

    /** Numbers between 0.2 and 0.9. */
    private static NDArray small(int... dims) {
        return random(0.2, 0.9, dims);
    }

    /** Numbers of both signs. */
    private static NDArray signed(int... dims) {
        return random(-2, 2, dims);
    }

    /** Numbers above 1. */
    private static NDArray large(int... dims) {
        return random(1.2, 3, dims);
    }

    static Stream<Case> cases() {
        List<Case> all = new ArrayList<>();
        String functions =
                "Neg Square Sqrt Rsqrt Reciprocal Inv Exp Expm1 Log Log1p Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh Atanh Erf Identity Snapshot L2Loss";
        for (String type : functions.split(" ")) {
            all.add(Case.of(type, small(2, 3)));
        }
        all.add(Case.of("Acosh", large(2, 3)));
        for (String type :
                "Abs Relu Relu6 Elu Selu LeakyRelu Softplus Softsign Sigmoid Tanh Softmax LogSoftmax"
                        .split(" ")) {
            all.add(Case.of(type, signed(2, 3)));
        }
        for (String type :
                "Add AddV2 Sub Mul RealDiv Div DivNoNan MulNoNan FloorMod Pow SquaredDifference Maximum Minimum Xdivy Xlogy"
                        .split(" ")) {
            all.add(Case.of(type, large(2, 3), small(2, 3)));
            all.add(Case.of(type, large(4, 1, 3), small(2, 1)));
        }
        arithmetic(all);
        shapes(all);
        indices(all);
        images(all);
        seconds(all);
        return all.stream();
    }

    private static void arithmetic(List<Case> all) {
        NDArray choice = NDArray.of(Shape.of(2, 3), 1, 0, 1, 0, 0, 1).cast(DType.BOOL);
        all.add(Case.of("AddN", small(2, 3), large(2, 3), signed(2, 3)));
        all.add(Case.of("AccumulateNV2", small(2, 3), large(2, 3)).with("shape", Shape.of(2, 3)));
        all.add(Case.of("Select", choice, small(2, 3), large(2, 3)));
        all.add(Case.of("SelectV2", choice, small(3), large(2, 1)));
        all.add(Case.of("ClipByValue", signed(4, 3), random(-1, -1), random(0.5, 0.5)));
        all.add(Case.of("CheckNumerics", small(2, 3)).with("message", "odd"));
        all.add(Case.of("Cast", small(2, 3)).with("DstT", DType.FLOAT32));
        all.add(Case.of("Print", small(2, 3), 7));
        all.add(Case.of("IdentityN", small(2, 3), large(3)).outputs(2));
        for (String type : "Sum Mean Max Min EuclideanNorm".split(" ")) {
            all.add(Case.of(type, signed(2, 3, 4), new int[] {0, -1}));
            all.add(Case.of(type, signed(2, 3, 4), 1).with("keep_dims", true));
            all.add(Case.of(type, signed(2, 3), new int[] {0, 1}));
        }
        all.add(Case.of("Cumsum", signed(2, 3), 1).with("exclusive", true));
        all.add(Case.of("BiasAdd", signed(2, 3), small(3)));
        all.add(Case.of("BiasAddV1", signed(2, 3), small(3)));
        for (boolean a : new boolean[] {false, true}) {
            for (boolean b : new boolean[] {false, true}) {
                NDArray x = a ? signed(4, 2) : signed(2, 4);
                NDArray y = b ? small(3, 4) : small(4, 3);
                all.add(Case.of("MatMul", x, y).with("transpose_a", a).with("transpose_b", b));
                NDArray xs = a ? signed(2, 4, 2) : signed(2, 2, 4);
                NDArray ys = b ? small(2, 3, 4) : small(2, 4, 3);
                all.add(Case.of("BatchMatMul", xs, ys).with("adj_x", a).with("adj_y", b));
                all.add(Case.of("BatchMatMulV2", xs, y).with("adj_x", a).with("adj_y", b));
            }
        }
        int[] labels = {2, 0};
        NDArray chances = NDArray.of(Shape.of(2, 3), 0.25f, 0.5f, 0.25f, 0, 0.125f, 0.875f);
        all.add(Case.of("SparseSoftmaxCrossEntropyWithLogits", signed(2, 3), labels));
        all.add(Case.of("SoftmaxCrossEntropyWithLogits", signed(2, 3), chances));
    }

    private static void shapes(List<Case> all) {
        all.add(Case.of("Reshape", signed(2, 6), new int[] {3, -1}));
        all.add(Case.of("ExpandDims", signed(2, 3), 1));
        all.add(Case.of("Squeeze", signed(2, 1, 3)));
        all.add(Case.of("Transpose", signed(2, 3, 4), new int[] {2, 0, 1}));
        all.add(Case.of("Concat", 1, signed(2, 3), small(2, 1)));
        all.add(Case.of("ConcatV2", signed(2, 3), small(2, 1), -1));
        all.add(Case.of("Pack", signed(2, 3), small(2, 3)).with("axis", 1));
        all.add(Case.of("Unpack", signed(2, 3)).with("num", 3).with("axis", 1).outputs(2));
        all.add(Case.of("Split", 1, signed(2, 6)).with("num_split", 3).outputs(2));
        all.add(
                Case.of("SplitV", signed(2, 6), new int[] {1, 2, 3}, 1)
                        .with("num_split", 3)
                        .outputs(3));
        all.add(Case.of("Slice", signed(3, 4), new int[] {1, 0}, new int[] {2, 3}));
        all.add(
                Case.of(
                                "StridedSlice",
                                signed(3, 4),
                                new int[] {1, 3},
                                new int[] {2, 0},
                                new int[] {1, -2})
                        .with("shrink_axis_mask", 1));
        all.add(Case.of("Tile", signed(2, 3), new int[] {2, 3}));
        NDArray border = NDArray.of(Shape.of(2, 2), 1, 0, 2, 1);
        all.add(Case.of("Pad", signed(2, 3), border));
        all.add(Case.of("PadV2", signed(2, 3), border, random(0.5, 0.5)));
        for (String mode : new String[] {"REFLECT", "SYMMETRIC"}) {
            all.add(Case.of("MirrorPad", signed(3, 4), border).with("mode", mode));
            all.add(Case.of("MirrorPadGrad", signed(4, 7), border).with("mode", mode));
        }
        all.add(Case.of("Prod", signed(2, 3, 4), new int[] {1, 2}));
        all.add(Case.of("ReverseV2", signed(2, 3), new int[] {1}));
        all.add(Case.of("Reverse", signed(2, 3), NDArray.of(Shape.of(2), 0, 1).cast(DType.BOOL)));
        all.add(Case.of("Fill", new int[] {2, 3}, random(0.5, 0.5)));
        all.add(Case.of("BroadcastTo", signed(3, 1), new int[] {2, 3, 4}));
    }

    private static void indices(List<Case> all) {
        int[] rows = {2, 0, 2};
        all.add(Case.of("Gather", signed(3, 4), rows));
        all.add(Case.of("GatherV2", signed(3, 4), rows, 0));
        all.add(Case.of("GatherV2", signed(2, 3, 4), rows, 1));
        NDArray places = NDArray.of(Shape.of(2, 2), 1, 0, 2, 3);
        all.add(Case.of("GatherNd", signed(3, 4), places));
        all.add(Case.of("ScatterNd", places, signed(2), new int[] {3, 4}));
        all.add(Case.of("UnsortedSegmentSum", signed(3, 4), new int[] {1, -1, 0}, 2));
        all.add(
                Case.of(
                        "DynamicStitch",
                        new int[] {0, 2},
                        new int[] {1},
                        signed(2, 3),
                        small(1, 3)));
        all.add(Case.of("TopKV2", signed(2, 5), 3));
        all.add(
                Case.of("ReverseSequence", signed(3, 2, 4), new int[] {2, 0, 3, 1})
                        .with("seq_dim", 0)
                        .with("batch_dim", 2));
    }

    private static Case image(Case c, String padding, int... strides) {
        return c.with("padding", padding).with("strides", strides);
    }

    private static void images(List<Case> all) {
        for (String padding : new String[] {"SAME", "VALID"}) {
            NDArray filter = small(3, 3, 2, 4);
            all.add(image(Case.of("Conv2D", signed(2, 5, 5, 2), filter), padding, 1, 2, 2, 1));
            all.add(
                    image(
                            Case.of("DepthwiseConv2dNative", signed(2, 5, 5, 2), filter),
                            padding,
                            1,
                            1,
                            1,
                            1));
            int[] window = {1, 2, 2, 1};
            for (String pool : new String[] {"MaxPool", "AvgPool"}) {
                all.add(
                        image(Case.of(pool, signed(2, 5, 5, 2)), padding, 1, 2, 2, 1)
                                .with("ksize", window));
            }
            all.add(
                    Case.of("MaxPoolV2", signed(2, 5, 5, 2), window, window)
                            .with("padding", padding));
        }
        NDArray crops = NDArray.of(Shape.of(2, 2), 0, 1, 1, 0);
        int[] blocks = {2, 2};
        all.add(Case.of("DepthToSpace", signed(1, 2, 2, 4)).with("block_size", 2));
        all.add(Case.of("SpaceToDepth", signed(1, 4, 4, 2)).with("block_size", 2));
        all.add(Case.of("BatchToSpace", signed(4, 2, 2, 1), crops).with("block_size", 2));
        all.add(Case.of("SpaceToBatch", signed(1, 3, 3, 2), crops).with("block_size", 2));
        all.add(Case.of("BatchToSpaceND", signed(4, 2, 2, 1), blocks, crops));
        all.add(Case.of("SpaceToBatchND", signed(1, 3, 3, 2), blocks, crops));
        all.add(Case.of("LRN", signed(2, 3, 3, 6)).with("depth_radius", 2));
        for (String type : "FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3".split(" ")) {
            NDArray none = NDArray.zeros(new ArrayType(DType.FLOAT32, Shape.of(0)));
            all.add(Case.of(type, signed(2, 3, 3, 4), small(4), large(4), none, none));
            Object mean = new Fixed(small(4));
            all.add(
                    Case.of(type, signed(2, 3, 3, 4), small(4), large(4), mean, mean)
                            .with("is_training", false));
        }
    }

    /** Gradients of operators that are gradients. */
    private static void seconds(List<Case> all) {
        for (String type :
                "ReluGrad Relu6Grad LeakyReluGrad EluGrad SeluGrad SoftplusGrad SoftsignGrad SigmoidGrad TanhGrad SqrtGrad RsqrtGrad ReciprocalGrad InvGrad"
                        .split(" ")) {
            boolean bySign = type.startsWith("Relu") || type.startsWith("Leaky");
            Object second = bySign ? new Fixed(signed(2, 3)) : small(2, 3);
            boolean ofOutput = type.startsWith("Elu") || type.startsWith("Selu");
            all.add(Case.of(type, large(2, 3), ofOutput ? new Fixed(signed(2, 3)) : second));
        }
        all.add(Case.of("BiasAddGrad", signed(2, 3)));
        int[] sizes = {2, 5, 5, 2};
        int[] window = {1, 2, 2, 1};
        int[] filters = {3, 3, 2, 2};
        NDArray x = signed(sizes);
        NDArray dy = signed(2, 5, 5, 2);
        all.add(
                image(Case.of("AvgPoolGrad", sizes, signed(2, 3, 3, 2)), "SAME", 1, 2, 2, 1)
                        .with("ksize", window));
        for (String type : new String[] {"Conv2D", "DepthwiseConv2dNative"}) {
            int out = type.equals("Conv2D") ? 2 : 4;
            NDArray up = out == 2 ? dy : signed(2, 5, 5, 4);
            all.add(
                    image(
                            Case.of(type + "BackpropInput", sizes, small(filters), up),
                            "SAME",
                            1,
                            1,
                            1,
                            1));
            all.add(image(Case.of(type + "BackpropFilter", x, filters, up), "SAME", 1, 1, 1, 1));
        }
        all.add(
                Case.of(
                        "StridedSliceGrad",
                        new int[] {4},
                        new int[] {1},
                        new int[] {4},
                        new int[] {2},
                        signed(2)));
    }

    /** A constant of float32. */
    private record Fixed(NDArray numbers) {}

    @Test
    void everyOperatorWithAGradientHasACase() {
        Set<String> left = new TreeSet<>(Expansion.operators());
        cases().forEach(c -> left.remove(c.type()));
        left.remove("BlockLSTM"); // RecurrentNetsTest
        left.removeIf(type -> type.matches("(Stateless)?(If|While)")); // ControlGradientsTest
        left.removeIf(type -> type.startsWith("TensorArray")); // TensorArrayTest
        left.removeIf(type -> type.startsWith("TensorArray")); // ControlGradientsTest
        left.remove("TopK"); // TensorFlow refuses it in graphs that are written today
        assertThat(left).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void areTheSameHereAndThere(Case c) {
        Graph graph = new Graph();
        Map<Tensor, NDArray> fed = new LinkedHashMap<>();
        OperationBuilder op = graph.op(c.type()).name("tested");
        for (Object input : c.inputs()) {
            if (input instanceof NDArray array && array.dtype() == DType.FLOAT32) {
                Tensor x =
                        graph.placeholder("x" + fed.size(), DType.FLOAT32, array.shape().toArray());
                fed.put(x, array);
                op.input(x);
            } else {
                op.input(graph.constant(input instanceof Fixed fixed ? fixed.numbers() : input));
            }
        }
        c.attrs().forEach(op::attr);
        List<Tensor> ys = op.build().outputs().subList(0, c.outputs());
        List<Tensor> seeds = new ArrayList<>();
        ys.forEach(y -> seeds.add(graph.constant(seed(y.shape().filled(0)))));
        List<Tensor> xs = fed.keySet().stream().filter(x -> !x.shape().equals(none())).toList();
        List<Tensor> gradients = graph.gradients(ys, xs, seeds);
        assertThat(gradients).as("all are reached").doesNotContainNull();
        GraphDef message = GraphDefWriter.write(graph);
        Registry.requireNodes(message);
        Expansion expansion = Expansion.of(graph, Set.copyOf(graph.operations()));
        List<String> names = gradients.stream().map(g -> expansion.tensor(g).name()).toList();
        Map<String, NDArray> byName = new LinkedHashMap<>();
        fed.forEach((x, array) -> byName.put(x.operation().name(), array));
        List<NDArray> ours = run(graph, byName, gradients.stream().map(Tensor::name).toList());
        List<NDArray> again = run(GraphDefReader.read(message), byName, names);
        try (TensorFlow1 tf = new TensorFlow1(message)) {
            List<NDArray> theirs = tf.run(byName, List.of(), names);
            for (int i = 0; i < names.size(); i++) {
                requireClose("ours of input " + i, ours.get(i), theirs.get(i));
                requireClose("expanded of input " + i, again.get(i), theirs.get(i));
            }
        }
    }

    private static org.duograph.session.op.StaticShape none() {
        return org.duograph.session.op.StaticShape.of(0);
    }

    private static NDArray seed(Shape shape) {
        NDArray seed = NDArray.zeros(new ArrayType(DType.FLOAT32, shape));
        IntStream.range(0, seed.size()).forEach(i -> seed.set(i, 1 + i % 7 / 4.0));
        return seed;
    }

    private static List<NDArray> run(Graph graph, Map<String, NDArray> fed, List<String> names) {
        try (Session session = new Session(graph)) {
            Run run = session.newRun();
            fed.forEach(run::feed);
            var fetched = run.run(names.toArray());
            return IntStream.range(0, names.size()).mapToObj(fetched::get).toList();
        }
    }

    private static void requireClose(String what, NDArray found, NDArray wanted) {
        assertThat(found.type()).as(what).isEqualTo(wanted.type());
        for (int i = 0; i < wanted.size(); i++) {
            double w = wanted.get(i);
            assertThat(found.get(i))
                    .as("%s: %s, wanted %s", what, found, wanted)
                    .isCloseTo(w, within(1e-5 * Math.max(1, Math.abs(w))));
        }
    }
}
