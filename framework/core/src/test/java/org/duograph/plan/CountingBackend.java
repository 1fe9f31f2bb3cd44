package org.duograph.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.duograph.backend.Backend;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Buffer;
import org.duograph.backend.Kernel;
import org.duograph.backend.KernelFactory;
import org.duograph.backend.KernelRequest;
import org.duograph.backend.Lane;
import org.duograph.backend.Layout;
import org.duograph.backend.java.JavaBackend;
import org.duograph.graph.Device;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;

/**
 * Reference kernels on a backend that counts what is open, as native memory must be, and that can
 * be told to run out of memory. It holds no texts.
 */
final class CountingBackend implements Backend {
    private final JavaBackend java = new JavaBackend();
    private final Device device;
    private final Count count;
    private Consumer<Node> whenBound = node -> {};

    /** What several backends have opened, and when they fail. */
    static final class Count {
        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger calls = new AtomicInteger();
        private final AtomicLong bytes = new AtomicLong();
        private int failing = -1;
        private long limit = Long.MAX_VALUE;

        /** Bounds the bytes of all buffers. */
        void limit(long most) {
            limit = most;
        }

        private void allocate(long more) {
            if (bytes.get() + more > limit) {
                throw new OutOfMemoryError(
                        "%d bytes were asked for, and %d of %d are left"
                                .formatted(more, limit - bytes.get(), limit));
            }
        }

        /** Starts anew; call {@code failing}, counted from 0, of all those that may fail will. */
        void failAt(int failing) {
            this.failing = failing;
            calls.set(0);
        }

        /** Buffers, lanes, blueprints and kernels that are open. */
        int open() {
            return open.get();
        }

        private void call() {
            if (calls.getAndIncrement() == failing) {
                throw new OutOfMemoryError("call " + failing + " fails on purpose");
            }
        }
    }

    CountingBackend(int index, Count count) {
        this.device = new Device("counting", index);
        this.count = count;
    }

    /** What to do before a node's blueprint is bound. */
    void whenBound(Consumer<Node> action) {
        whenBound = action;
    }

    private final class CountedBuffer implements Buffer {
        private final Buffer buffer;

        CountedBuffer(Buffer buffer) {
            this.buffer = buffer;
            count.open.incrementAndGet();
            count.bytes.addAndGet(buffer.bytes());
        }

        @Override
        public long bytes() {
            return buffer.bytes();
        }

        @Override
        public void poison() {
            buffer.poison();
        }

        @Override
        public void clear() {
            buffer.clear();
        }

        @Override
        public void close() {
            buffer.close();
            count.open.decrementAndGet();
            count.bytes.addAndGet(-buffer.bytes());
        }
    }

    private static Buffer plain(Buffer buffer) {
        return buffer == null ? null : ((CountedBuffer) buffer).buffer;
    }

    private static List<Buffer> plain(List<Buffer> buffers) {
        List<Buffer> plain = new ArrayList<>();
        buffers.forEach(buffer -> plain.add(plain(buffer)));
        return plain;
    }

    private final class CountedKernel implements Kernel {
        private final Kernel kernel;

        CountedKernel(Kernel kernel) {
            this.kernel = kernel;
            count.open.incrementAndGet();
        }

        @Override
        public void run() {
            kernel.run();
        }

        @Override
        public void close() {
            kernel.close();
            count.open.decrementAndGet();
        }
    }

    private final class CountedBlueprint implements Blueprint {
        private final Blueprint blueprint;
        private final Node node;

        CountedBlueprint(Blueprint blueprint, Node node) {
            this.blueprint = blueprint;
            this.node = node;
            count.open.incrementAndGet();
        }

        @Override
        public List<Layout> inputs() {
            return blueprint.inputs();
        }

        @Override
        public List<Layout> outputs() {
            return blueprint.outputs();
        }

        @Override
        public String implementation() {
            return blueprint.implementation();
        }

        @Override
        public Kernel bind(Memory memory, Lane lane) {
            count.call();
            whenBound.accept(node);
            Memory plain =
                    new Memory(
                            plain(memory.inputs()),
                            plain(memory.outputs()),
                            plain(memory.scratch()),
                            plain(memory.step()));
            return new CountedKernel(blueprint.bind(plain, lane));
        }

        @Override
        public void close() {
            blueprint.close();
            count.open.decrementAndGet();
        }
    }

    private final class CountedLane implements Lane {
        CountedLane() {
            count.open.incrementAndGet();
        }

        @Override
        public Kernel join(List<Kernel> kernels) {
            count.call();
            return new CountedKernel(Lane.super.join(kernels));
        }

        @Override
        public void finish() {}

        @Override
        public void close() {
            count.open.decrementAndGet();
        }
    }

    @Override
    public String name() {
        return "counting";
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public String description() {
        return "reference kernels, counted";
    }

    @Override
    public KernelFactory factory(OpDef op) {
        KernelFactory factory = java.factory(op);
        return factory == null ? null : request -> draw(factory, request);
    }

    private Blueprint draw(KernelFactory factory, KernelRequest request) {
        count.call();
        return new CountedBlueprint(factory.prepare(request), request.node());
    }

    @Override
    public Layout plain(ArrayType type) {
        return java.plain(type);
    }

    @Override
    public List<Buffer> allocate(List<Long> bytes) {
        count.call();
        count.allocate(bytes.stream().mapToLong(Long::longValue).sum());
        List<Buffer> buffers = new ArrayList<>();
        java.allocate(bytes).forEach(buffer -> buffers.add(new CountedBuffer(buffer)));
        return buffers;
    }

    @Override
    public Blueprint reorder(Layout from, Layout to) {
        count.call();
        return new CountedBlueprint(java.reorder(from, to), null);
    }

    @Override
    public Lane lane() {
        count.call();
        return new CountedLane();
    }

    @Override
    public void write(NDArray from, Layout layout, Buffer to) {
        count.call();
        java.write(from, layout, plain(to));
    }

    @Override
    public void read(Layout layout, Buffer from, NDArray to) {
        count.call();
        java.read(layout, plain(from), to);
    }
}
