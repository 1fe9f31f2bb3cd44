package org.duograph.backend.cuda.library;

import static jcuda.driver.JCudaDriver.cuEventCreate;
import static jcuda.driver.JCudaDriver.cuEventDestroy;
import static jcuda.driver.JCudaDriver.cuEventRecord;
import static jcuda.driver.JCudaDriver.cuStreamWaitEvent;

import jcuda.driver.CUevent;
import jcuda.driver.CUstream;

/** Marks on a stream, for which another stream, or the host, can wait; they tell no time. */
public final class Events {
    private static final int WITHOUT_TIME = 2; // CU_EVENT_DISABLE_TIMING

    private Events() {}

    /** A mark that is on no stream yet; for the device in use. */
    public static CUevent create() {
        CUevent event = new CUevent();
        Cuda.check("cuEventCreate", cuEventCreate(event, WITHOUT_TIME));
        return event;
    }

    /** Puts it on a stream, behind all work that is there. */
    public static void record(CUevent event, CUstream stream) {
        Cuda.check("cuEventRecord", cuEventRecord(event, stream));
    }

    /** Lets what comes on a stream wait until another stream has come to the mark. */
    public static void await(CUevent event, CUstream stream) {
        Cuda.check("cuStreamWaitEvent", cuStreamWaitEvent(stream, event, 0));
    }

    /** Frees it. */
    public static void destroy(CUevent event) {
        Cuda.released("cuEventDestroy", cuEventDestroy(event));
    }
}
