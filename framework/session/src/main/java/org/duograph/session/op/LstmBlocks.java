package org.duograph.session.op;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.duograph.graph.Graph;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.activation.Sigmoid;
import org.duograph.ops.activation.Tanh;
import org.duograph.ops.control.For;
import org.duograph.ops.control.Loop;
import org.duograph.ops.product.MatMul;
import org.duograph.ops.shape.Concat;
import org.duograph.ops.shape.Slice;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/** TensorFlow's fused recurrent cells: one step, or all steps of a sequence in a loop. */
final class LstmBlocks {
    private static final String STATE = "cs_prev:T h_prev:T w:T wci:T wcf:T wco:T b:T";
    private static final String GATES = "i:T cs:T f:T o:T ci:T co:T h:T";
    private static final String ATTRS =
            "forget_bias:float=1.0 cell_clip:float=3.0 use_peephole:bool=false T:type";

    static final List<Operator> OPERATORS =
            List.of(
                    Operator.of(
                            "LSTMBlockCell",
                            "x:T " + STATE + " -> " + GATES,
                            ATTRS,
                            LstmBlocks::cell),
                    Operator.of(
                            "BlockLSTM",
                            "seq_len_max:int64 x:T " + STATE + " -> " + GATES,
                            ATTRS,
                            LstmBlocks::forward),
                    Operator.of(
                            "BlockLSTMGrad",
                            "seq_len_max:int64 x:T "
                                    + STATE
                                    + " "
                                    + GATES
                                    + " cs_grad:T h_grad:T -> x_grad:T cs_prev_grad:T h_prev_grad:T w_grad:T wci_grad:T wcf_grad:T wco_grad:T b_grad:T",
                            "use_peephole:bool T:type",
                            LstmBlocks::backward),
                    Operator.of(
                            "GRUBlockCell",
                            "x:T h_prev:T w_ru:T w_c:T b_ru:T b_c:T -> r:T u:T c:T h:T",
                            "T:type",
                            LstmBlocks::gru));

    private LstmBlocks() {}

    /** Fails unless the inputs from {@code first} on have so many dimensions. */
    private static void requireRanks(LoweringSite site, int first, int... ranks) {
        for (int k = 0; k < ranks.length; k++) {
            if (site.input(first + k).shape().rank() != ranks[k]) {
                throw new IllegalArgumentException(
                        "Input %d must have %d dimensions, found %s"
                                .formatted(first + k, ranks[k], site.input(first + k).type()));
            }
        }
    }

    private static void cell(LoweringSite site) {
        requireRanks(site, 0, 2, 2, 2, 2, 1, 1, 1, 1);
        LstmStep step = new LstmStep(site::value, site.inputs(3, 7), peepholes(site));
        LstmStep.Gates gates =
                step.forward(
                        site.input(0),
                        site.input(1),
                        site.input(2),
                        site.input(7),
                        forgetBias(site),
                        site.attrs().real("cell_clip"));
        site.give(gates.all().toArray(Value[]::new));
    }

    private static boolean peepholes(LoweringSite site) {
        return site.attrs().flag("use_peephole");
    }

    private static Value forgetBias(LoweringSite site) {
        DType dtype = site.input(1).type().dtype();
        return site.scalar(dtype, site.attrs().real("forget_bias"));
    }

    /** A body of a loop in the making. */
    private static final class Steps {
        final Graph body;
        final List<Value> outer = new ArrayList<>();

        Steps(String name) {
            body = new Graph(name);
            body.variable("t", Loop.NUMBER);
        }

        Value add(String name, Value value, boolean row) {
            outer.add(value);
            List<Integer> dims = value.shape().toList();
            Shape shape = row ? Shape.of(dims.subList(1, dims.size())) : value.shape();
            return body.variable(name, value.type().withShape(shape));
        }

        Value append(OpDef op, Map<String, ?> attrs, Value... inputs) {
            return body.append("step", op, attrs, inputs).output(0);
        }

