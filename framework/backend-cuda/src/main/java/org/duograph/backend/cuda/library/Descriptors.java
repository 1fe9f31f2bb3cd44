package org.duograph.backend.cuda.library;

import static jcuda.jcudnn.JCudnn.*;

import java.util.function.IntSupplier;
import jcuda.jcudnn.cudnnActivationDescriptor;
import jcuda.jcudnn.cudnnActivationMode;
import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnConvolutionMode;
import jcuda.jcudnn.cudnnDataType;
import jcuda.jcudnn.cudnnFilterDescriptor;
import jcuda.jcudnn.cudnnMathType;
import jcuda.jcudnn.cudnnNanPropagation;
import jcuda.jcudnn.cudnnTensorDescriptor;
import jcuda.jcudnn.cudnnTensorFormat;
import org.duograph.ops.view.Window;

/** What cuDNN is told about arrays and computations. It is closed with the draft that it is for. */
public final class Descriptors {
    private final Draft draft;

    /** Descriptors for what {@code draft} draws. */
    public Descriptors(Draft draft) {
        this.draft = draft;
    }

    private static int format(boolean last) {
        return last ? cudnnTensorFormat.CUDNN_TENSOR_NHWC : cudnnTensorFormat.CUDNN_TENSOR_NCHW;
    }

    /** Lets a descriptor be destroyed with the draft. */
    private void own(String destroys, IntSupplier destroy) {
        draft.own(() -> Cuda.released(destroys, destroy.getAsInt()));
    }

    /**
     * Images without gaps.
     *
     * @param last whether their channels stand last
     */
    public cudnnTensorDescriptor images(DnnType type, boolean last, int n, int c, int h, int w) {
        cudnnTensorDescriptor images = new cudnnTensorDescriptor();
        Cuda.checkDnn("cudnnCreateTensorDescriptor", cudnnCreateTensorDescriptor(images));
        own("cudnnDestroyTensorDescriptor", () -> cudnnDestroyTensorDescriptor(images));
        Cuda.checkDnn(
                "cudnnSetTensor4dDescriptor",
                cudnnSetTensor4dDescriptor(images, format(last), type.code(), n, c, h, w));
        return images;
    }

    /**
     * Filters without gaps.
     *
     * @param last whether their channels stand last
     * @param m how many there are
     * @param c the channels that each reads
     */
    public cudnnFilterDescriptor filters(DnnType type, boolean last, int m, int c, int h, int w) {
        cudnnFilterDescriptor filters = new cudnnFilterDescriptor();
        Cuda.checkDnn("cudnnCreateFilterDescriptor", cudnnCreateFilterDescriptor(filters));
        own("cudnnDestroyFilterDescriptor", () -> cudnnDestroyFilterDescriptor(filters));
        Cuda.checkDnn(
                "cudnnSetFilter4dDescriptor",
                cudnnSetFilter4dDescriptor(filters, type.code(), format(last), m, c, h, w));
        return filters;
    }

    /**
     * How filters go over images, and how exactly is computed.
     *
     * @param padH rows above, and as many below
     * @param padW columns at the left, and as many at the right
     */
    public cudnnConvolutionDescriptor convolution(Window window, int padH, int padW, int groups) {
        cudnnConvolutionDescriptor how = new cudnnConvolutionDescriptor();
        Cuda.checkDnn("cudnnCreateConvolutionDescriptor", cudnnCreateConvolutionDescriptor(how));
        own("cudnnDestroyConvolutionDescriptor", () -> cudnnDestroyConvolutionDescriptor(how));
        Cuda.checkDnn(
                "cudnnSetConvolution2dDescriptor",
                cudnnSetConvolution2dDescriptor(
                        how,
                        padH,
                        padW,
                        window.strideH(),
                        window.strideW(),
                        window.dilationH(),
                        window.dilationW(),
                        cudnnConvolutionMode.CUDNN_CROSS_CORRELATION,
                        cudnnDataType.CUDNN_DATA_FLOAT));
        Cuda.checkDnn("cudnnSetConvolutionGroupCount", cudnnSetConvolutionGroupCount(how, groups));
        Cuda.checkDnn("cudnnSetConvolutionMathType", cudnnSetConvolutionMathType(how, math()));
        return how;
    }

    /** Whether float32 may be cut to what tensor cores multiply. */
    private int math() {
        return switch (draft.options().precision()) {
            case FLOAT32 -> cudnnMathType.CUDNN_FMA_MATH;
            case TF32 -> cudnnMathType.CUDNN_DEFAULT_MATH;
            case FLOAT16, BFLOAT16 -> cudnnMathType.CUDNN_TENSOR_OP_MATH;
        };
    }

    /** What becomes of a sum with its bias: nothing, or what is below zero becomes zero. */
    public cudnnActivationDescriptor activation(boolean relu) {
        cudnnActivationDescriptor activation = new cudnnActivationDescriptor();
        Cuda.checkDnn(
                "cudnnCreateActivationDescriptor", cudnnCreateActivationDescriptor(activation));
        own("cudnnDestroyActivationDescriptor", () -> cudnnDestroyActivationDescriptor(activation));
        int mode =
                relu
                        ? cudnnActivationMode.CUDNN_ACTIVATION_RELU
                        : cudnnActivationMode.CUDNN_ACTIVATION_IDENTITY;
        Cuda.checkDnn(
                "cudnnSetActivationDescriptor",
                cudnnSetActivationDescriptor(
                        activation, mode, cudnnNanPropagation.CUDNN_PROPAGATE_NAN, 0));
        return activation;
    }
}
