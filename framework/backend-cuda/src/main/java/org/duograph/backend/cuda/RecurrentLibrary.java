package org.duograph.backend.cuda;

import static jcuda.jcudnn.JCudnn.*;

import java.util.Arrays;
import jcuda.jcudnn.cudnnDataType;
import jcuda.jcudnn.cudnnDirectionMode;
import jcuda.jcudnn.cudnnDropoutDescriptor;
import jcuda.jcudnn.cudnnForwardMode;
import jcuda.jcudnn.cudnnMathType;
import jcuda.jcudnn.cudnnRNNAlgo;
import jcuda.jcudnn.cudnnRNNBiasMode;
import jcuda.jcudnn.cudnnRNNDataDescriptor;
import jcuda.jcudnn.cudnnRNNDataLayout;
import jcuda.jcudnn.cudnnRNNDescriptor;
import jcuda.jcudnn.cudnnRNNInputMode;
import jcuda.jcudnn.cudnnTensorDescriptor;
import jcuda.jcudnn.cudnnTensorFormat;
import jcuda.jcudnn.cudnnWgradMode;
import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Cuda;
import org.duograph.backend.cuda.library.CudaOptions.Precision;
import org.duograph.backend.cuda.library.Dnn;
import org.duograph.backend.cuda.library.DnnType;
import org.duograph.backend.cuda.library.Draft;

/**
 * cuDNN's descriptors of one recurrent layer, and the calls with them.
 *
 * <p>With the precisions float16 and bfloat16 all that it reads is converted to 16 bits, and what
 * it gives is converted back, gradients of weights too; cuDNN sums in float32. Before 9.13 it has
 * no bfloat16 for recurrent layers: they are computed in TF32 then, and the plan says so.
 *
 * <p>Its calls throw a NullPointerException where the work space or the reserve space is null, even
 * if they need none; the weights stand in then.
 */
final class RecurrentLibrary {
    /**
     * The flag CUDNN_RNN_PADDED_IO_ENABLED: rows stand unpacked. The Java classes lack its name.
     */
    private static final int PADDED_IO = 1;

    /** The first version of cuDNN that has recurrent layers in bfloat16. */
    static final long FIRST_WITH_BFLOAT16 = 91300;

    private final Draft d;
    private final RecurrentLayer l;
    private final DnnType type;
    private final Narrow narrow;
    private final cudnnRNNDescriptor net = new cudnnRNNDescriptor();
    private final cudnnRNNDataDescriptor x;
    private final cudnnRNNDataDescriptor y;
    private final cudnnTensorDescriptor state = new cudnnTensorDescriptor();
    private final RecurrentWeights weights;

    /**
     * Where the arrays of a pass through the layer stand.
     *
     * @param x the rows that it reads
     * @param y the rows that it gives
     * @param hn the outputs after the last step
     * @param cn the cells after it; null where there are none
     * @param space the weights, packed
     * @param reserve what is kept for the gradient; null where nothing is
     */
    record Pass(Where x, Where y, Where hn, Where cn, Where space, Where reserve) {}

    /**
     * Where gradients stand.
     *
     * @param dY of the rows that came out
     * @param dHn of the outputs after the last step; null where dY has them
     * @param dX of the rows that went in
     */
    record Gradients(Where dY, Where dHn, Where dX) {}