        List<Value> run(LoweringSite site, int sequences, boolean reverse) {
            Map<String, Object> attrs = new LinkedHashMap<>();
            attrs.put("body", body);
            attrs.put("states", 2);
            attrs.put("sequences", sequences);
            attrs.put("reverse", reverse ? 1 : 0);
            return site.append(For.OP, attrs, outer).outputs();
        }
    }

    private static void forward(LoweringSite site) {
        requireRanks(site, 0, 0, 3, 2, 2, 2, 1, 1, 1, 1);
        Steps steps = new Steps("lstm");
        Value cs = steps.add("cs", site.input(2), false);
        Value h = steps.add("h", site.input(3), false);
        Value x = steps.add("x", site.input(1), true);
        List<Value> weights = weights(steps, site, 4);
        Value b = steps.add("b", site.input(8), false);
        Value bias = steps.add("forget_bias", forgetBias(site), false);
        LstmStep step = new LstmStep(steps::append, weights, peepholes(site));
        LstmStep.Gates gates = step.forward(x, cs, h, b, bias, site.attrs().real("cell_clip"));
        steps.body.assign("cs", gates.cs());
        steps.body.assign("h", gates.h());
        List<Value> all = gates.all();
        IntStream.range(0, all.size()).forEach(k -> steps.body.assign("gate " + k, all.get(k)));
        List<Value> stacks = steps.run(site, 1, false).subList(2, 9);
        Formula f = new Formula(site);
        Value within = within(f, site.input(1).shape().dim(0), site.input(2).type().dtype());
        site.give(stacks.stream().map(y -> f.times(y, within)).toArray(Value[]::new));
    }

    private static List<Value> weights(Steps steps, LoweringSite site, int first) {
        return List.of(
                steps.add("w", site.input(first), false),
                steps.add("wci", site.input(first + 1), false),
                steps.add("wcf", site.input(first + 2), false),
                steps.add("wco", site.input(first + 3), false));
    }

    /** Ones for the steps before the last that counts, zeros for others: [steps, 1, 1]. */
    private static Value within(Formula f, int steps, DType dtype) {
        LoweringSite site = f.site();
        List<Long> all = new ArrayList<>();
        for (long t = 0; t < steps; t++) {
            all.add(t);
        }
        Value numbers = Shapes.wholes(site, DType.INT64, all);
        Value counts = f.less(numbers, f.reshape(site.input(0), List.of(1)));
        return f.reshape(f.cast(counts, dtype), List.of(steps, 1, 1));
    }

    /** From the values that the gates had: what a memory was clipped of is not known any more. */
    private static void backward(LoweringSite site) {
        requireRanks(site, 0, 0, 3, 2, 2, 2, 1, 1, 1, 1, 3, 3, 3, 3, 3, 3, 3, 3, 3);
        Formula f = new Formula(site);
        Value cs = site.input(10);
        Value csBefore = before(site, site.input(2), cs);
        Value hBefore = before(site, site.input(3), site.input(15));
        Value within = within(f, site.input(1).shape().dim(0), cs.type().dtype());
        Steps steps = new Steps("gradient of lstm");
        Value zeros = f.filled(cs.type().dtype(), site.input(2).shape(), 0);
        Value dCs = steps.add("d_cs", zeros, false);
        Value dH = steps.add("d_h", zeros, false);
        List<Value> rows = new ArrayList<>();
        for (int k = 9; k < 16; k++) {
            rows.add(steps.add("gate_" + k, f.times(site.input(k), within), true));
        }
        Value csPrev = steps.add("cs_prev", csBefore, true);
        Value csGrad = steps.add("cs_grad", f.times(site.input(16), within), true);
        Value hGrad = steps.add("h_grad", f.times(site.input(17), within), true);
        LstmStep step = new LstmStep(steps::append, weights(steps, site, 4), peepholes(site));
        LstmStep.Gates gates =
                new LstmStep.Gates(
                        rows.get(0),
                        rows.get(1),
                        rows.get(2),
                        rows.get(3),
                        rows.get(4),
                        rows.get(5),
                        rows.get(6));
        LstmStep.Slopes slopes =
                step.backward(gates, csPrev, step.plus(csGrad, dCs), step.plus(hGrad, dH));
        steps.body.assign("d_cs", slopes.cs());
        steps.body.assign("d_h", slopes.h());
        steps.body.assign("d_sums", slopes.sums());
        List<Value> ends = steps.run(site, 10, true);
        giveGradients(site, ends, csBefore, hBefore);
    }

