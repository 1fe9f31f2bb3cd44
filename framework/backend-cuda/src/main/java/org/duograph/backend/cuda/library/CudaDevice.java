package org.duograph.backend.cuda.library;

import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT;
import static jcuda.driver.CUstream_flags.CU_STREAM_NON_BLOCKING;
import static jcuda.driver.JCudaDriver.cuCtxSetCurrent;
import static jcuda.driver.JCudaDriver.cuDeviceGet;
import static jcuda.driver.JCudaDriver.cuDeviceGetAttribute;
import static jcuda.driver.JCudaDriver.cuDeviceGetName;
import static jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRelease;
import static jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRetain;
import static jcuda.driver.JCudaDriver.cuDeviceTotalMem;
import static jcuda.driver.JCudaDriver.cuMemGetInfo;
import static jcuda.driver.JCudaDriver.cuStreamCreate;
import static jcuda.driver.JCudaDriver.cuStreamDestroy;
import static jcuda.driver.JCudaDriver.cuStreamSynchronize;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUstream;

/**
 * One GPU: its primary context, its memory, and the stream on which all its work is done.
 *
 * <p>One stream for all lanes: whatever was put on it first is done first. So a plan need not wait
 * for its kernels before another one reads what they write, nor a feed before it writes what they
 * read. A second stream carries what is fed, while kernels run.
 *
 * <p>The driver wants to be told in each thread which device is meant; every entry into this
 * package does so ({@link #use}).
 */
public final class CudaDevice implements AutoCloseable {
    private static final ThreadLocal<CudaDevice> USED = new ThreadLocal<>();

    /** So many blocks for each multiprocessor keep it busy; more only cost their starts. */
    private static final int BLOCKS_PER_MULTIPROCESSOR = 16;

    private final int index;
    private final CUdevice device = new CUdevice();
    private final CUcontext context = new CUcontext();
    private final CUstream compute;
    private final CUstream copies;
    private final List<CUstream> streams = new ArrayList<>(); // that are open
    private final Map<Object, Runnable> held = new LinkedHashMap<>(); // and how it is given back
    private final Map<String, PtxModule> modules = new LinkedHashMap<>();
    private final List<Fault> faults = new CopyOnWriteArrayList<>(); // in the order of steps
    private final int multiprocessors;
    private final long limit;
    private final AtomicLong heldBytes = new AtomicLong();

