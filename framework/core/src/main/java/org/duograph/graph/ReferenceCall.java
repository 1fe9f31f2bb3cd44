package org.duograph.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;

/**
 * One call of a reference kernel: the operands it sees.
 *
 * @param attrs the node's attributes
 * @param inTypes the types of the inputs
 * @param outTypes the types of the outputs
 * @param ins the inputs' elements
 * @param outs the outputs' elements
 * @param randoms gives the node's random numbers
 */
public record ReferenceCall(
        Attrs attrs,
        List<ArrayType> inTypes,
        List<ArrayType> outTypes,
        double[][] ins,
        double[][] outs,
        Supplier<Philox> randoms)
        implements ReferenceKernel.Operands {

    /**
     * Runs one operator on host arrays: types are checked and inferred, results rounded to them.
     *
     * @param given attributes by name
     */
    public static List<NDArray> run(OpDef op, Map<String, ?> given, List<NDArray> inputs) {
        List<ArrayType> inTypes = inputs.stream().map(NDArray::type).toList();
        Attrs attrs = Attrs.check(op, given);
        return run(op, attrs, inTypes, op.infer(attrs, inTypes), inputs);
    }

    private static List<NDArray> run(
            OpDef op,
            Attrs attrs,
            List<ArrayType> inTypes,
            List<ArrayType> outTypes,
            List<NDArray> inputs) {
        double[][] ins =
                inputs.stream()
                        .map(input -> input == null ? null : input.toDoubles())
                        .toArray(double[][]::new);
        double[][] outs =
                outTypes.stream()
                        .map(t -> new double[t.shape().intSize()])
                        .toArray(double[][]::new);
        Supplier<Philox> randoms = () -> Philox.of(0, op.type(), 0);
        op.kernel().run(new ReferenceCall(attrs, inTypes, outTypes, ins, outs, randoms));
        List<NDArray> results = new ArrayList<>();
        for (int i = 0; i < outs.length; i++) {
            results.add(rounded(outTypes.get(i), outs[i]));
        }
        return results;
    }

    /**
     * Runs a node on host arrays.
     *
     * @param inputs its inputs; null where only the shape is used
     */
    static List<NDArray> run(Node node, List<NDArray> inputs) {
        List<ArrayType> inTypes = node.inputs().stream().map(Value::type).toList();
        List<ArrayType> outTypes = node.outputs().stream().map(Value::type).toList();
        return run(node.op(), node.attrs(), inTypes, outTypes, inputs);
    }

    private static NDArray rounded(ArrayType type, double[] numbers) {
        NDArray array = NDArray.zeros(type);
        for (int i = 0; i < numbers.length; i++) {
            array.set(i, numbers[i]);
        }
        return array;
    }

    @Override
    public int inputCount() {
        return ins.length;
    }

    @Override
    public int outputCount() {
        return outs.length;
    }

    @Override
    public double[] in(int i) {
        return ins[i];
    }

    @Override
    public double[] out(int i) {
        return outs[i];
    }

    @Override
    public ArrayType inType(int i) {
        return inTypes.get(i);
    }

    @Override
    public ArrayType outType(int i) {
        return outTypes.get(i);
    }

    @Override
    public Philox random() {
        return randoms.get();
    }
}
