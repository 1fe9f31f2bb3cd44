package org.duograph.backend.onednn.library;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.duograph.backend.tuning.RefusedException;

/** A call that oneDNN refused: the message names the call and the library's reason. */
public final class OneDnnException extends RefusedException {
    private static final long serialVersionUID = 1;

    /**
     * Says what was asked of the library, and why it refused.
     *
     * @param call the library function
     * @param status what it returned
     */
    public OneDnnException(String call, int status) {
        super("oneDNN: " + call + " failed: " + reason(status));
    }

    private static String reason(int status) {
        if (status == dnnl_out_of_memory) {
            return "out of memory";
        } else if (status == dnnl_invalid_arguments) {
            return "invalid arguments";
        } else if (status == dnnl_unimplemented) {
            return "not implemented for this processor, type or shape";
        } else if (status == dnnl_last_impl_reached) {
            return "no implementation is left";
        } else if (status == dnnl_runtime_error) {
            return "it failed while it ran";
        }
        return "status " + status;
    }
}
