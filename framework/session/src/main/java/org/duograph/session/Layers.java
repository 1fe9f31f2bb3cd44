package org.duograph.session;

import java.util.List;
import java.util.function.UnaryOperator;
import org.duograph.session.rnn.RecurrentLayers;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * Layers of nets, TensorFlow's {@code tf.layers}: each appends its operations and makes the
 * variables that it needs, whose shapes it finds out from its input.
 *
 * <pre>{@code
 * Tensor h = g.layers().same().conv2d(images, 32, 5).relu();
 * h = g.layers().flatten(g.layers().maxPooling2d(h, 2, 2));
 * Tensor scores = g.layers().dense(h, 10);
 * }</pre>
 *
 * <p>Images are [n, height, width, channels], or after {@link #channelsFirst} [n, channels, height,
 * width], which is how most backends keep them. Layers are called {@code dense}, {@code dense_1}
 * and so on; to use variables again, in a second net for evaluation, open the same variable scope
 * around both nets, with {@link Reuse#AUTO}. Methods without an input set an option, and give
 * layers that have it.
 */
@SuppressWarnings("try") // scopes are only to be closed
public final class Layers {
    /** The collection of what a training step does besides its own: optimizers do it. */
    public static final String UPDATE_OPS = "update_ops";

    private final Graph graph;
    private String name; // null for that of the kind of layer
    private String padding = "VALID";
    private int stride = 1;
    private boolean channelsFirst;
    private boolean bias = true;
    private Initializer kernel; // null for the scope's, or Glorot's
    private UnaryOperator<Tensor> regularizer; // null for none
    private Long seed; // null for the graph's

    Layers(Graph graph) {
        this.graph = graph;
    }

    private Layers copy() {
        Layers copy = new Layers(graph);
        copy.name = name;
        copy.padding = padding;
        copy.stride = stride;
        copy.channelsFirst = channelsFirst;
        copy.bias = bias;
        copy.kernel = kernel;
        copy.regularizer = regularizer;
        copy.seed = seed;
        return copy;
    }

    /** Called {@code name}, instead of like the kind of layer. */
    public Layers name(String name) {
        Layers copy = copy();
        copy.name = name;
        return copy;
    }

    /** With borders of zeros, so that images keep their size, divided by strides. */
    public Layers same() {
        Layers copy = copy();
        copy.padding = "SAME";
        return copy;
    }

    /** Convolutions that move by {@code stride} pixels, down and across. */
    public Layers stride(int stride) {
        Layers copy = copy();
        copy.stride = stride;
        return copy;
    }

    /** With images that are [n, channels, height, width]. */
    public Layers channelsFirst() {
        Layers copy = copy();
        copy.channelsFirst = true;
        return copy;
    }

    /** Without a bias. */
    public Layers withoutBias() {
        Layers copy = copy();
        copy.bias = false;
        return copy;
    }

    /** Kernels that begin with what {@code initializer} makes; without, with Glorot's. */
    public Layers kernel(Initializer initializer) {
        Layers copy = copy();
        copy.kernel = initializer;
        return copy;
    }

    /** A penalty on kernels, which joins the losses: {@code Losses.l2(0.0001)}. */
    public Layers regularizer(UnaryOperator<Tensor> penalty) {
        Layers copy = copy();
        copy.regularizer = penalty;
        return copy;
    }

    /** A seed for dropout. */
    public Layers seed(long seed) {
        Layers copy = copy();
        copy.seed = seed;
        return copy;
    }

    /**
     * {@code x kernel + bias}.
     *
     * @param x [n, features]
     * @return [n, units]
     */
    public Tensor dense(Tensor x, int units) {
        requireRank("dense", x, 2, "[n, features]; g.layers().flatten(x) makes it of others");
        try (Scope scope = open("dense")) {
            return biased(x.matmul(kernel(x.dtype(), known("dense", x, 1), units)), units);
        }
    }

    /**
     * A convolution, with its bias.
     *
     * @param x images
     * @param filters how many channels come out
     * @param size of the kernel, height and width
     * @return [n, height', width', filters], or [n, filters, height', width']
     */
    public Tensor conv2d(Tensor x, int filters, int size) {
        requireImages("conv2d", x);
        try (Scope scope = open("conv2d")) {
            Tensor w = kernel(x.dtype(), size, size, known("conv2d", x, channelAxis(4)), filters);
            Tensor y =
                    graph.op("Conv2D")
                            .input(x, w)
                            .attr("strides", acrossPixels(stride))
                            .attr("padding", padding)
                            .attr("data_format", dataFormat())
                            .tensor();
            return biased(y, filters);
        }
    }

    /**
     * The largest pixel of each window.
     *
     * @param x images
     * @param size of a window, height and width
     * @param stride from window to window
     * @return smaller images
     */
    public Tensor maxPooling2d(Tensor x, int size, int stride) {
        return pool("MaxPool", "max_pooling2d", x, size, stride);
    }

    /** The mean of each window; as {@link #maxPooling2d}. */
    public Tensor averagePooling2d(Tensor x, int size, int stride) {
        return pool("AvgPool", "average_pooling2d", x, size, stride);
    }

    private Tensor pool(String type, String kind, Tensor x, int size, int step) {
        requireImages(kind, x);
        try (Scope scope = graph.nameScope(name == null ? kind : name)) {
            return graph.op(type)
                    .input(x)
                    .attr("ksize", acrossPixels(size))
                    .attr("strides", acrossPixels(step))
                    .attr("padding", padding)
                    .attr("data_format", dataFormat())
                    .tensor();
        }
    }

    private List<Integer> acrossPixels(int n) {
        return channelsFirst ? List.of(1, 1, n, n) : List.of(1, n, n, 1);
    }

    private String dataFormat() {
        return channelsFirst ? "NCHW" : "NHWC";
    }

    private int channelAxis(int rank) {
        return channelsFirst ? 1 : rank - 1;
    }

    /** {@code x} as [n, features]: all extents behind the first in one, which must be known. */
    public Tensor flatten(Tensor x) {
        try (Scope scope = graph.nameScope(name == null ? "flatten" : name)) {
            int features = 1;
            for (int axis = 1; axis < x.shape().rank(); axis++) {
                features *= known("flatten", x, axis);
            }
            return x.reshape(-1, features);
        }
    }

    /**
     * In training, {@code rate} of all elements become zero, others {@code 1 / (1 - rate)} times as
     * large; else {@code x} as it is.
     *
     * @param rate from 0 to less than 1
     * @param training whether this is the net that is trained
     */
    public Tensor dropout(Tensor x, double rate, boolean training) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException(
                    "rate must be a scalar tensor or a float in the range [0, 1), got %s (made at %s)"
                            .formatted(rate, Context.origin()));
        }
        try (Scope scope = graph.nameScope(name == null ? "dropout" : name)) {
            if (!training || rate == 0) {
                return x.identity();
            }
            long[] seeds = graph.seeds(seed);
            Tensor chance =
                    graph.op("RandomUniform")
                            .input(x.shapeTensor())
                            .attr("dtype", x.dtype())
                            .attr("seed", seeds[0])
                            .attr("seed2", seeds[1])
                            .tensor();
            Tensor limit = graph.constantLike(rate, x.dtype());
            Tensor stays = graph.op("GreaterEqual").input(chance, limit).tensor();
            return x.times(1 / (1 - rate)).times(stays.cast(x.dtype()));
        }
    }

    /** As {@link #batchNormalization(Tensor, boolean, double, double)}, with 0.99 and 0.001. */
    public Tensor batchNormalization(Tensor x, boolean training) {
        return batchNormalization(x, training, 0.99, 0.001);
    }

    /**
     * Each channel with mean 0 and variance 1, then times {@code gamma} plus {@code beta}. In
     * training, mean and variance are the batch's, and moving averages of them follow: an
     * optimizer's step does that by itself. Else they are the moving averages.
     *
     * @param x images, or [n, channels]
     * @param training whether this is the net that is trained
     * @param momentum how much of the moving averages stays in each step
     * @param epsilon what is added to the variance
     */
    public Tensor batchNormalization(Tensor x, boolean training, double momentum, double epsilon) {
        boolean images = x.shape().rank() == 4;
        if (!images) {
            requireRank("batchNormalization", x, 2, "[n, channels] or " + imageAxes());
        }
        int channels = known("batchNormalization", x, channelAxis(x.shape().rank()));
        try (Scope scope = open("batch_normalization")) {
            Tensor gamma = variable("gamma", x.dtype(), Initializers.ones(), true, channels).read();
            Tensor beta = variable("beta", x.dtype(), Initializers.zeros(), true, channels).read();
            Variable mean =
                    variable("moving_mean", x.dtype(), Initializers.zeros(), false, channels);
            Variable variance =
                    variable("moving_variance", x.dtype(), Initializers.ones(), false, channels);
            Tensor pixels = images ? x : x.reshape(onePixel(channels));
            Tensor none = graph.constant(Values.array(new float[0], x.dtype()));
            Operation normalized =
                    graph.op("FusedBatchNorm")
                            .input(pixels, gamma, beta)
                            .input(training ? none : mean.read())
                            .input(training ? none : variance.read())
                            .attr("data_format", dataFormat())
                            .attr("epsilon", (float) epsilon)
                            .attr("is_training", training)
                            .build();
            if (training) {
                follow(mean, normalized.output(1), momentum);
                follow(variance, normalized.output(2), momentum);
            }
            Tensor y = normalized.output(0);
            return images ? y : y.reshape(-1, channels);
        }
    }

    private int[] onePixel(int channels) {
        return channelsFirst ? new int[] {-1, channels, 1, 1} : new int[] {-1, 1, 1, channels};
    }

    private void follow(Variable average, Tensor batch, double momentum) {
        Tensor way = average.read().minus(batch).times(1 - momentum);
        graph.addToCollection(UPDATE_OPS, average.assignSub(way).operation());
    }

    /**
     * An embedding: a vector that is learnt for each of some numbers, such as words.
     *
     * @param ids int32 or int64, of any shape, below {@code count}
     * @return the shape of {@code ids}, then {@code size}
     */
    public Tensor embedding(Tensor ids, int count, int size) {
        if (count < 1 || size < 1) {
            throw new IllegalArgumentException(
                    "An embedding has at least one vector of one number, found %d of %d"
                            .formatted(count, size));
        }
        try (Scope scope = open("embedding")) {
            Initializer initial = kernel == null ? Initializers.randomUniform(-0.05, 0.05) : kernel;
            return variable("embeddings", DType.FLOAT32, initial, true, count, size).lookup(ids);
        }
    }

    /** Recurrent layers, with options of their own. */
    public RecurrentLayers recurrent() {
        return new RecurrentLayers(graph);
    }

    /**
     * Long short-term memory.
     *
     * @param x [n, time, features]
     * @return what comes out after the last step: [n, units]
     */
    public Tensor lstm(Tensor x, int units) {
        return recurrent().lstm(x, units);
    }

    /** Gated recurrent units; as {@link #lstm}. */
    public Tensor gru(Tensor x, int units) {
        return recurrent().gru(x, units);
    }

    /** A recurrent layer without gates; as {@link #lstm}. */
    public Tensor rnn(Tensor x, int units) {
        return recurrent().rnn(x, units);
    }

    private Scope open(String kind) {
        return name == null ? graph.newVariableScope(kind) : graph.variableScope(name);
    }

    private Tensor kernel(DType dtype, int... dims) {
        int before = graph.variables().size();
        Tensor w = variable("kernel", dtype, kernel, true, dims).read();
        boolean isNew = graph.variables().size() > before; // what is used again is punished once
        if (regularizer != null && isNew) {
            graph.addToCollection(Losses.REGULARIZATION_LOSSES, regularizer.apply(w));
        }
        return w;
    }

    private Tensor biased(Tensor y, int units) {
        return bias
                ? addBias(y, variable("bias", y.dtype(), Initializers.zeros(), true, units).read())
                : y;
    }

    private Tensor addBias(Tensor y, Tensor bias) {
        return y.shape().rank() == 4 && channelsFirst
                ? graph.op("BiasAdd").input(y, bias).attr("data_format", "NCHW").tensor()
                : y.addBias(bias);
    }

    private Variable variable(
            String inner, DType dtype, Initializer initializer, boolean trainable, int... dims) {
        ArrayType type = new ArrayType(dtype, Shape.of(dims));
        return graph.store().get(inner, type, initializer, trainable);
    }

    private void requireImages(String layer, Tensor x) {
        requireRank(layer, x, 4, imageAxes());
    }

    private String imageAxes() {
        return channelsFirst ? "[n, channels, height, width]" : "[n, height, width, channels]";
    }

    private static void requireRank(String layer, Tensor x, int rank, String wanted) {
        if (!x.shape().hasRank() || x.shape().rank() != rank) {
            throw new IllegalArgumentException(
                    "%s takes %s; found %s (made at %s)"
                            .formatted(layer, wanted, x, Context.origin()));
        }
    }

    private static int known(String layer, Tensor x, int axis) {
        if (x.shape().dim(axis) < 0) {
            throw new IllegalArgumentException(
                    "%s must know extent %d of its input while the graph is built; found %s (made at %s)"
                            .formatted(layer, axis, x, Context.origin()));
        }
        return x.shape().dim(axis);
    }
}
