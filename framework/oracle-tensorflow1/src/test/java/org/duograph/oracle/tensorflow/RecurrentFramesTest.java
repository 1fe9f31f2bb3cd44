package org.duograph.oracle.tensorflow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import org.duograph.session.proto.DataType;
import org.duograph.session.proto.TensorShapeProto;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Recurrent networks as Python's dynamic_rnn writes them: frames with TensorArrays. */
class RecurrentFramesTest {
    private static final DataType FLOAT = DataType.DT_FLOAT;
    private static final DataType INT = DataType.DT_INT32;
    private static final int FEATURES = 3;
    private static final int UNITS = 4;

    private final PythonGraph g = new PythonGraph();
    private final Map<String, String> weights = new HashMap<>();
    private final Random random = new Random(7);

    private NDArray numbers(int... dims) {
        NDArray array = NDArray.zeros(new ArrayType(DType.FLOAT32, Shape.of(dims)));
        for (int i = 0; i < array.size(); i++) {
            array.set(i, random.nextGaussian() * 0.7);
        }
        return array;
    }

    private String dense(String name, String a, String b) {
        String both =
                g.op(
                        "ConcatV2",
                        name + "/concat",
                        List.of(FLOAT),
                        Map.of("T", FLOAT, "N", 2, "Tidx", INT),
                        a,
                        b,
                        g.constant(name + "/concat/axis", 1));
        String product =
                g.op(
                        "MatMul",
                        name + "/MatMul",
                        List.of(FLOAT),
                        Map.of("T", FLOAT),
                        both,
                        weights.get(name + "/kernel"));
        return g.op(
                "BiasAdd",
                name + "/BiasAdd",
                List.of(FLOAT),
                Map.of("T", FLOAT),
                product,
                weights.get(name + "/bias"));
    }

    private List<String> split(String name, String x, int count) {
        String first =
                g.op(
                        "Split",
                        name,
                        Collections.nCopies(count, FLOAT),
                        Map.of("T", FLOAT, "num_split", count),
                        g.constant(name + "/split_dim", 1),
                        x);
        List<String> parts = new ArrayList<>(List.of(first));
        for (int i = 1; i < count; i++) {
            parts.add(first + ":" + i);
        }
        return parts;
    }

    private String zip(String op, String a, String b) {
        return g.op(op, "cell/" + op, a, b);
    }

    private String map(String op, String a) {
        return g.op(op, "cell/" + op, a);
    }

    /** What BasicLSTMCell writes: the new state c, h; h is its output. */
    private List<String> lstm(String x, List<String> state) {
        String all = dense("lstm", x, state.get(1));
        List<String> p = split("lstm/split", all, 4); // i, j, f, o
        String forget = map("Sigmoid", zip("Add", p.get(2), g.constant("forget_bias", 1f)));
        String kept = zip("Mul", state.get(0), forget);
        String c = zip("Add", kept, zip("Mul", map("Sigmoid", p.get(0)), map("Tanh", p.get(1))));
        return List.of(c, zip("Mul", map("Tanh", c), map("Sigmoid", p.get(3))));
    }

    /** What GRUCell writes. */
    private List<String> gru(String x, List<String> state) {
        String h = state.get(0);
        String gates = map("Sigmoid", dense("gates", x, h));
        List<String> p = split("gates/split", gates, 2); // r, u
        String reset = zip("Mul", p.get(0), h);
        String c = map("Tanh", dense("candidate", x, reset));
        String left = zip("Sub", g.constant("one", 1f), p.get(1));
        return List.of(zip("Add", zip("Mul", p.get(1), h), zip("Mul", left, c)));
    }