    RecurrentLibrary(Draft d, RecurrentLayer l) {
        this.d = d;
        this.l = l;
        type = type(d.options().precision(), cudnnGetVersion());
        narrow = new Narrow(d, type);
        cudnnDropoutDescriptor dropout = new cudnnDropoutDescriptor();
        check("cudnnCreateDropoutDescriptor", cudnnCreateDropoutDescriptor(dropout));
        d.own(() -> cudnnDestroyDropoutDescriptor(dropout));
        check(
                "cudnnSetDropoutDescriptor",
                cudnnSetDropoutDescriptor(dropout, d.dnn().handle(), 0, null, 0, 0));
        check("cudnnCreateRNNDescriptor", cudnnCreateRNNDescriptor(net));
        d.own(() -> cudnnDestroyRNNDescriptor(net));
        check(
                "cudnnSetRNNDescriptor_v8",
                cudnnSetRNNDescriptor_v8(
                        net,
                        cudnnRNNAlgo.CUDNN_RNN_ALGO_STANDARD,
                        l.cell(),
                        l.hasRecurrentBias()
                                ? cudnnRNNBiasMode.CUDNN_RNN_DOUBLE_BIAS
                                : cudnnRNNBiasMode.CUDNN_RNN_SINGLE_INP_BIAS,
                        cudnnDirectionMode.CUDNN_UNIDIRECTIONAL,
                        cudnnRNNInputMode.CUDNN_LINEAR_INPUT,
                        type.code(),
                        cudnnDataType.CUDNN_DATA_FLOAT,
                        d.options().precision() == Precision.FLOAT32
                                ? cudnnMathType.CUDNN_FMA_MATH
                                : cudnnMathType.CUDNN_DEFAULT_MATH,
                        l.columns(),
                        l.size,
                        l.size,
                        1,
                        dropout,
                        PADDED_IO));
        x = rows(l.columns());
        y = rows(l.size);
        check("cudnnCreateTensorDescriptor", cudnnCreateTensorDescriptor(state));
        d.own(() -> cudnnDestroyTensorDescriptor(state));
        int[] dims = {1, l.count, l.size};
        check(
                "cudnnSetTensorNdDescriptorEx",
                cudnnSetTensorNdDescriptorEx(
                        state,
                        cudnnTensorFormat.CUDNN_TENSOR_NCHW,
                        type.code(),
                        dims.length,
                        dims));
        weights = new RecurrentWeights(d, l, narrow, net);
    }

    /** What a version of cuDNN reads and writes where this precision is asked for. */
    static DnnType type(Precision precision, long version) {
        boolean lacking = precision == Precision.BFLOAT16 && version < FIRST_WITH_BFLOAT16;
        return lacking ? DnnType.FLOAT : DnnType.of(precision);
    }

    /** What plans call a call. */
    private String name(String call) {
        boolean instead = type != DnnType.of(d.options().precision());
        return instead ? call + " in TF32, for bfloat16 needs cuDNN 9.13" : call;
    }

    private long rowCount() {
        return (long) l.steps * l.count;
    }

    private long stateSize() {
        return (long) l.count * l.size;
    }

    private static void check(String call, int status) {
        Cuda.checkDnn(call, status);
    }

    /** Descriptor of T x N rows, of which all are read. */
    private cudnnRNNDataDescriptor rows(int width) {
        cudnnRNNDataDescriptor rows = new cudnnRNNDataDescriptor();
        check("cudnnCreateRNNDataDescriptor", cudnnCreateRNNDataDescriptor(rows));
        d.own(() -> cudnnDestroyRNNDataDescriptor(rows));
        int[] lengths = new int[l.count];
        Arrays.fill(lengths, l.steps);
        check(
                "cudnnSetRNNDataDescriptor",
                cudnnSetRNNDataDescriptor(
                        rows,
                        type.code(),
                        cudnnRNNDataLayout.CUDNN_RNN_DATA_LAYOUT_SEQ_MAJOR_UNPACKED,
                        l.steps,
                        l.count,
                        width,
                        lengths,
                        Dnn.ZERO));
        return rows;
    }

    /** The bytes of the work space, and of what a pass keeps for the gradient. */
    private long[] spaces(int mode) {
        long[] work = new long[1];
        long[] reserve = new long[1];
        check(
                "cudnnGetRNNTempSpaceSizes",
                cudnnGetRNNTempSpaceSizes(d.dnn().handle(), net, mode, x, work, reserve));
        return new long[] {work[0], reserve[0]};
    }

    /** Packs the weights. */
    Where packed() {
        return weights.packed();
    }

    /** The bytes that are kept for the gradient. */
    long reserveBytes() {
        return spaces(cudnnForwardMode.CUDNN_FWD_MODE_TRAINING)[1];
    }

    private Where cells() {
        return l.states == 2 ? new Where.In(2) : null;
    }

    private Where work(long bytes, Where otherwise) {
        return bytes > 0 ? d.scratch(bytes) : otherwise;
    }

