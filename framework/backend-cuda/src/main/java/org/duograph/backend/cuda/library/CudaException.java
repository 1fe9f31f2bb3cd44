package org.duograph.backend.cuda.library;

/** A call of the driver or of cuDNN failed. */
public final class CudaException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    /** Says which call failed, and what the library says of it. */
    CudaException(String message, int status) {
        super(message);
        this.status = status;
    }

    /** The library's number for what went wrong. */
    public int status() {
        return status;
    }
}
