package org.duograph.backend.cuda.library;

import static jcuda.driver.JCudaDriver.cuEventCreate;
import static jcuda.driver.JCudaDriver.cuEventElapsedTime;
import static jcuda.driver.JCudaDriver.cuEventRecord;

import java.util.ArrayList;
import java.util.List;
import jcuda.driver.CUevent;
import org.duograph.backend.Kernel;
import org.duograph.backend.KernelFailure;

/** Events between kernels: when the GPU came by, in its own time. */
final class Timer implements AutoCloseable {
    private final CudaDevice device;
    private final List<CUevent> events = new ArrayList<>();

    Timer(CudaDevice device, int kernels) {
        this.device = device;
        device.use();
        try {
            for (int i = 0; i <= kernels; i++) {
                CUevent event = new CUevent();
                Cuda.check("cuEventCreate", cuEventCreate(event, 0));
                events.add(event);
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Runs each kernel once, in order: the nanoseconds that each took. */
    long[] time(List<Kernel> kernels) {
        record(0);
        for (int i = 0; i < kernels.size(); i++) {
            try {
                kernels.get(i).run();
            } catch (RuntimeException e) {
                throw new KernelFailure(i, e);
            }
            record(i + 1);
        }
        device.finish();
        long[] nanos = new long[kernels.size()];
        float[] millis = new float[1];
        for (int i = 0; i < nanos.length; i++) {
            Cuda.check(
                    "cuEventElapsedTime",
                    cuEventElapsedTime(millis, events.get(i), events.get(i + 1)));
            nanos[i] = Math.round(millis[0] * 1e6);
        }
        return nanos;
    }

    private void record(int i) {
        Cuda.check("cuEventRecord", cuEventRecord(events.get(i), device.stream()));
    }

    @Override
    public void close() {
        events.forEach(Events::destroy);
    }
}
