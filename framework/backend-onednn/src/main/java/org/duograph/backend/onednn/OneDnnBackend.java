package org.duograph.backend.onednn;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.duograph.backend.Backend;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Buffer;
import org.duograph.backend.FirstThatSupports;
import org.duograph.backend.Kernel;
import org.duograph.backend.KernelFactory;
import org.duograph.backend.KernelLibrary;
import org.duograph.backend.KernelRequest;
import org.duograph.backend.Lane;
import org.duograph.backend.Layout;
import org.duograph.backend.host.HostBackend;
import org.duograph.backend.host.HostKernels;
import org.duograph.backend.onednn.library.Arena;
import org.duograph.backend.onednn.library.DnnlLayout;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.Layouts;
import org.duograph.backend.onednn.library.NativeBuffer;
import org.duograph.backend.onednn.library.OneDnn;
import org.duograph.backend.onednn.library.OneDnnLane;
import org.duograph.backend.tuning.Alternative;
import org.duograph.backend.tuning.Choices;
import org.duograph.backend.tuning.Tuner;
import org.duograph.graph.Device;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Pass;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;

/** Runs on the processor with oneDNN: native memory, blocked layouts, generated code. */
public final class OneDnnBackend implements Backend {
    /** The name under which it is found. */
    public static final String NAME = "onednn";

    private final OneDnn dnn = new OneDnn();
    private final Layouts layouts = new Layouts();
    private final Reorders reorders = new Reorders(dnn, layouts);
    private final Feeds feeds = new Feeds(this);
    private final List<KernelLibrary> libraries = KernelLibrary.of(NAME);
    private final List<KernelLibrary> loops = KernelLibrary.of(HostBackend.NAME);
    private final Tuner tuner = new Tuner(this, Choices.of(NAME, OneDnn::describe));

    private final Device device;
    private final boolean int8;

    OneDnnBackend() {
        this(Device.of(NAME));
    }

    /** One of several side by side, each of which counts as a device. */
    OneDnnBackend(Device device) {
        this(device, false);
    }

    /**
     * The same, which infers with numbers of 8 bits where {@link Int8Kernels} and the processor
     * can.
     */
    OneDnnBackend(Device device, boolean int8) {
        this.device = device;
        this.int8 = int8 && OneDnn.hasInt8();
    }

    /** Handles and bytes of native memory in use in the whole process, for tests of leaks. */
    public static long liveResources() {
        return OneDnn.liveHandles() + Arena.liveBytes();
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
        return OneDnn.describe();
    }

    @Override
    public KernelFactory factory(OpDef op) {
        List<KernelFactory> all = new ArrayList<>();
        libraries.forEach(library -> all.add(library.factory(op, this)));
        Entry entry = KernelTable.get(op.type());
        all.add(entry == null ? null : new Factory(entry));
        // For what the library lacks, in the same memory:
        loops.forEach(library -> all.add(library.factory(op, this)));
        all.add(HostKernels.factory(op, this));
        return FirstThatSupports.of(all);
    }

    @Override
    public List<Pass> passes() {
        return List.of(new SplitBatch());
    }

    /** Draws blueprints of one operator type. */
    private final class Factory implements KernelFactory {
        private final Entry entry;

        Factory(Entry entry) {
            this.entry = entry;
        }

        @Override
        public Blueprint prepare(KernelRequest request) {
            if (int8 && Int8Kernels.fits(request)) {
                return draw(request, new Alternative<>("int8", Int8Kernels::draw));
            }
            return tuner.fastest(
                    request,
                    entry.alternatives().apply(request.node()),
                    entry.worthTiming().test(request.node()),
                    alternative -> draw(request, alternative));
        }

        @Override
        public boolean supports(Node node) {
            return entry.supports().test(node);
        }
    }

    /** Draws one of the ways to run a node. */
    Blueprint draw(KernelRequest request, Alternative<Draft> alternative) {
        try (Draft draft = new Draft(dnn, layouts, request)) {
            alternative.drawing().accept(draft);
            return draft.finish();
        }
    }

    @Override
    public Layout plain(ArrayType type) {
        return layouts.plain(type);
    }

    @Override
    public List<Buffer> allocate(List<Long> bytes) {
        return Arena.allocate(bytes);
    }

    @Override
    public List<Buffer> allocate(long bytes, List<Slot> slots) {
        return Arena.allocate(bytes, slots);
    }

    @Override
    public OneDnnLane lane() {
        return new OneDnnLane(dnn);
    }

    @Override
    public int alignment() {
        return Arena.LINE;
    }

    @Override
    public Blueprint reorder(Layout from, Layout to) {
        return reorders.between((DnnlLayout) from, (DnnlLayout) to);
    }

    @Override
    public void write(NDArray from, Layout layout, Buffer to) {
        if (layout.isPlain()) {
            ((NativeBuffer) to).put(from);
            return;
        }
        feeds.write(plain -> plain.put(from), layout, to);
    }

    @Override
    public void write(FloatBuffer from, Layout layout, Buffer to) {
        if (layout.isPlain()) {
            ((NativeBuffer) to).put(from);
        } else {
            feeds.write(plain -> plain.put(from), layout, to);
        }
    }

    @Override
    public void read(Layout layout, Buffer from, NDArray to) {
        if (layout.isPlain()) {
            ((NativeBuffer) from).get(to);
            return;
        }
        Layout plain = plain(layout.type());
        try (NativeBuffer staging = Arena.allocate(plain.bytes())) {
            copy(layout, from, plain, staging);
            staging.get(to);
        }
    }

    private void copy(Layout from, Buffer source, Layout to, Buffer target) {
        try (Blueprint copy = reorder(from, to);
                NativeBuffer scratch = Arena.allocate(copy.scratchBytes());
                Lane lane = lane();
                Kernel kernel =
                        copy.bind(
                                new Blueprint.Memory(List.of(source), List.of(target), scratch),
                                lane)) {
            kernel.run();
            lane.finish();
        }
    }

    @Override
    public void trim() {
        Pointer.trimMemory();
    }

    @Override
    public long liveHandles() {
        return OneDnn.liveHandles();
    }

    @Override
    public long liveBytes() {
        return Arena.liveBytes();
    }

    @Override
    public void close() {
        feeds.close();
        layouts.close();
        dnn.close();
    }
}
