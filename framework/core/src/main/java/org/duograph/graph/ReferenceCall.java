package org.duograph.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;

/** One call of a reference kernel: the operands it sees. */
public final class ReferenceCall implements ReferenceKernel.Operands {
    private final Attrs attrs;
    private final List<ArrayType> inTypes;
    private final List<ArrayType> outTypes;
    private final Numbers[] ins;
    private final Numbers[] outs;
    private final Supplier<Philox> randoms;

    /**
     * A call on these arrays.
     *
     * @param attrs the node's attributes
     * @param inTypes the types of the inputs
     * @param outTypes the types of the outputs
     * @param ins the inputs' elements, each a double[], a long[] or a String[]; null where only the
     *     shape counts
     * @param outs the outputs' elements
     * @param randoms gives the node's random numbers
     */
    public ReferenceCall(
            Attrs attrs,
            List<ArrayType> inTypes,
            List<ArrayType> outTypes,
            Object[] ins,
            Object[] outs,
            Supplier<Philox> randoms) {
        this.attrs = attrs;
        this.inTypes = inTypes;
        this.outTypes = outTypes;
        this.ins = numbers(inTypes, ins);
        this.outs = numbers(outTypes, outs);
        this.randoms = randoms;
    }

    private static Numbers[] numbers(List<ArrayType> types, Object[] arrays) {
        Numbers[] all = new Numbers[arrays.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = new Numbers(types.get(i), arrays[i]);
        }
        return all;
    }

    /** One operand: its array, and the same numbers in the other form once a kernel asks for it. */
    private static final class Numbers {
        private final ArrayType type;
        private final int size;
        private final Object stored;
        private Object other;
        private boolean inUse;

        Numbers(ArrayType type, Object stored) {
            this.type = type;
            this.size = stored == null ? 0 : type.shape().intSize();
            this.stored = stored;
        }

        /** As texts, which nothing else can be. */
        String[] texts() {
            return (String[]) stored;
        }

        private void requireNumbers() {
            if (stored instanceof String[]) {
                throw new IllegalArgumentException(
                        "numbers are needed, found " + type + "; convert it with Cast");
            }
        }

        /** As real numbers; {@code filled} with what is stored. */
        double[] reals(boolean filled) {
            if (stored instanceof double[] || stored == null) {
                return (double[]) stored;
            }
            requireNumbers();
            double[] reals = other == null ? new double[size] : (double[]) other;
            for (int i = 0; filled && !inUse && i < size; i++) {
                reals[i] = ((long[]) stored)[i];
            }
            other = reals;
            inUse = true;
            return reals;
        }

        /** As whole numbers; {@code filled} with what is stored. */
        long[] wholes(boolean filled) {
            if (stored instanceof long[] || stored == null) {
                return (long[]) stored;
            }
            requireNumbers();
            long[] wholes = other == null ? new long[size] : (long[]) other;
            for (int i = 0; filled && !inUse && i < size; i++) {
                wholes[i] = (long) ((double[]) stored)[i];
            }
            other = wholes;
            inUse = true;
            return wholes;
        }

        /** Stores what was written in the other form; rounds and wraps as the type does. */
        void settle() {
            DType dtype = type.dtype();
            if (stored instanceof long[] wholes) {
                for (int i = 0; i < size; i++) {
                    wholes[i] = inUse ? dtype.cut(((double[]) other)[i]) : dtype.wrapped(wholes[i]);
                }
            } else if (stored instanceof double[] reals) {
                for (int i = 0; inUse && i < size; i++) {
                    reals[i] = dtype.rounded(((long[]) other)[i]);
                }
                if (dtype == DType.FLOAT32) { // most are; a loop without the type's switch
                    for (int i = 0; i < size; i++) {
                        reals[i] = (float) reals[i];
                    }
                } else {
                    for (int i = 0; dtype != DType.FLOAT64 && i < size; i++) {
                        reals[i] = dtype.rounded(reals[i]);
                    }
                }
            }
        }
    }

    /** Runs a kernel on the arrays as they are now; results are rounded to their types. */
    public void run(ReferenceKernel kernel) {
        for (Numbers in : ins) {
            in.inUse = false;
        }
        for (Numbers out : outs) {
            out.inUse = false;
        }
        kernel.run(this);
        for (Numbers out : outs) {
            out.settle();
        }
    }

    /**
     * Runs one operator on host arrays: types are checked and inferred, results rounded to them.
     *
     * @param given attributes by name
     */
    public static List<NDArray> run(OpDef op, Map<String, ?> given, List<NDArray> inputs) {
        List<ArrayType> inTypes = inputs.stream().map(NDArray::type).toList();
        Attrs attrs = Attrs.check(op, given);
        Philox random = Philox.of(0, op.type(), 0);
        return run(op, attrs, inTypes, op.infer(attrs, inTypes), inputs, random);
    }

    /**
     * Runs a node on host arrays.
     *
     * @param inputs its inputs; null where only the shape is used
     * @param random its random numbers
     */
    static List<NDArray> run(Node node, List<NDArray> inputs, Philox random) {
        List<ArrayType> inTypes = node.inputs().stream().map(Value::type).toList();
        List<ArrayType> outTypes = node.outputs().stream().map(Value::type).toList();
        return run(node.op(), node.attrs(), inTypes, outTypes, inputs, random);
    }

    private static List<NDArray> run(
            OpDef op,
            Attrs attrs,
            List<ArrayType> inTypes,
            List<ArrayType> outTypes,
            List<NDArray> inputs,
            Philox random) {
        Object[] ins = inputs.stream().map(ReferenceArrays::of).toArray();
        Object[] outs = outTypes.stream().map(ReferenceCall::empty).toArray();
        new ReferenceCall(attrs, inTypes, outTypes, ins, outs, () -> random).run(op.kernel());
        List<NDArray> results = new ArrayList<>();
        for (int i = 0; i < outs.length; i++) {
            results.add(ReferenceArrays.host(outTypes.get(i), outs[i]));
        }
        return results;
    }

    private static Object empty(ArrayType type) {
        return ReferenceArrays.empty(type.dtype(), type.shape().intSize());
    }

    @Override
    public Attrs attrs() {
        return attrs;
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
        return ins[i].reals(true);
    }

    @Override
    public double[] out(int i) {
        return outs[i].reals(false);
    }

    @Override
    public long[] wholesIn(int i) {
        return ins[i].wholes(true);
    }

    @Override
    public long[] wholesOut(int i) {
        return outs[i].wholes(false);
    }

    @Override
    public String[] textsIn(int i) {
        return ins[i].texts();
    }

    @Override
    public String[] textsOut(int i) {
        return outs[i].texts();
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