    private List<String> array(String name, String size, int width) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        shape.addDimBuilder().setSize(-1);
        shape.addDimBuilder().setSize(width);
        String handle =
                g.op(
                        "TensorArrayV3",
                        name,
                        List.of(DataType.DT_RESOURCE, FLOAT),
                        Map.of(
                                "dtype",
                                FLOAT,
                                "element_shape",
                                shape.build(),
                                "identical_element_shapes",
                                true),
                        size);
        return List.of(handle, handle + ":1");
    }

    private String range(String name, String limit) {
        return g.op(
                "Range",
                name,
                List.of(INT),
                Map.of("Tidx", INT),
                g.constant(name + "/start", 0),
                limit,
                g.constant(name + "/delta", 1));
    }

    private String extent(String name, String shape, int axis) {
        NDArray begin = NDArray.of(Shape.of(1), axis).cast(DType.INT32);
        NDArray end = NDArray.of(Shape.of(1), axis + 1).cast(DType.INT32);
        NDArray one = NDArray.of(Shape.of(1), 1).cast(DType.INT32);
        return g.op(
                "StridedSlice",
                name,
                List.of(INT),
                Map.of("T", INT, "Index", INT, "shrink_axis_mask", 1),
                shape,
                g.constant(name + "/begin", begin),
                g.constant(name + "/end", end),
                g.constant(name + "/strides", one));
    }

    /** dynamic_rnn along [time, batch, features]: outputs, then the last states. */
    private List<String> dynamicRnn(
            int states, BiFunction<String, List<String>, List<String>> cell, String lengths) {
        String x = g.placeholder("x", FLOAT, -1, -1, FEATURES);
        String shape =
                g.op("Shape", "rnn/Shape", List.of(INT), Map.of("T", FLOAT, "out_type", INT), x);
        String time = extent("rnn/steps", shape, 0);
        String batch = extent("rnn/batch", shape, 1);
        String units = g.constant("rnn/units", UNITS);
        String zeroShape =
                g.op(
                        "Pack",
                        "rnn/zeros/shape",
                        List.of(INT),
                        Map.of("T", INT, "N", 2),
                        batch,
                        units);
        String zeros =
                g.op(
                        "Fill",
                        "rnn/zeros",
                        List.of(FLOAT),
                        Map.of("T", FLOAT, "index_type", INT),
                        zeroShape,
                        g.constant("rnn/zero", 0f));
        List<String> outputs = array("rnn/output", time, UNITS);
        List<String> inputs = array("rnn/input", time, FEATURES);
        String filled =
                g.op(
                        "TensorArrayScatterV3",
                        "rnn/TensorArrayUnstack/TensorArrayScatter",
                        List.of(FLOAT),
                        Map.of("T", FLOAT),
                        inputs.get(0),
                        range("rnn/TensorArrayUnstack/range", time),
                        x,
                        inputs.get(1));
        List<String> begins = new ArrayList<>();
        begins.add(g.constant("rnn/while/iteration_counter", 0));
        begins.add(g.constant("rnn/time", 0));
        begins.add(outputs.get(1));
        begins.addAll(Collections.nCopies(states, zeros));
        List<String> ends =
                g.whileLoop(
                        "rnn/while",
                        v ->
                                g.op(
                                        "LogicalAnd",
                                        "LogicalAnd",
                                        List.of(DataType.DT_BOOL),
                                        Map.of(),
                                        g.ask("Less", "Less", v.get(0), time),
                                        g.ask("Less", "Less", v.get(1), time)),
                        v -> {
                            String step =
                                    g.op(
                                            "TensorArrayReadV3",
                                            "TensorArrayReadV3",
                                            List.of(FLOAT),
                                            Map.of("dtype", FLOAT),
                                            inputs.get(0),
                                            v.get(1),
                                            filled);
                            List<String> old = v.subList(3, v.size());
                            List<String> made = cell.apply(step, old);
                            String output = made.get(made.size() - 1);
                            List<String> kept = new ArrayList<>();
                            if (lengths == null) {
                                kept.addAll(made);
                            } else {
                                String over =
                                        g.ask("GreaterEqual", "GreaterEqual", v.get(1), lengths);
                                output = choose(over, zeros, output);
                                for (int k = 0; k < states; k++) {
                                    kept.add(choose(over, old.get(k), made.get(k)));
                                }
                            }
                            List<String> next = new ArrayList<>();
                            next.add(g.op("Add", "add", v.get(0), g.constant("add/y", 1)));
                            next.add(g.op("Add", "add", v.get(1), g.constant("add/y", 1)));
                            next.add(
                                    g.op(
                                            "TensorArrayWriteV3",
                                            "TensorArrayWrite/TensorArrayWriteV3",
                                            List.of(FLOAT),
                                            Map.of("T", FLOAT),
                                            outputs.get(0),
                                            v.get(1),
                                            output,
                                            v.get(2)));
                            next.addAll(kept);
                            return next;
                        },
                        begins);
        String size =
                g.op(
                        "TensorArraySizeV3",
                        "rnn/TensorArrayStack/TensorArraySizeV3",
                        List.of(INT),
                        Map.of(),
                        outputs.get(0),
                        ends.get(2));
        List<String> results = new ArrayList<>();
        results.add(
                g.op(
                        "TensorArrayGatherV3",
                        "rnn/TensorArrayStack/TensorArrayGatherV3",
                        List.of(FLOAT),
                        Map.of("dtype", FLOAT),
                        outputs.get(0),
                        range("rnn/TensorArrayStack/range", size),
                        ends.get(2)));
        results.addAll(ends.subList(3, ends.size()));
        return results;
    }

    private String choose(String which, String yes, String no) {
        return g.op("Select", "Select", List.of(FLOAT), Map.of("T", FLOAT), which, yes, no);
    }

    private void weight(String name, int... dims) {
        weights.put(name, g.constant(name, numbers(dims)));
    }

    private void lstmWeights() {
        weight("lstm/kernel", FEATURES + UNITS, 4 * UNITS);
        weight("lstm/bias", 4 * UNITS);
    }

    @Test
    void aFrozenLstm() {
        lstmWeights();
        List<String> fetches = dynamicRnn(2, this::lstm, null);
        FramesTest.requireSame(
                g.message(),
                List.of(Map.of("x", numbers(5, 2, FEATURES)), Map.of("x", numbers(1, 3, FEATURES))),
                fetches);
    }

    @Test
    void aFrozenLstmOfSequencesOfDifferentLengths() {
        lstmWeights();
        String lengths = g.placeholder("lengths", INT, -1);
        List<String> fetches = dynamicRnn(2, this::lstm, lengths);
        NDArray two = NDArray.vector(2, 5, 0).cast(DType.INT32);
        FramesTest.requireSame(
                g.message(),
                List.of(Map.of("x", numbers(5, 3, FEATURES), "lengths", two)),
                fetches);
    }

    @Test
    void aFrozenGru() {
        weight("gates/kernel", FEATURES + UNITS, 2 * UNITS);
        weight("gates/bias", 2 * UNITS);
        weight("candidate/kernel", FEATURES + UNITS, UNITS);
        weight("candidate/bias", UNITS);
        List<String> fetches = dynamicRnn(1, this::gru, null);
        FramesTest.requireSame(g.message(), List.of(Map.of("x", numbers(4, 2, FEATURES))), fetches);
    }
}