    /**
     * Opens a GPU.
     *
     * @param index its number, from 0
     * @param limit how many bytes of its memory may be taken
     * @throws IllegalStateException if no GPU can be used; the message says why
     */
    public CudaDevice(int index, long limit) {
        CudaNatives.require();
        this.index = index;
        this.limit = limit;
        Cuda.check("cuDeviceGet", cuDeviceGet(device, index));
        Cuda.check("cuDevicePrimaryCtxRetain", cuDevicePrimaryCtxRetain(context, device));
        try {
            use();
            compute = open();
            copies = open();
            multiprocessors = attribute(CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private CUstream open() {
        CUstream stream = new CUstream();
        Cuda.check("cuStreamCreate", cuStreamCreate(stream, CU_STREAM_NON_BLOCKING));
        streams.add(stream);
        return stream;
    }

    /** Its number, from 0. */
    public int index() {
        return index;
    }

    /** How many bytes of its memory may be taken. */
    long limit() {
        return limit;
    }

    /** How many bytes of its memory are taken here. */
    AtomicLong heldBytes() {
        return heldBytes;
    }

    /** Makes it the device that this thread's calls mean. */
    public void use() {
        if (USED.get() != this) {
            Cuda.check("cuCtxSetCurrent", cuCtxSetCurrent(context));
            USED.set(this);
        }
    }

    /** The same where something is closed, which goes on whatever fails. */
    public void useToClose() {
        if (USED.get() != this) {
            Cuda.released("cuCtxSetCurrent", cuCtxSetCurrent(context));
            USED.set(this);
        }
    }

    /** Waits as {@link #finish} does, where something is closed, which goes on whatever fails. */
    public void finishToClose() {
        useToClose();
        Cuda.released("cuStreamSynchronize", cuStreamSynchronize(compute));
    }

    /** The device that this thread's calls mean; null for none. */
    static CudaDevice used() {
        return USED.get();
    }

    /** Takes note of something that is given back with the device at the latest. */
    public synchronized void hold(Object thing, Runnable giveBack) {
        held.put(thing, giveBack);
    }

    /**
     * Gives back what was held. Nothing is called where that has been done already, perhaps when
     * the device was closed: things and their device may be closed in any order.
     */
    public void giveBack(Object thing) {
        Runnable how;
        synchronized (this) {
            how = held.remove(thing);
        }
        if (how != null) {
            useToClose();
            how.run();
        }
    }

    private synchronized List<Object> held() {
        return List.copyOf(held.keySet());
    }

    /** The context, for copies between devices. */
    public CUcontext context() {
        return context;
    }

    /** The stream on which all kernels run. */
    public CUstream stream() {
        return compute;
    }

    /** The stream on which what is fed comes in. */
    public CUstream copies() {
        return copies;
    }

    /** Waits until all that was put on its stream has been done. */
    public void finish() {
        use();
        Cuda.check("cuStreamSynchronize", cuStreamSynchronize(compute));
    }

    /** Where kernels that may run here report what is wrong with their inputs. */
    List<Fault> faults() {
        return faults;
    }

    /** Waits as {@link #finish} does; throws if a kernel reported a fault, as its operator does. */
    public void finishWithoutFault() {
        finish();
        raiseFaults();
    }

    /**
     * Throws if a kernel has reported a fault, as its operator does: the first one of a step, as on
     * the processor, which gets no further. What others have reported is said with it, and not
     * again: a wrong label is found by the loss, its gradient and the accuracy.
     */
    public void raiseFaults() {
        RuntimeException first = null;
        for (Fault fault : faults) {
            try {
                fault.raise();
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private int attribute(int which) {
        int[] value = new int[1];
        Cuda.check("cuDeviceGetAttribute", cuDeviceGetAttribute(value, which, device));
        return value[0];
    }

    /** How many blocks at most a loop over many elements is spread over. */
    public int mostBlocks() {
        return BLOCKS_PER_MULTIPROCESSOR * multiprocessors;
    }

    /** The major and minor number of its architecture, such as 90 for 9.0. */
    public int computeCapability() {
        return 10 * attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
                + attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
    }

    /** Such as {@code NVIDIA H200, compute capability 9.0, 139.8 GiB}. */
    public String description() {
        int capability = computeCapability();
        return "%s, compute capability %d.%d, %.1f GiB"
                .formatted(
                        name(device),
                        capability / 10,
                        capability % 10,
                        totalBytes() / (double) (1L << 30));
    }

    private static String name(CUdevice device) {
        byte[] name = new byte[256];
        Cuda.check("cuDeviceGetName", cuDeviceGetName(name, name.length, device));
        return new String(name, StandardCharsets.UTF_8).replace("\0", "").strip();
    }

    /** The name of a GPU that need not be open. */
    public static String name(int index) {
        return name(find(index));
    }

    /** All the memory of a GPU that need not be open. */
    public static long totalBytes(int index) {
        return totalBytes(find(index));
    }

    private static CUdevice find(int index) {
        CUdevice device = new CUdevice();
        Cuda.check("cuDeviceGet", cuDeviceGet(device, index));
        return device;
    }

    /** All its memory. */
    public long totalBytes() {
        return totalBytes(device);
    }

    private static long totalBytes(CUdevice device) {
        long[] bytes = new long[1];
        Cuda.check("cuDeviceTotalMem", cuDeviceTotalMem(bytes, device));
        return bytes[0];
    }

    /** The memory that nobody has taken. */
    public long freeBytes() {
        use();
        long[] free = new long[1];
        Cuda.check("cuMemGetInfo", cuMemGetInfo(free, new long[1]));
        return free[0];
    }

    /** The kernels of our own in {@code name.cu}; loaded when they are first asked for. */
    synchronized PtxModule module(String name) {
        PtxModule module = modules.get(name);
        if (module == null) {
            use();
            module = PtxModule.load(name);
            modules.put(name, module);
        }
        return module;
    }

    @Override
    public void close() {
        useToClose();
        held().forEach(this::giveBack);
        modules.values().forEach(PtxModule::close);
        streams.forEach(stream -> Cuda.released("cuStreamDestroy", cuStreamDestroy(stream)));
        USED.remove();
        Cuda.released("cuCtxSetCurrent", cuCtxSetCurrent(new CUcontext()));
        Cuda.released("cuDevicePrimaryCtxRelease", cuDevicePrimaryCtxRelease(device));
    }

    @Override
    public String toString() {
        return "cuda:" + index;
    }
}
