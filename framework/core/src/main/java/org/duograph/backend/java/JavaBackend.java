package org.duograph.backend.java;

import java.util.List;
import org.duograph.backend.Backend;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Buffer;
import org.duograph.backend.Kernel;
import org.duograph.backend.KernelFactory;
import org.duograph.backend.KernelRequest;
import org.duograph.backend.Layout;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceCall;
import org.duograph.graph.Value;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/**
 * Runs reference kernels. Every array, of whatever type, is held in a {@code double[]} and computed
 * in double; float32 results are rounded when a kernel is done, so that what is saved to a file is
 * what is there.
 */
public final class JavaBackend implements Backend {
    /** The name under which it is found. */
    public static final String NAME = "java";

    private static final int BYTES = Double.BYTES;

    /** The only layout there is. */
    private record Plain(ArrayType type) implements Layout {
        @Override
        public long bytes() {
            return type.shape().size() * BYTES;
        }

        @Override
        public boolean isPlain() {
            return true;
        }

        @Override
        public String toString() {
            return "plain";
        }
    }

    /** Heap memory; closing it is left to the garbage collector. */
    private record Doubles(double[] array) implements Buffer {
        @Override
        public long bytes() {
            return (long) array.length * BYTES;
        }

        @Override
        public void poison() {
            java.util.Arrays.fill(array, Double.NaN);
        }

        @Override
        public void close() {}
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "reference kernels in Java, double precision, 1 thread";
    }

    @Override
    public KernelFactory factory(OpDef op) {
        return ReferenceBlueprint::new;
    }

    @Override
    public Layout plain(ArrayType type) {
        return new Plain(type);
    }

    @Override
    public List<Buffer> allocate(List<Long> bytes) {
        return bytes.stream().map(this::allocate).toList();
    }

    private Buffer allocate(long bytes) {
        return new Doubles(new double[Math.toIntExact((bytes + BYTES - 1) / BYTES)]);
    }

    @Override
    public Blueprint reorder(Layout from, Layout to) {
        return new CopyBlueprint(from);
    }

    @Override
    public void write(NDArray from, Layout layout, Buffer to) {
        from.get(array(to));
    }

    @Override
    public void read(Layout layout, Buffer from, NDArray to) {
        double[] array = array(from);
        for (int i = 0; i < to.size(); i++) {
            to.set(i, array[i]);
        }
    }

    private static double[] array(Buffer buffer) {
        return buffer == null ? null : ((Doubles) buffer).array;
    }

    private static double[][] arrays(List<Buffer> buffers) {
        return buffers.stream().map(JavaBackend::array).toArray(double[][]::new);
    }

    private static List<ArrayType> types(List<Value> values) {
        return values.stream().map(Value::type).toList();
    }

    private static List<Layout> plain(List<ArrayType> types) {
        return types.stream().<Layout>map(Plain::new).toList();
    }

    /** A reference kernel about to be given its arrays. */
    private record ReferenceBlueprint(KernelRequest request) implements Blueprint {
        @Override
        public List<Layout> inputs() {
            return plain(types(request.node().inputs()));
        }

        @Override
        public List<Layout> outputs() {
            return plain(types(request.node().outputs()));
        }

        @Override
        public boolean mayOverwrite(int output, int input) {
            return request.node().op().mayOverwrite(output, input);
        }

        @Override
        public String implementation() {
            return "reference";
        }

        @Override
        public boolean isFallback() {
            return true;
        }

        @Override
        public Kernel bind(Memory memory) {
            Node node = request.node();
            ReferenceCall call =
                    new ReferenceCall(
                            node.attrs(),
                            types(node.inputs()),
                            types(node.outputs()),
                            arrays(memory.inputs()),
                            arrays(memory.outputs()),
                            request.randoms());
            return () -> {
                node.op().kernel().run(call);
                for (int i = 0; i < call.outputCount(); i++) {
                    round(call.out(i), call.outType(i));
                }
            };
        }

        private static void round(double[] numbers, ArrayType type) {
            if (type.dtype() == DType.FLOAT32) {
                for (int i = 0; i < type.shape().intSize(); i++) {
                    numbers[i] = (float) numbers[i];
                }
            }
        }
    }

    /** A copy from one array to another. */
    private record CopyBlueprint(Layout layout) implements Blueprint {
        @Override
        public List<Layout> inputs() {
            return List.of(layout);
        }

        @Override
        public List<Layout> outputs() {
            return List.of(layout);
        }

        @Override
        public String implementation() {
            return "copy";
        }

        @Override
        public Kernel bind(Memory memory) {
            double[] from = array(memory.inputs().get(0));
            double[] to = array(memory.outputs().get(0));
            int size = layout.type().shape().intSize();
            return () -> System.arraycopy(from, 0, to, 0, size);
        }
    }
}
