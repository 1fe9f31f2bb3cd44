package org.duograph.backend.cuda.library;

import static jcuda.driver.CUstream_flags.CU_STREAM_NON_BLOCKING;
import static jcuda.driver.JCudaDriver.cuStreamCreate;
import static jcuda.driver.JCudaDriver.cuStreamDestroy;

import java.util.List;
import jcuda.driver.CUstream;
import org.duograph.backend.Kernel;
import org.duograph.backend.Lane;

/**
 * Kernels in order on a GPU's stream. Several in a row are joined into one CUDA graph, which is one
 * call instead of hundreds.
 */
public final class CudaLane implements Lane {
    private final CudaDevice device;
    private final Arguments arguments;
    private final boolean captures;
    private CUstream capture; // opened when something is captured first
    private CUstream current;
    private Dnn dnn; // opened when something calls cuDNN first

    /**
     * A lane on a GPU.
     *
     * @param captures whether kernels in a row are to become a CUDA graph
     */
    public CudaLane(CudaDevice device, boolean captures) {
        this.device = device;
        this.arguments = new Arguments(device);
        this.captures = captures;
        this.current = device.stream();
        device.hold(this, this::giveBack);
    }

    /** The GPU. */
    public CudaDevice device() {
        return device;
    }

    /** Where a kernel that runs now puts its work: on the device's stream, or into a graph. */
    public CUstream stream() {
        return current;
    }

    Arguments arguments() {
        return arguments;
    }

    /** Its cuDNN, which several threads may ask for at a time, when they bind kernels. */
    synchronized Dnn dnn() {
        if (dnn == null) {
            device.use();
            dnn = new Dnn(device);
        }
        return dnn;
    }

    @Override
    public Kernel join(List<Kernel> kernels) {
        Kernel inOrder = Together.of(device, kernels, Lane.super::join);
        return captures && kernels.size() > 1 ? new CapturedKernels(this, inOrder) : inOrder;
    }

    @Override
    public String describe(Kernel joined) {
        return joined instanceof CapturedKernels captured ? captured.describe() : "";
    }

    /** Lets kernels that run from now on be recorded instead. */
    CUstream beginCapture() {
        if (capture == null) {
            CUstream made = new CUstream();
            Cuda.check("cuStreamCreate", cuStreamCreate(made, CU_STREAM_NON_BLOCKING));
            capture = made;
        }
        current = capture;
        return capture;
    }

    /** Gives up a stream that may not have stopped recording. */
    void abandonCapture() {
        Cuda.released("cuStreamDestroy", cuStreamDestroy(capture));
        capture = null;
    }

    /** Lets kernels run again. */
    void endCapture() {
        current = device.stream();
    }

    @Override
    public int threads() {
        return 0;
    }

    @Override
    public void finish() {
        device.finishWithoutFault();
    }

    /** Nothing to do: all that comes next on this GPU, of whatever lane, is done later. */
    @Override
    public void handOver() {}

    @Override
    public long[] time(List<Kernel> kernels) {
        try (Timer timer = new Timer(device, kernels.size())) {
            return timer.time(kernels);
        }
    }

    @Override
    public void close() {
        device.giveBack(this);
    }

    private void giveBack() {
        device.finishToClose(); // what it still runs reads the arguments
        if (dnn != null) {
            dnn.close();
        }
        if (capture != null) {
            Cuda.released("cuStreamDestroy", cuStreamDestroy(capture));
        }
        arguments.close();
    }
}