    /** The states with which the steps began. */
    private static Value before(LoweringSite site, Value first, Value all) {
        Formula f = new Formula(site);
        Shape shape = all.shape();
        Value one = f.reshape(first, List.of(1, shape.dim(1), shape.dim(2)));
        Value rest =
                site.value(
                        Slice.OP,
                        Map.of("starts", List.of(0), "ends", List.of(shape.dim(0) - 1)),
                        all);
        return site.value(Concat.OP, Map.of("axis", 0), one, rest);
    }

    private static void giveGradients(
            LoweringSite site, List<Value> ends, Value csBefore, Value hBefore) {
        Formula f = new Formula(site);
        Value x = site.input(1);
        Value w = site.input(4);
        int in = x.shape().dim(2);
        int units = csBefore.shape().dim(2);
        Value sums = flat(f, ends.get(2));
        Value ofX =
                site.value(Slice.OP, Map.of("starts", List.of(0, 0), "ends", List.of(in, -1)), w);
        Value dX = site.value(MatMul.OP, Map.of("trans_b", 1), sums, ofX);
        Value read = site.value(Concat.OP, Map.of("axis", 1), flat(f, x), flat(f, hBefore));
        Value dW = site.value(MatMul.OP, Map.of("trans_a", 1), read, sums);
        LstmStep step = new LstmStep(site::value, List.of(), false);
        Value[] peepholes = new Value[3];
        for (int k = 0; k < 3; k++) {
            int gate = k == 0 ? 0 : k + 1; // of i, f, o among i, ci, f, o
            Value memory = flat(f, k < 2 ? csBefore : site.input(10));
            Value slopes = step.columns(sums, gate * units, (gate + 1) * units);
            peepholes[k] =
                    peepholes(site)
                            ? f.sum(f.times(slopes, memory), 0)
                            : f.filled(w.type().dtype(), Shape.of(units), 0);
        }
        site.give(
                f.reshape(dX, x.shape().toList()),
                ends.get(0),
                ends.get(1),
                dW,
                peepholes[0],
                peepholes[1],
                peepholes[2],
                f.sum(sums, 0));
    }

    /** All steps' rows below each other. */
    private static Value flat(Formula f, Value x) {
        Shape s = x.shape();
        return f.reshape(x, List.of(s.dim(0) * s.dim(1), s.dim(2)));
    }

    private static void gru(LoweringSite site) {
        requireRanks(site, 0, 2, 2, 2, 2, 1, 1);
        Formula f = new Formula(site);
        LstmStep step = new LstmStep(site::value, List.of(), false);
        Value x = site.input(0);
        Value h = site.input(1);
        int units = h.shape().dim(1);
        Value gates = f.of(MatMul.OP, step.joined(x, h), site.input(2));
        Value ru = f.of(Sigmoid.OP, f.plus(gates, site.input(4)));
        Value r = step.columns(ru, 0, units);
        Value u = step.columns(ru, units, 2 * units);
        Value sum = f.of(MatMul.OP, step.joined(x, f.times(h, r)), site.input(3));
        Value c = f.of(Tanh.OP, f.plus(sum, site.input(5)));
        site.give(r, u, c, f.plus(f.times(f.minus(1, u), c), f.times(u, h)));
    }
}
