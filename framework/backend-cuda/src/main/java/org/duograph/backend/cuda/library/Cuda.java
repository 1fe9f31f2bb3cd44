package org.duograph.backend.cuda.library;

import static jcuda.driver.JCudaDriver.cuGetErrorName;
import static jcuda.driver.JCudaDriver.cuGetErrorString;

import org.duograph.backend.tuning.RefusedException;

/** What calls of the driver and of cuDNN answer: nothing goes on after a failure unnoticed. */
public final class Cuda {
    private static final int OUT_OF_MEMORY = 2;

    /** cuDNN's answers from 3000 on: it can't do this, though another algorithm may. */
    private static final int NOT_SUPPORTED = 3;

    /** cuDNN's answer to memory that it could not get for itself. */
    private static final int ALLOCATION_FAILED = 4001;

    private Cuda() {}

    /**
     * Checks what a function of the driver returned.
     *
     * @throws OutOfMemoryError if it lacked memory
     * @throws CudaException if something else went wrong
     */
    public static void check(String function, int status) {
        if (status == 0) {
            return;
        }
        String what = "%s failed: %s".formatted(function, describe(status));
        if (status == OUT_OF_MEMORY) {
            throw new OutOfMemoryError(what);
        }
        throw new CudaException(what, status);
    }

    private static String describe(int status) {
        String[] name = new String[1];
        String[] text = new String[1];
        cuGetErrorName(status, name);
        cuGetErrorString(status, text);
        return "%s (%d), %s".formatted(name[0], status, text[0]);
    }

    /**
     * Checks what a function of cuDNN returned.
     *
     * @throws RefusedException if it can't do what was asked
     * @throws OutOfMemoryError if it lacked memory
     * @throws CudaException if something else went wrong
     */
    public static void checkDnn(String function, int status) {
        if (status == 0) {
            return;
        }
        // By the library itself: jcudnn's own names are those of an older cuDNN.
        String what =
                "%s failed: %s (%d)"
                        .formatted(
                                function, jcuda.jcudnn.JCudnn.cudnnGetErrorString(status), status);
        if (status / 1000 == NOT_SUPPORTED) {
            throw new RefusedException(what);
        }
        if (status == ALLOCATION_FAILED) {
            throw new OutOfMemoryError(what);
        }
        throw new CudaException(what, status);
    }
}
