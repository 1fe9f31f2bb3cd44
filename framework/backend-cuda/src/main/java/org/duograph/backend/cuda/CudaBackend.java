package org.duograph.backend.cuda;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.duograph.backend.Arrival;
import org.duograph.backend.Backend;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Buffer;
import org.duograph.backend.FirstThatSupports;
import org.duograph.backend.KernelFactory;
import org.duograph.backend.KernelLibrary;
import org.duograph.backend.KernelRequest;
import org.duograph.backend.Layout;
import org.duograph.backend.Recipe;
import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Arena;
import org.duograph.backend.cuda.library.CudaDevice;
import org.duograph.backend.cuda.library.CudaLane;
import org.duograph.backend.cuda.library.CudaLayout;
import org.duograph.backend.cuda.library.CudaNatives;
import org.duograph.backend.cuda.library.CudaOptions;
import org.duograph.backend.cuda.library.DeviceBuffer;
import org.duograph.backend.cuda.library.Dnn;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.backend.cuda.library.PinnedMemory;
import org.duograph.backend.tuning.Alternative;
import org.duograph.backend.tuning.Choices;
import org.duograph.backend.tuning.Tuner;
import org.duograph.graph.Device;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Pass;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;

/** Runs on one NVIDIA GPU: with cuDNN, and with kernels of our own. */
public final class CudaBackend implements Backend {
    /** The name under which it is found. */
    public static final String NAME = "cuda";

    private static final long MOST_WAITING_BYTES = 8 << 20;

    private final CudaDevice device;
    private final CudaOptions options;
    private final Dnn questions; // which algorithms there are; nothing runs on it
    private final Feeds feeds;
    private final Arrivals arrivals;
    private final List<KernelLibrary> libraries = KernelLibrary.of(NAME);
    private final Tuner tuner;
    private final Deque<Runnable> opened = new ArrayDeque<>(); // closes it, the last first

    CudaBackend(int index, CudaOptions options) {
        this.device = new CudaDevice(index, options.memory());
        this.options = options;
        opened.push(device::close);
        try {
            this.questions = new Dnn(device);
            opened.push(questions::close);
            this.feeds = new Feeds(device);
            opened.push(feeds::close);
            this.arrivals = new Arrivals(device);
            opened.push(arrivals::close);
            this.tuner = new Tuner(this, Choices.of(NAME, () -> description() + ", " + options));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String kind() {
        return Device.GPU;
    }

    @Override
    public Device device() {
        return new Device(NAME, device.index());
    }

    @Override
    public String description() {
        return device.description() + ", " + CudaNatives.versions();
    }

    @Override
    public KernelFactory factory(OpDef op) {
        List<KernelFactory> all = new ArrayList<>();
        libraries.forEach(library -> all.add(library.factory(op, this)));
        Entry entry = KernelTable.get(op.type());
        all.add(entry == null ? null : new Factory(entry));
        return FirstThatSupports.of(all);
    }

    /** Draws blueprints of one operator type. */
    private final class Factory implements KernelFactory {
        private final Entry entry;

        Factory(Entry entry) {
            this.entry = entry;
        }

        @Override
        public Blueprint prepare(KernelRequest request) {
            List<Alternative<Draft>> alternatives;
            try (Draft asked = draft(request)) {
                alternatives = entry.alternatives().apply(asked);
            }
            return tuner.fastest(
                    request,
                    alternatives,
                    entry.worthTiming().test(request.node()),
                    alternative -> draw(request, alternative));
        }

        @Override
        public boolean supports(Node node) {
            return entry.supports().test(node);
        }
    }

    /** Begins to draw. */
    Draft draft(KernelRequest request) {
        device.use();
        return new Draft(device, options, questions, request);
    }

    /** Draws one of the ways to run a node. */
    Blueprint draw(KernelRequest request, Alternative<Draft> alternative) {
        try (Draft draft = draft(request)) {
            alternative.drawing().accept(draft);
            return draft.finish();
        }
    }

    @Override
    public List<Pass> ordering() {
        return List.of(new GatherUpdates(MOST_WAITING_BYTES));
    }

    @Override
    public Layout plain(ArrayType type) {
        return new CudaLayout(type);
    }

    @Override
    public List<Buffer> allocate(List<Long> bytes) {
        return Arena.allocate(device, bytes);
    }

    @Override
    public int alignment() {
        return Arena.ALIGNMENT;
    }

    @Override
    public List<Buffer> allocate(long bytes, List<Slot> slots) {
        return Arena.allocate(device, bytes, slots);
    }

    @Override
    public Blueprint reorder(Layout from, Layout to) {
        // what a kernel kept for another one says nothing elsewhere: then it counts as not kept
        Recipe.Stage copy =
                from.equals(to)
                        ? Draft.copyStage(new Where.In(0), new Where.Out(0), from.bytes())
                        : Draft.clearStage(new Where.Out(0), to.bytes());
        return new Recipe(
                List.of(from),
                List.of(to),
                List.of(copy),
                null,
                0,
                List.of(List.of(0, 0)),
                java.util.Map.of(),
                List.of());
    }

    @Override
    public CudaLane lane() {
        device.use();
        return new CudaLane(device, options.graphs());
    }

    @Override
    public void write(NDArray from, Layout layout, Buffer to) {
        feeds.write(from, (DeviceBuffer) to);
    }

    @Override
    public void write(java.nio.FloatBuffer from, Layout layout, Buffer to) {
        feeds.write(from, layout.type(), (DeviceBuffer) to);
    }

    @Override
    public void read(Layout layout, Buffer from, NDArray to) {
        feeds.read((DeviceBuffer) from, to);
    }

    @Override
    public Arrival<NDArray> readLater(Layout layout, Buffer from) {
        return layout.bytes() <= Arrivals.MOST_BYTES
                ? arrivals.of((DeviceBuffer) from, layout.type())
                : Backend.super.readLater(layout, from);
    }

    /** To another GPU directly. */
    @Override
    public Blueprint transfer(Layout from, Backend target, Layout to) {
        return target instanceof CudaBackend other
                ? new PeerCopy(device, other.device, from)
                : Backend.super.transfer(from, target, to);
    }

    @Override
    public long liveBytes() {
        return Arena.liveBytes() + PinnedMemory.liveBytes();
    }

    @Override
    public void close() {
        device.finishToClose();
        opened.forEach(Runnable::run);
    }
}
