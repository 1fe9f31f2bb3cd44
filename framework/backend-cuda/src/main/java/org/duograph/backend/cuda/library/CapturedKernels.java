package org.duograph.backend.cuda.library;

import static jcuda.driver.CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL;
import static jcuda.driver.JCudaDriver.cuGraphDestroy;
import static jcuda.driver.JCudaDriver.cuGraphExecDestroy;
import static jcuda.driver.JCudaDriver.cuGraphGetNodes;
import static jcuda.driver.JCudaDriver.cuGraphInstantiate;
import static jcuda.driver.JCudaDriver.cuGraphLaunch;
import static jcuda.driver.JCudaDriver.cuGraphUpload;
import static jcuda.driver.JCudaDriver.cuStreamBeginCapture;
import static jcuda.driver.JCudaDriver.cuStreamEndCapture;

import java.util.concurrent.atomic.AtomicBoolean;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstream;
import org.duograph.backend.Kernel;

/**
 * Kernels in a row as one CUDA graph.
 *
 * <p>The first run launches them one by one: only now does the driver load code and does cuDNN
 * allocate, which must not happen while a graph is recorded. The second run records them, and from
 * then on the whole graph is launched by one call. All that changes from run to run stands in
 * memory. Where recording fails, the kernels are launched one by one for good, and the log says so
 * once in a program.
 */
final class CapturedKernels implements Kernel {
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private final CudaLane lane;
    private final Kernel eager;
    private boolean warm;
    private boolean givenUp;
    private CUgraphExec graph;
    private long nodes;

    CapturedKernels(CudaLane lane, Kernel eager) {
        this.lane = lane;
        this.eager = eager;
    }

    @Override
    public void run() {
        if (graph == null && warm && !givenUp) {
            capture();
        }
        if (graph == null) {
            eager.run();
            warm = true;
            return;
        }
        lane.device().use();
        Cuda.check("cuGraphLaunch", cuGraphLaunch(graph, lane.device().stream()));
    }

    private void capture() {
        lane.device().use();
        CUgraph recorded = new CUgraph();
        try {
            record(recorded);
            long[] count = new long[1];
            Cuda.check("cuGraphGetNodes", cuGraphGetNodes(recorded, null, count));
            CUgraphExec made = new CUgraphExec();
            Cuda.check("cuGraphInstantiate", cuGraphInstantiate(made, recorded, 0));
            graph = made;
            lane.device().hold(this, this::destroy);
            nodes = count[0];
            Cuda.check("cuGraphUpload", cuGraphUpload(graph, lane.device().stream()));
        } catch (RuntimeException | OutOfMemoryError e) {
            giveUp(e);
        } finally {
            cuGraphDestroy(recorded); // fails where nothing was recorded, which matters to nobody
        }
    }

    /** Whatever happens, the stream must not go on recording. */
    private void record(CUgraph into) {
        try {
            CUstream stream = lane.beginCapture();
            Cuda.check(
                    "cuStreamBeginCapture",
                    cuStreamBeginCapture(stream, CU_STREAM_CAPTURE_MODE_THREAD_LOCAL));
            int ended;
            try {
                eager.run();
            } finally {
                ended = cuStreamEndCapture(stream, into);
            }
            if (ended != 0) {
                lane.abandonCapture();
            }
            Cuda.check("cuStreamEndCapture", ended);
        } finally {
            lane.endCapture();
        }
    }

    private void giveUp(Throwable why) {
        givenUp = true;
        lane.device().giveBack(this);
        if (!TOLD.getAndSet(true)) {
            System.getLogger(CapturedKernels.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "GPU "
                                    + lane.device()
                                    + ": a step can't be recorded as a CUDA graph, and its kernels"
                                    + " are launched one by one, which gives the same numbers more"
                                    + " slowly: "
                                    + why.getMessage());
        }
    }

    /** For the plan's text. */
    String describe() {
        if (givenUp) {
            return "launched one by one";
        }
        return graph == null
                ? "one CUDA graph after the first run"
                : "one CUDA graph of %d nodes".formatted(nodes);
    }

    @Override
    public void close() {
        lane.device().giveBack(this);
        eager.close();
    }

    private void destroy() {
        Cuda.released("cuGraphExecDestroy", cuGraphExecDestroy(graph));
        graph = null;
    }
}
