package org.duograph.backend.cuda;

import static jcuda.driver.JCudaDriver.cuMemcpyPeerAsync;

import java.util.List;
import jcuda.driver.CUevent;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Kernel;
import org.duograph.backend.Lane;
import org.duograph.backend.Layout;
import org.duograph.backend.cuda.library.Cuda;
import org.duograph.backend.cuda.library.CudaDevice;
import org.duograph.backend.cuda.library.DeviceBuffer;
import org.duograph.backend.cuda.library.Events;

/**
 * Carries an array from one GPU to another without the host: over the link between them where there
 * is one, else the driver finds a way.
 *
 * <p>The host waits for nothing. The copy waits, on the stream of the GPU that it comes to, until
 * the other one has come so far; and what comes next on that one waits until the copy has read.
 *
 * @param source the GPU that it comes from
 * @param target the GPU that it goes to
 * @param layout how it stands on both
 */
record PeerCopy(CudaDevice source, CudaDevice target, Layout layout) implements Blueprint {
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
        return source + " to " + target;
    }

    @Override
    public Kernel bind(Memory memory, Lane lane) {
        DeviceBuffer from = (DeviceBuffer) memory.inputs().get(0);
        DeviceBuffer to = (DeviceBuffer) memory.outputs().get(0);
        return new Bound(this, from, to);
    }

    private static final class Bound implements Kernel {
        private final PeerCopy copy;
        private final DeviceBuffer from;
        private final DeviceBuffer to;
        private final CUevent written;
        private final CUevent read;

        Bound(PeerCopy copy, DeviceBuffer from, DeviceBuffer to) {
            this.copy = copy;
            this.from = from;
            this.to = to;
            copy.source.use();
            this.written = create(copy.source);
            try {
                copy.target.use();
                this.read = create(copy.target);
            } catch (RuntimeException | Error e) {
                copy.source.giveBack(written);
                throw e;
            }
        }

        private static CUevent create(CudaDevice device) {
            CUevent event = Events.create();
            device.hold(event, () -> Events.destroy(event));
            return event;
        }

        @Override
        public void run() {
            copy.source.use();
            Events.record(written, copy.source.stream());
            copy.target.use();
            Events.await(written, copy.target.stream());
            Cuda.check(
                    "cuMemcpyPeerAsync",
                    cuMemcpyPeerAsync(
                            to.pointer(),
                            copy.target.context(),
                            from.pointer(),
                            copy.source.context(),
                            copy.layout.bytes(),
                            copy.target.stream()));
            Events.record(read, copy.target.stream());
            copy.source.use();
            Events.await(read, copy.source.stream());
        }

        @Override
        public void close() {
            copy.source.giveBack(written);
            copy.target.giveBack(read);
        }
    }
}
