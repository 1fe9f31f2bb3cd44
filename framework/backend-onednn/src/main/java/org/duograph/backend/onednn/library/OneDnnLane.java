package org.duograph.backend.onednn.library;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_stream;
import org.duograph.backend.Lane;

/** A stream of oneDNN, which runs primitives in order. */
public final class OneDnnLane implements Lane {
    private final dnnl_stream stream = new dnnl_stream();

    /** Opens a stream; whoever asked for it closes it. */
    public OneDnnLane(OneDnn dnn) {
        int status = dnnl_stream_create(stream, dnn.engine, dnnl_stream_in_order);
        OneDnn.created("dnnl_stream_create", stream, status);
    }

    dnnl_stream stream() {
        return stream;
    }

    @Override
    public int threads() {
        return OneDnn.threads();
    }

    @Override
    public void finish() {
        OneDnn.check("dnnl_stream_wait", dnnl_stream_wait(stream));
    }

    @Override
    public void close() {
        OneDnn.destroy(stream);
    }
}
