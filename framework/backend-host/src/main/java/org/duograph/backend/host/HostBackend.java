package org.duograph.backend.host;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.duograph.backend.Backend;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Buffer;
import org.duograph.backend.FirstThatSupports;
import org.duograph.backend.HostBuffer;
import org.duograph.backend.Kernel;
import org.duograph.backend.KernelFactory;
import org.duograph.backend.KernelLibrary;
import org.duograph.backend.Lane;
import org.duograph.backend.Layout;
import org.duograph.graph.Device;
import org.duograph.graph.OpDef;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;

/**
 * Runs plain Java loops over float32 and whole numbers, on one thread. All arrays are plain. What
 * it lacks runs on the reference backend.
 */
public final class HostBackend implements Backend {
    /** The name under which it is found. */
    public static final String NAME = "host";

    private final List<KernelLibrary> libraries = KernelLibrary.of(NAME);
    private final Device device;

    /** The first one. */
    public HostBackend() {
        this(Device.of(NAME));
    }

    /** One of several side by side, each of which counts as a device. */
    HostBackend(Device device) {
        this.device = device;
    }

    /** Dense and row-major; the only layout there is. */
    private record Plain(ArrayType type) implements Layout {
        @Override
        public long bytes() {
            return type.bytes();
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
        return "plain Java kernels, single precision, 1 thread";
    }

    @Override
    public KernelFactory factory(OpDef op) {
        List<KernelFactory> all = new ArrayList<>();
        libraries.forEach(library -> all.add(library.factory(op, this)));
        all.add(HostKernels.factory(op, this));
        return FirstThatSupports.of(all);
    }

    @Override
    public Layout plain(ArrayType type) {
        return new Plain(type);
    }

    @Override
    public List<Buffer> allocate(List<Long> bytes) {
        return bytes.stream().<Buffer>map(HostMemory::allocate).toList();
    }

    @Override
    public List<Buffer> allocate(long bytes, List<Slot> slots) {
        if (bytes > Integer.MAX_VALUE) {
            return allocate(slots.stream().map(Slot::bytes).toList());
        }
        HostMemory arena = HostMemory.allocate(bytes);
        return slots.stream().<Buffer>map(s -> arena.part(s.offset(), s.bytes())).toList();
    }

    @Override
    public Blueprint reorder(Layout from, Layout to) {
        return new Copy(from);
    }

    /** A copy from one array to another. */
    private record Copy(Layout layout) implements Blueprint {
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
            ByteBuffer from = ((HostBuffer) memory.inputs().get(0)).asBytes();
            ByteBuffer to = ((HostBuffer) memory.outputs().get(0)).asBytes();
            int bytes = Math.toIntExact(layout.bytes());
            return () -> to.put(0, from, 0, bytes);
        }
    }

    @Override
    public Lane lane() {
        return Lane.ofCaller();
    }

    @Override
    public void write(NDArray from, Layout layout, Buffer to) {
        ((HostBuffer) to).put(from);
    }

    @Override
    public void write(FloatBuffer from, Layout layout, Buffer to) {
        ((HostBuffer) to).put(from);
    }

    @Override
    public void read(Layout layout, Buffer from, NDArray to) {
        ((HostBuffer) from).get(to);
    }
}
