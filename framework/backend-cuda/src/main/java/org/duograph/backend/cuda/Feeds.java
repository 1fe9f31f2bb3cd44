package org.duograph.backend.cuda;

import static jcuda.driver.JCudaDriver.cuEventSynchronize;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoDAsync;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoHAsync;
import static jcuda.driver.JCudaDriver.cuMemcpyHtoDAsync;
import static jcuda.driver.JCudaDriver.cuMemsetD32Async;
import static jcuda.driver.JCudaDriver.cuStreamSynchronize;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;
import jcuda.driver.CUevent;
import org.duograph.backend.cuda.library.Arena;
import org.duograph.backend.cuda.library.Cuda;
import org.duograph.backend.cuda.library.CudaDevice;
import org.duograph.backend.cuda.library.DeviceBuffer;
import org.duograph.backend.cuda.library.Events;
import org.duograph.backend.cuda.library.PinnedMemory;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/**
 * Brings arrays of the host into a GPU's memory, and back.
 *
 * <p>What is fed is written into pinned memory, from where the GPU fetches it by itself into a
 * place beside, on a stream of its own, while kernels still run on what was fed before; only the
 * last copy, inside the GPU, waits for them. There are two such places, even and odd, so that one
 * can be filled while the other is read. The host waits only where both are in use.
 *
 * <p>Several threads may use it.
 */
final class Feeds implements AutoCloseable {
    /** Larger arrays come in pieces. */
    private static final int MOST = 8 << 20;

    private final CudaDevice device;
    private final Stage even;
    private final Stage odd;
    private final List<CUevent> events = new ArrayList<>();
    private PinnedMemory results;
    private boolean isOdd;

    /** Pinned memory, as much of the GPU's, and what tells when each of them is free again. */
    private final class Stage {
        private PinnedMemory pinned;
        private DeviceBuffer beside;
        private final CUevent fetched = event();
        private final CUevent taken = event();

        /** Brings {@code bytes} bytes to the place {@code to}. */
        void carry(int bytes, java.util.function.Consumer<ByteBuffer> fill, DeviceBuffer to) {
            Cuda.check("cuEventSynchronize", cuEventSynchronize(fetched));
            makeRoom(bytes);
            fill.accept(pinned.bytes().duplicate().order(pinned.bytes().order()));
            Events.await(taken, device.copies());
            Cuda.check(
                    "cuMemcpyHtoDAsync",
                    cuMemcpyHtoDAsync(beside.pointer(), pinned.pointer(), bytes, device.copies()));
            Events.record(fetched, device.copies());
            Events.await(fetched, device.stream());
            Cuda.check(
                    "cuMemcpyDtoDAsync",
                    cuMemcpyDtoDAsync(to.pointer(), beside.pointer(), bytes, device.stream()));
            Events.record(taken, device.stream());
        }

        private void makeRoom(int bytes) {
            if (pinned == null || pinned.bytes().capacity() < bytes) {
                Cuda.check("cuEventSynchronize", cuEventSynchronize(taken));
                free();
                PinnedMemory made = new PinnedMemory(bytes);
                try {
                    beside = Arena.allocate(device, bytes);
                } catch (RuntimeException | Error e) {
                    made.close();
                    throw e;
                }
                pinned = made;
            }
        }

        private void free() {
            if (pinned != null) {
                pinned.close();
                beside.close();
                pinned = null;
            }
        }
    }

    Feeds(CudaDevice device) {
        this.device = device;
        device.use();
        try {
            this.even = new Stage();
            this.odd = new Stage();
        } catch (RuntimeException | Error e) {
            events.forEach(Events::destroy);
            throw e;
        }
    }

    private CUevent event() {
        CUevent event = Events.create();
        events.add(event);
        return event;
    }

    /** Writes an array, row by row. */
    void write(NDArray from, DeviceBuffer to) {
        if (from.data() instanceof long[] longs && longs.length == 1) {
            writeNumber(longs[0], to); // the number of a run, at every run
            return;
        }
        DType type = from.dtype();
        inPieces(
                from.size(),
                type.bytes(),
                to,
                (bytes, at) -> type.put(from.data(), at, bytes.remaining() / type.bytes(), bytes));
    }

    /** Writes float32 numbers from the position of {@code from} on. */
    void write(FloatBuffer from, ArrayType type, DeviceBuffer to) {
        inPieces(
                type.shape().intSize(),
                Float.BYTES,
                to,
                (bytes, at) -> {
                    FloatBuffer floats = bytes.asFloatBuffer();
                    floats.put(0, from, from.position() + at, floats.remaining());
                });
    }

    /** Writes one int64 without any memory beside: the driver keeps both halves itself. */
    private void writeNumber(long number, DeviceBuffer to) {
        device.use();
        DeviceBuffer low = to.part(0, Integer.BYTES);
        DeviceBuffer high = to.part(Integer.BYTES, Integer.BYTES);
        Cuda.check(
                "cuMemsetD32Async",
                cuMemsetD32Async(low.pointer(), (int) number, 1, device.stream()));
        Cuda.check(
                "cuMemsetD32Async",
                cuMemsetD32Async(high.pointer(), (int) (number >>> 32), 1, device.stream()));
    }

    /**
     * Writes elements in pieces.
     *
     * @param put fills bytes with elements from a given one on
     */
    private synchronized void inPieces(
            int count, int each, DeviceBuffer to, ObjIntConsumer<ByteBuffer> put) {
        device.use();
        int most = MOST / each;
        for (int at = 0; at < count; at += most) {
            int first = at;
            int bytes = Math.min(most, count - at) * each;
            DeviceBuffer target = to.part((long) at * each, bytes);
            Stage stage = isOdd ? odd : even;
            isOdd = !isOdd;
            stage.carry(bytes, buffer -> put.accept(buffer.limit(bytes), first), target);
        }
    }

    /** Waits for all that was started, and reads an array, row by row. */
    synchronized void read(DeviceBuffer from, NDArray to) {
        device.use();
        DType type = to.dtype();
        int most = MOST / type.bytes();
        for (int at = 0; at < to.size(); at += most) {
            int some = Math.min(most, to.size() - at);
            int bytes = some * type.bytes();
            if (results == null || results.bytes().capacity() < bytes) {
                if (results != null) {
                    results.close();
                    results = null;
                }
                results = new PinnedMemory(bytes);
            }
            Cuda.check(
                    "cuMemcpyDtoHAsync",
                    cuMemcpyDtoHAsync(
                            results.pointer(),
                            from.part((long) at * type.bytes(), bytes).pointer(),
                            bytes,
                            device.stream()));
            device.finishWithoutFault();
            ByteBuffer read = results.bytes().duplicate().order(results.bytes().order());
            type.get(read, to.data(), at, some);
        }
    }

    @Override
    public void close() {
        device.finishToClose();
        Cuda.released("cuStreamSynchronize", cuStreamSynchronize(device.copies()));
        even.free();
        odd.free();
        events.forEach(Events::destroy);
        if (results != null) {
            results.close();
        }
    }
}
