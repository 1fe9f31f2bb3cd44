package org.duograph.backend.cuda.library;

import static jcuda.driver.JCudaDriver.cuGetErrorName;
import static jcuda.driver.JCudaDriver.cuGetErrorString;

import java.util.concurrent.atomic.AtomicInteger;
import org.duograph.backend.tuning.RefusedException;

/** What calls of the driver and of cuDNN answer: nothing goes on after a failure unnoticed. */
public final class Cuda {
    private static final int OUT_OF_MEMORY = 2;

    /** cuDNN's answers from 3000 on: it can't do this, though another algorithm may. */
    private static final int NOT_SUPPORTED = 3;

    /** cuDNN's answer to memory that it could not get for itself. */
    private static final int ALLOCATION_FAILED = 4001;

    /** What was told last of closing: a broken context answers the same to hundreds of calls. */
    private static final AtomicInteger TOLD = new AtomicInteger();

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
        String what = "%s failed%s: %s".formatted(function, where(), describe(status));
        if (status == OUT_OF_MEMORY) {
            throw new OutOfMemoryError(what);
        }
        throw new CudaException(what, status);
    }

    /**
     * Takes note of what a function returned that gives something back. Whoever closes things goes
     * on and closes all of them, so a failure is told in the log and no more: where a kernel failed
     * or a device was lost, everything fails for that reason, and gives back what it can.
     */
    public static void released(String function, int status) {
        if (status != 0 && TOLD.getAndSet(status) != status) {
            String words =
                    function.startsWith("cudnn")
                            ? jcuda.jcudnn.JCudnn.cudnnGetErrorString(status) + " (" + status + ")"
                            : describe(status);
            System.getLogger(Cuda.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            function
                                    + " failed"
                                    + where()
                                    + ", while something was closed: "
                                    + words);
        }
    }

    /** Which of several GPUs it was; nothing where none is in use yet. */
    private static String where() {
        CudaDevice used = CudaDevice.used();
        return used == null ? "" : " on " + used;
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
                "%s failed%s: %s (%d)"
                        .formatted(
                                function,
                                where(),
                                jcuda.jcudnn.JCudnn.cudnnGetErrorString(status),
                                status);
        if (status / 1000 == NOT_SUPPORTED) {
            throw new RefusedException(what);
        }
        if (status == ALLOCATION_FAILED) {
            throw new OutOfMemoryError(what);
        }
        throw new CudaException(what, status);
    }
}