    /** The layer; it keeps what its gradient needs where there is a place for it. */
    void forward(Pass pass) {
        boolean keeps = pass.reserve != null;
        int mode =
                keeps
                        ? cudnnForwardMode.CUDNN_FWD_MODE_TRAINING
                        : cudnnForwardMode.CUDNN_FWD_MODE_INFERENCE;
        long work = spaces(mode)[0];
        long reserve = spaces(mode)[1];
        Where outputs = narrow.room(pass.y, rowCount() * l.size);
        Where hn = narrow.room(pass.hn, stateSize());
        Where cn = narrow.room(pass.cn, stateSize());
        d.dnn(
                name("cudnnRNNForward"),
                (handle, at) ->
                        cudnnRNNForward(
                                handle,
                                net,
                                mode,
                                null,
                                x,
                                at[0],
                                y,
                                at[1],
                                state,
                                at[2],
                                at[3],
                                state,
                                at[4],
                                at[5],
                                weights.bytes(),
                                at[6],
                                work,
                                at[7],
                                reserve,
                                at[8]),
                narrow.given(pass.x, rowCount() * l.columns()),
                outputs,
                narrow.given(new Where.In(1), stateSize()),
                hn,
                narrow.given(cells(), stateSize()),
                cn,
                pass.space,
                work(work, pass.space),
                keeps ? pass.reserve : pass.space);
        narrow.take(outputs, pass.y, rowCount() * l.size);
        narrow.take(hn, pass.hn, stateSize());
        narrow.take(cn, pass.cn, stateSize());
    }

    /** The way back; the gradients of the states and of the weights stand in the outputs. */
    void backward(Pass pass, Gradients gradients) {
        long[] bytes = spaces(cudnnForwardMode.CUDNN_FWD_MODE_TRAINING);
        Where work = work(bytes[0], pass.space);
        boolean cells = l.states == 2;
        Where dCells = cells ? new Where.Out(2) : null;
        Where dX = narrow.room(gradients.dX, rowCount() * l.columns());
        Where dH = narrow.room(new Where.Out(1), stateSize());
        Where dC = narrow.room(dCells, stateSize());
        Where outputs = narrow.given(pass.y, rowCount() * l.size);
        Where h = narrow.given(new Where.In(1), stateSize());
        d.dnn(
                name("cudnnRNNBackwardData_v8"),
                (handle, at) ->
                        cudnnRNNBackwardData_v8(
                                handle,
                                net,
                                null,
                                y,
                                at[0],
                                at[1],
                                x,
                                at[2],
                                state,
                                at[3],
                                at[4],
                                at[5],
                                state,
                                at[6],
                                at[7],
                                at[8],
                                weights.bytes(),
                                at[9],
                                bytes[0],
                                at[10],
                                bytes[1],
                                at[11]),
                outputs,
                narrow.given(gradients.dY, rowCount() * l.size),
                dX,
                h,
                narrow.given(gradients.dHn, stateSize()),
                dH,
                narrow.given(cells(), stateSize()),
                narrow.given(cells ? new Where.In(l.keptIn() + 3) : null, stateSize()),
                dC,
                pass.space,
                work,
                pass.reserve);
        narrow.take(dX, gradients.dX, rowCount() * l.columns());
        narrow.take(dH, new Where.Out(1), stateSize());
        narrow.take(dC, dCells, stateSize());
        // cuDNN adds gradients of weights to what is there
        Where space = weights.cleared();
        d.dnn(
                name("cudnnRNNBackwardWeights_v8"),
                (handle, at) ->
                        cudnnRNNBackwardWeights_v8(
                                handle,
                                net,
                                cudnnWgradMode.CUDNN_WGRAD_MODE_ADD,
                                null,
                                x,
                                at[0],
                                state,
                                at[1],
                                y,
                                at[2],
                                weights.bytes(),
                                at[3],
                                bytes[0],
                                at[4],
                                bytes[1],
                                at[5]),
                narrow.given(pass.x, rowCount() * l.columns()),
                h,
                outputs,
                space,
                work,
                pass.reserve);
        weights.unpack(space);
    }
}
