package org.duograph.backend.java;

import java.util.List;
import java.util.function.Supplier;
import org.duograph.backend.Backend;
import org.duograph.backend.Backends;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Buffer;
import org.duograph.backend.Kernel;
import org.duograph.backend.KernelFactory;
import org.duograph.backend.KernelRequest;
import org.duograph.backend.Lane;
import org.duograph.backend.Layout;
import org.duograph.graph.Device;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceArrays;
import org.duograph.graph.ReferenceCall;
import org.duograph.graph.Value;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;

/**
 * Runs reference kernels. Floating-point numbers are held in a {@code double[]} and computed in
 * double, whole ones in a {@code long[]}, texts in a {@code String[]}; results are rounded to their
 * type when a kernel is done, so that what is saved to a file is what is there.
 */
public final class JavaBackend implements Backend {
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

    /**
     * Heap memory for so many elements: an array of real numbers, of whole ones, of texts, or
     * several, as they are asked for. Closing it is left to the garbage collector.
     */
    private static final class Elements implements Buffer {
        private final int size;
        private Object reals;
        private Object wholes;
        private Object texts;
        private boolean poisoned;

        Elements(int size) {
            this.size = size;
        }

        /** The array for elements of that type. */
        synchronized Object array(DType dtype) { // kernels are bound side by side
            if (dtype.isText()) {
                texts = texts == null ? make(dtype) : texts;
                return texts;
            } else if (dtype.isWhole()) {
                wholes = wholes == null ? make(dtype) : wholes;
                return wholes;
            }
            reals = reals == null ? make(dtype) : reals;
            return reals;
        }

        private Object make(DType dtype) {
            Object array = ReferenceArrays.empty(dtype, size);
            if (poisoned) {
                ReferenceArrays.poison(array);
            }
            return array;
        }

        @Override
        public long bytes() {
            return (long) size * BYTES;
        }

        @Override
        public void clear() {
            poisoned = false;
            reals = null;
            wholes = null;
            texts = null;
        }

        @Override
        public void poison() {
            poisoned = true;
            reals = null;
            wholes = null;
            texts = null;
        }

        @Override
        public void close() {}
    }

    private final Device device;
    private final String kind;

    /** The reference backend. */
    public JavaBackend() {
        this(0);
    }

    /**
     * One more, which counts as a device of its own: to try plans over several devices where there
     * is one processor.
     *
     * @param index its number among them
     */
    public JavaBackend(int index) {
        this(new Device(Backends.REFERENCE, index), Device.CPU);
    }

    /**
     * One that passes for another device: to try what needs devices that are not there.
     *
     * @param kind what it says that it computes on
     */
    public JavaBackend(Device device, String kind) {
        this.device = device;
        this.kind = kind;
    }

    @Override
    public String name() {
        return device.backend();
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public String description() {
        return "reference kernels in Java, double precision, 1 thread";
    }

    @Override
    public boolean holds(DType dtype) {
        return true;
    }

    @Override
    public KernelFactory factory(OpDef op) {
        return op.isHost() ? null : ReferenceBlueprint::new;
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
        return new Elements(Shape.extent((bytes + BYTES - 1) / BYTES));
    }

    @Override
    public Blueprint reorder(Layout from, Layout to) {
        return new CopyBlueprint(from);
    }

    @Override
    public Lane lane() {
        return Lane.ofCaller();
    }

    @Override
    public void write(NDArray from, Layout layout, Buffer to) {
        ReferenceArrays.write(from, array(to, layout.type().dtype()));
    }

    @Override
    public void read(Layout layout, Buffer from, NDArray to) {
        ReferenceArrays.read(array(from, layout.type().dtype()), to);
    }

    private static Object array(Buffer buffer, DType dtype) {
        return buffer == null ? null : ((Elements) buffer).array(dtype);
    }

    private static Object[] arrays(List<Buffer> buffers, List<Value> values) {
        Object[] arrays = new Object[buffers.size()];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = array(buffers.get(i), values.get(i).type().dtype());
        }
        return arrays;
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
        public boolean isSlow() {
            return true;
        }

        @Override
        public Kernel bind(Memory memory, Lane lane) {
            Node node = request.node();
            ReferenceCall call =
                    new ReferenceCall(
                            node.attrs(),
                            types(node.inputs()),
                            types(node.outputs()),
                            arrays(memory.inputs(), node.inputs()),
                            arrays(memory.outputs(), node.outputs()),
                            random(memory.step()));
            return () -> call.run(node.op().kernel());
        }

        private Supplier<Philox> random(Buffer number) {
            Node node = request.node();
            if (number == null) {
                return () -> {
                    throw new IllegalStateException(
                            node + " draws random numbers; its operator has to say so: random()");
                };
            }
            long[] step = (long[]) array(number, DType.INT64);
            return () -> Philox.of(request.seed(), node.name(), step[0]);
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
        public Kernel bind(Memory memory, Lane lane) {
            Object from = array(memory.inputs().get(0), layout.type().dtype());
            Object to = array(memory.outputs().get(0), layout.type().dtype());
            int size = layout.type().shape().intSize();
            return () -> System.arraycopy(from, 0, to, 0, size);
        }
    }
}
