package org.duograph.backend.cuda;

import static jcuda.driver.JCudaDriver.cuEventSynchronize;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoHAsync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import jcuda.driver.CUevent;
import org.duograph.backend.Arrival;
import org.duograph.backend.cuda.library.Cuda;
import org.duograph.backend.cuda.library.CudaDevice;
import org.duograph.backend.cuda.library.DeviceBuffer;
import org.duograph.backend.cuda.library.Events;
import org.duograph.backend.cuda.library.PinnedMemory;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;

/**
 * Arrays on their way to the host: copies that the GPU makes when it comes to them, into pinned
 * memory, which serves again and again. Several threads may use it.
 */
final class Arrivals implements AutoCloseable {
    /** What is read late is small: a loss, an accuracy. */
    static final int MOST_BYTES = 1 << 12;

    private final CudaDevice device;
    private final Deque<Landing> free = new ArrayDeque<>();
    private final List<Landing> all = new ArrayList<>();

    /** Where one array arrives, and the event that tells when. */
    private record Landing(PinnedMemory pinned, CUevent arrived) {
        void close() {
            pinned.close();
            Events.destroy(arrived);
        }
    }

    Arrivals(CudaDevice device) {
        this.device = device;
    }

    /** Lets the array in {@code from} set out; it has at most {@link #MOST_BYTES}. */
    Arrival<NDArray> of(DeviceBuffer from, ArrayType type) {
        device.use();
        Landing landing = take();
        try {
            Cuda.check(
                    "cuMemcpyDtoHAsync",
                    cuMemcpyDtoHAsync(
                            landing.pinned.pointer(),
                            from.pointer(),
                            type.bytes(),
                            device.stream()));
            Events.record(landing.arrived, device.stream());
        } catch (RuntimeException | Error e) {
            giveBack(landing);
            throw e;
        }
        return new Arrival<>() {
            private NDArray array;

            @Override
            public boolean isThere() {
                return false;
            }

            @Override
            public NDArray await() {
                if (array == null) {
                    array = land(landing, type);
                }
                return array;
            }
        };
    }

    private synchronized Landing take() {
        if (!free.isEmpty()) {
            return free.pop();
        }
        PinnedMemory pinned = new PinnedMemory(MOST_BYTES);
        try {
            Landing landing = new Landing(pinned, Events.create());
            all.add(landing);
            return landing;
        } catch (RuntimeException | Error e) {
            pinned.close();
            throw e;
        }
    }

    private synchronized void giveBack(Landing landing) {
        free.push(landing);
    }

    private NDArray land(Landing landing, ArrayType type) {
        device.use();
        Cuda.check("cuEventSynchronize", cuEventSynchronize(landing.arrived));
        NDArray array = NDArray.zeros(type);
        var bytes = landing.pinned.bytes().duplicate().order(landing.pinned.bytes().order());
        type.dtype().get(bytes, array.data(), 0, array.size());
        giveBack(landing);
        device.raiseFaults();
        return array;
    }

    @Override
    public synchronized void close() {
        device.useToClose();
        all.forEach(Landing::close); // also those for which nobody waited
        all.clear();
        free.clear();
    }
}
