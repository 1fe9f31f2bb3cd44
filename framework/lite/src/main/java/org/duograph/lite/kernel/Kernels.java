package org.duograph.lite.kernel;

/** The table from operator to kernel. */
public final class Kernels {
    private Kernels() {}

    /**
     * Makes an operation ready. Its tensors have memory, which never moves afterwards.
     *
     * @throws IllegalArgumentException if shapes or options do not fit
     * @throws UnsupportedOperationException if there is no kernel for its element types
     */
    public static Kernel prepare(Site site) {
        switch (site.operation().code()) {
            case CONV_2D:
                return Convolution.of(site);
            case DEPTHWISE_CONV_2D:
                return DepthwiseConvolution.of(site);
            case TRANSPOSE_CONV:
                return TransposeConvolution.of(site);
            case FULLY_CONNECTED:
                return FullyConnected.of(site);
            case MAX_POOL_2D:
                return Pools.max(site);
            case AVERAGE_POOL_2D:
                return Pools.average(site);
            case ADD:
            case SUB:
            case MUL:
            case DIV:
            case MAXIMUM:
            case MINIMUM:
                return Binary.of(site);
            case RELU:
            case RELU6:
            case LOGISTIC:
            case TANH:
            case LEAKY_RELU:
            case HARD_SWISH:
            case EXP:
            case SQRT:
            case RSQRT:
                return Unary.of(site);
            case PRELU:
                return Unary.prelu(site);
            case SOFTMAX:
                return Softmax.of(site);
            case LOCAL_RESPONSE_NORMALIZATION:
                return LocalNormalization.of(site);
            case MEAN:
                return Reductions.mean(site);
            case ARG_MAX:
                return Reductions.argMax(site);
            case RESHAPE:
            case SQUEEZE:
            case EXPAND_DIMS:
                return Moves.reshape(site);
            case TRANSPOSE:
                return Moves.transpose(site);
            case PAD:
            case PADV2:
                return Moves.pad(site);
            case MIRROR_PAD:
                return Moves.mirror(site);
            case STRIDED_SLICE:
                return Moves.slice(site);
            case CONCATENATION:
                return Moves.concatenate(site);
            case RESIZE_NEAREST_NEIGHBOR:
                return Moves.resize(site);
            case RESIZE_BILINEAR:
                return Bilinear.of(site);
            case QUANTIZE:
                return Casts.quantize(site);
            case DEQUANTIZE:
                return Casts.dequantize(site);
            case CAST:
                return Casts.cast(site);
            default:
                throw site.lacking();
        }
    }
}
