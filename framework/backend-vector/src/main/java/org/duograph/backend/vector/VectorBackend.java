package org.duograph.backend.vector;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.duograph.backend.Backend;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Buffer;
import org.duograph.backend.Elements;
import org.duograph.backend.FirstThatSupports;
import org.duograph.backend.HostBuffer;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.backend.KernelFactory;
import org.duograph.backend.KernelLibrary;
import org.duograph.backend.KernelRequest;
import org.duograph.backend.Lane;
import org.duograph.backend.Layout;
import org.duograph.backend.host.HostBackend;
import org.duograph.backend.host.HostKernels;
import org.duograph.backend.tuning.Alternative;
import org.duograph.backend.tuning.Choices;
import org.duograph.backend.tuning.Tuner;
import org.duograph.backend.vector.VectorLayout.Numbers;
import org.duograph.graph.Device;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/**
 * Runs on the processor in pure Java: {@code float[]}s on the heap, images with channels last,
 * worker threads of its own, and the Vector API where it is there and fast ({@link Engine}).
 */
public final class VectorBackend implements Backend {
    /** The name under which it is found. */
    public static final String NAME = "vector";

    private final List<KernelLibrary> libraries = KernelLibrary.of(NAME);
    private final List<KernelLibrary> loops = KernelLibrary.of(HostBackend.NAME);
    private final Device device;
    private final Numbers weights;
    private final String way;
    private final Workers workers;
    private final Tuner tuner;

    /** The first one. */
    public VectorBackend() {
        this(Device.of(NAME));
    }

    /** One of several side by side, each of which counts as a device. */
    VectorBackend(Device device) {
        this(device, Numbers.TYPED, "", Workers.shared());
    }

    /**
     * One that works in a certain way.
     *
     * @param weights in which the weights of fully connected layers are held; to be rounded only
     *     where nothing is trained
     * @param way how the names of the ways begin that are taken where there are several; empty for
     *     all
     */
    VectorBackend(Device device, Numbers weights, String way, Workers workers) {
        this.device = device;
        this.weights = weights;
        this.way = way;
        this.workers = workers;
        this.tuner = new Tuner(this, Choices.of(NAME, () -> machine(workers.count())));
        Engine.begin();
    }

    /** What decides which way is fastest, besides the processor. */
    private static String machine(int threads) {
        return "%s %s, vectors of %d floats, %d threads, kernels %d"
                .formatted(
                        System.getProperty("java.vm.name"),
                        Runtime.version(),
                        Engine.lanes(),
                        threads,
                        KernelTable.VERSION);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public String description() {
        String rounded =
                weights == Numbers.TYPED ? "" : ", weights in %s".formatted(weights.word());
        String how =
                Engine.hasVectors()
                        ? "vectors of %d floats".formatted(Engine.lanes())
                        : "plain loops (%s)".formatted(Engine.whyPlain().orElseThrow());
        int threads = workers.count();
        return "Java, %s%s, %d thread%s".formatted(how, rounded, threads, threads == 1 ? "" : "s");
    }

    @Override
    public KernelFactory factory(OpDef op) {
        List<KernelFactory> all = new ArrayList<>();
        libraries.forEach(library -> all.add(library.factory(op, this)));
        KernelFamily family = KernelTable.FAMILIES.family(op.type());
        all.add(family == null ? null : new Factory(family));
        loops.forEach(library -> all.add(library.factory(op, this)));
        all.add(HostKernels.factory(op, this));
        return FirstThatSupports.of(all);
    }

    /** Draws blueprints of one family's operators. */
    private final class Factory implements KernelFactory {
        private final KernelFamily family;

        Factory(KernelFamily family) {
            this.family = family;
        }

        @Override
        public Blueprint prepare(KernelRequest request) {
            return tuner.fastest(
                    request,
                    ways(family.alternatives(request.node())),
                    family.isWorthTiming(request.node()),
                    way -> draw(request, way));
        }

        @Override
        public boolean supports(Node node) {
            return HostKernel.noneEmpty(node) && family.supports(node);
        }
    }

    /** Those that were asked for, or all where that word means none of them. */
    private List<Alternative<Drawing>> ways(List<Alternative<Drawing>> all) {
        List<Alternative<Drawing>> wanted =
                all.stream().filter(a -> a.name().startsWith(way)).toList();
        return wanted.isEmpty() ? all : wanted;
    }

    private Blueprint draw(KernelRequest request, Alternative<Drawing> way) {
        Drawing drawing = new Drawing(this, request, workers, weights);
        way.drawing().accept(drawing);
        return drawing.finish();
    }

    @Override
    public Layout plain(ArrayType type) {
        return VectorLayout.plain(type);
    }

    @Override
    public List<Buffer> allocate(List<Long> bytes) {
        return bytes.stream().<Buffer>map(VectorMemory::allocate).toList();
    }

    @Override
    public List<Buffer> allocate(long bytes, List<Slot> slots) {
        if (bytes / Float.BYTES > Integer.MAX_VALUE - 64) {
            return allocate(slots.stream().map(Slot::bytes).toList());
        }
        VectorMemory arena = VectorMemory.allocate(bytes);
        return slots.stream().<Buffer>map(s -> arena.part(s.offset(), s.bytes())).toList();
    }

    @Override
    public Lane lane() {
        return new VectorLane(workers.count());
    }

    /** A lane whose kernels have done their work when they return. */
    private record VectorLane(int threads) implements Lane {
        @Override
        public void finish() {}

        @Override
        public void close() {}
    }

    @Override
    public Blueprint reorder(Layout from, Layout to) {
        boolean isSaved =
                ((VectorLayout) from).numbers() == Numbers.SAVED
                        || ((VectorLayout) to).numbers() == Numbers.SAVED;
        if (isSaved && !from.equals(to)) {
            throw new UnsupportedOperationException(
                    "%s can't be copied from layout %s to %s: what MaxPool saves, only MaxPoolGradX"
                                    .formatted(from.type(), from, to)
                            + " reads; for the places of the maxima take MaxPoolWithIndex");
        }
        return new Reorder((VectorLayout) from, (VectorLayout) to, workers);
    }

    /** A copy from one order of the axes to another. */
    private record Reorder(VectorLayout from, VectorLayout to, Workers workers)
            implements Blueprint {
        @Override
        public List<Layout> inputs() {
            return List.of(from);
        }

        @Override
        public List<Layout> outputs() {
            return List.of(to);
        }

        @Override
        public String implementation() {
            boolean transforms =
                    from.numbers() == Numbers.WINOGRAD || to.numbers() == Numbers.WINOGRAD;
            String otherwise = transforms ? "transform" : "round";
            return from.equals(to)
                    ? "copy"
                    : to.numbers() == from.numbers() ? "permute" : otherwise;
        }

        /** Numbers that are held in two ways meet as plain ones. */
        @Override
        public long scratchBytes() {
            boolean alike = from.numbers() == to.numbers();
            return alike || from.isPlain() || to.isPlain() ? 0 : from.type().bytes();
        }

        @Override
        public Kernel bind(Memory memory, Lane lane) {
            VectorMemory x = (VectorMemory) memory.inputs().get(0);
            VectorMemory y = (VectorMemory) memory.outputs().get(0);
            if (from.equals(to)) {
                boolean typed = from.numbers() == Numbers.TYPED;
                DType dtype = typed ? from.type().dtype() : DType.FLOAT32;
                Elements source = Elements.of(x, dtype);
                Elements target = Elements.of(y, dtype);
                int size =
                        typed
                                ? from.type().shape().intSize()
                                : Math.toIntExact(from.bytes() / Float.BYTES);
                return () -> target.put(0, source, 0, size);
            }
            if (from.numbers() != to.numbers()) {
                VectorMemory plain =
                        from.isPlain() ? x : to.isPlain() ? y : (VectorMemory) memory.scratch();
                return () -> {
                    if (!from.isPlain()) {
                        HeldWeights.giveBack(from, x, plain.array(), plain.start());
                    }
                    if (!to.isPlain()) {
                        HeldWeights.hold(plain.array(), plain.start(), to, y);
                    }
                };
            }
            Permutation p = Permutation.of(from, to);
            float[] a = x.array();
            float[] b = y.array();
            int at = x.start();
            int start = y.start();
            return workers.task(p.parts(), (part, worker) -> p.run(part, a, at, b, start))::run;
        }
    }

    @Override
    public void write(NDArray from, Layout layout, Buffer to) {
        if (layout.isPlain()) {
            ((HostBuffer) to).put(from);
        } else {
            HeldWeights.hold(from.floats(), 0, (VectorLayout) layout, (VectorMemory) to);
        }
    }

    @Override
    public void write(FloatBuffer from, Layout layout, Buffer to) {
        if (layout.isPlain()) {
            ((HostBuffer) to).put(from);
        } else {
            Backend.super.write(from, layout, to);
        }
    }

    @Override
    public void read(Layout layout, Buffer from, NDArray to) {
        if (layout.isPlain()) {
            ((HostBuffer) from).get(to);
        } else {
            HeldWeights.giveBack((VectorLayout) layout, (VectorMemory) from, to.floats(), 0);
        }
    }

    @Override
    public void close() {
        workers.close();
    }
}
