package org.duograph.workspace.model;

import static org.duograph.workspace.model.Parameter.Kind.BIAS;
import static org.duograph.workspace.model.Parameter.Kind.COMPUTED;
import static org.duograph.workspace.model.Parameter.Kind.WEIGHT;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.duograph.tensor.Shape;
import org.duograph.workspace.net.Scopes;

/**
 * Layers: each method adds an operator to a model, with the parameters it needs, and returns the
 * name of the blob it writes. The names are those of Caffe2's {@code brew}.
 *
 * <p>LeNet, from Caffe2's MNIST tutorial:
 *
 * <pre>{@code
 * String data = model.input("data", Shape.of(64, 1, 28, 28));
 * String conv1 = Brew.conv(model, data, "conv1", 20, kernel(5));
 * String pool1 = Brew.maxPool(model, conv1, "pool1", kernel(2), stride(2));
 * String conv2 = Brew.conv(model, pool1, "conv2", 50, kernel(5));
 * String pool2 = Brew.maxPool(model, conv2, "pool2", kernel(2), stride(2));
 * String fc3 = Brew.fc(model, pool2, "fc3", 500);
 * String relu3 = Brew.relu(model, fc3, fc3);
 * String pred = Brew.fc(model, relu3, "pred", 10);
 * String softmax = Brew.softmax(model, pred, "softmax");
 * }</pre>
 *
 * <p>The parameters of a layer that writes {@code x} are called {@code x_w} (weights) and {@code
 * x_b} (bias); weights start by XavierFill, biases as zeros, unless {@link Option#weightInit} or
 * {@link Option#biasInit} say otherwise. Where output and input have the same name, the operator
 * works in place. Shapes are those of Caffe2: images N&times;C&times;H&times;W, or
 * N&times;H&times;W&times;C with {@code order("NHWC")}.
 *
 * <p>Layers can be told how large their input is, as in Caffe2, or take that from the types of the
 * model's {@link ModelHelper#input inputs}. {@link RecurrentLayers} are for sequences.
 */
public final class Brew {
    private Brew() {}

    /** Options for all layers called {@code layer} (the method's name) until the scope closes. */
    public static Scopes.Scope argScope(String layer, Option... options) {
        return Layers.openScope(layer, List.of(options));
    }

    /** Adds a layer of your own, to be called by {@link #add}. */
    public static void register(String name, Layer layer) {
        Layers.register(name, layer);
    }

    /** A layer that was {@link #register registered}. */
    public static String add(
            String layer,
            ModelHelper model,
            List<String> inputs,
            String output,
            Option... options) {
        return Layers.add(layer, model, inputs, output, List.of(options));
    }

    /** Fully connected: Y = X W&#7488; + b, with X flattened to N rows of {@code dimIn} numbers. */
    public static String fc(
            ModelHelper model, String in, String out, int dimIn, int dimOut, Option... options) {
        Options o = new Options(model, "fc", options);
        List<String> inputs = withParams(model, o, in, out, Shape.of(dimOut, dimIn), dimOut);
        return op(model, o, "FC", inputs, List.of(out));
    }

    /** {@link #fc(ModelHelper, String, String, int, int, Option...)} of what X has per row. */
    public static String fc(
            ModelHelper model, String in, String out, int dimOut, Option... options) {
        int dimIn = Layers.rows(model, "fc", in, options).intSize();
        return fc(model, in, out, dimIn, dimOut, options);
    }

    /**
     * Convolution; give {@code kernel(size)}.
     *
     * @param dimIn channels of the input; a multiple of {@code group}
     * @param dimOut channels of the output
     */
    public static String conv(
            ModelHelper model, String in, String out, int dimIn, int dimOut, Option... options) {
        Options o = new Options(model, "conv", options);
        int groups = o.groups(out, dimIn, dimOut);
        Shape weights = kernels(o, dimOut, dimIn / groups);
        List<String> inputs = withParams(model, o, in, out, weights, dimOut);
        return op(model, o, "Conv", inputs, List.of(out));
    }

    /** {@link #conv(ModelHelper, String, String, int, int, Option...)} of all channels of X. */
    public static String conv(
            ModelHelper model, String in, String out, int dimOut, Option... options) {
        int dimIn = Layers.channels(model, "conv", in, options);
        return conv(model, in, out, dimIn, dimOut, options);
    }

    /** Convolution in {@code group(n)} groups; the same as {@link #conv} with that option. */
    public static String groupConv(
            ModelHelper model, String in, String out, int dimIn, int dimOut, Option... options) {
        return conv(model, in, out, dimIn, dimOut, options);
    }

    /** Convolution in {@code group(n)} groups, written as Caffe2 once did: split, conv, concat. */
    public static String groupConvDeprecated(
            ModelHelper model, String in, String out, int dimIn, int dimOut, Option... options) {
        return Layers.splitConv(model, in, out, dimIn, dimOut, options);
    }

    /**
     * Convolution with a kernel of two extents, {@code kernels(height, width)}; the same as {@link
     * #conv} with {@code kernel_h} and {@code kernel_w}.
     */
    public static String convNd(
            ModelHelper model, String in, String out, int dimIn, int dimOut, Option... options) {
        return conv(model, in, out, dimIn, dimOut, options);
    }

    /** Transposed convolution, which makes images larger; give {@code kernel(size)}. */
    public static String convTranspose(
            ModelHelper model, String in, String out, int dimIn, int dimOut, Option... options) {
        Options o = new Options(model, "convTranspose", options);
        Shape weights = kernels(o, dimIn, dimOut);
        List<String> inputs = withParams(model, o, in, out, weights, dimOut);
        return op(model, o, "ConvTranspose", inputs, List.of(out));
    }

    /** {@link #convTranspose(ModelHelper, String, String, int, int, Option...)} of all channels. */
    public static String convTranspose(
            ModelHelper model, String in, String out, int dimOut, Option... options) {
        int dimIn = Layers.channels(model, "convTranspose", in, options);
        return convTranspose(model, in, out, dimIn, dimOut, options);
    }

    private static Shape kernels(Options o, int first, int channels) {
        int[] k = o.kernel();
        return o.channelsLast()
                ? Shape.of(first, k[0], k[1], channels)
                : Shape.of(first, channels, k[0], k[1]);
    }

    private static List<String> withParams(
            ModelHelper model, Options o, String in, String out, Shape weights, int dimOut) {
        Initializer weightInit = o.take("weight_init", Initializer.xavier());
        Initializer biasInit = o.take("bias_init", Initializer.constant(0));
        List<String> inputs = new ArrayList<>(List.of(in));
        inputs.add(model.createParam(out + "_w", weights, weightInit, WEIGHT));
        if (!o.takeFlag("no_bias")) {
            inputs.add(model.createParam(out + "_b", Shape.of(dimOut), biasInit, BIAS));
        }
        return inputs;
    }

    /** The largest number under the kernel. */
    public static String maxPool(ModelHelper model, String in, String out, Option... options) {
        return simple(model, "maxPool", "MaxPool", in, out, options);
    }

    /** maxPool that also writes the place of each maximum, row * W + column, to out_index. */
    public static String maxPoolWithIndex(
            ModelHelper model, String in, String out, Option... options) {
        Options o = new Options(model, "maxPoolWithIndex", options);
        return op(model, o, "MaxPoolWithIndex", List.of(in), List.of(out, out + "_index"));
    }

    /** The mean of what is under the kernel; zeros around the image do not count. */
    public static String averagePool(ModelHelper model, String in, String out, Option... options) {
        return simple(model, "averagePool", "AveragePool", in, out, options);
    }

    /** max(x, 0). */
    public static String relu(ModelHelper model, String in, String out, Option... options) {
        return simple(model, "relu", "Relu", in, out, options);
    }

    /** x where x is positive, else x times a slope, one per channel, that is learnt. */
    public static String prelu(
            ModelHelper model, String in, String out, int channels, Option... options) {
        Options o = new Options(model, "prelu", options);
        Initializer start = o.take("weight_init", Initializer.constant(0.25));
        String slope = model.createParam(out + "_slope", Shape.of(channels), start, BIAS);
        return op(model, o, "PRelu", List.of(in, slope), List.of(out));
    }

    /** {@link #prelu(ModelHelper, String, String, int, Option...)} of all channels of X. */
    public static String prelu(ModelHelper model, String in, String out, Option... options) {
        return prelu(model, in, out, Layers.channels(model, "prelu", in, options), options);
    }

    /** tanh(x). */
    public static String tanh(ModelHelper model, String in, String out, Option... options) {
        return simple(model, "tanh", "Tanh", in, out, options);
    }

    /** 1 / (1 + e<sup>-x</sup>). */
    public static String sigmoid(ModelHelper model, String in, String out, Option... options) {
        return simple(model, "sigmoid", "Sigmoid", in, out, options);
    }

    /** Scores to probabilities, row by row. */
    public static String softmax(ModelHelper model, String in, String out, Option... options) {
        return simple(model, "softmax", "Softmax", in, out, options);
    }

    /**
     * Scores to probabilities, row by row, and the mean over the rows of -log of the probability of
     * the row's label.
     *
     * @param scores a blob of N rows
     * @param label the N right columns, int32
     * @param softmax what the blob of the probabilities is to be called
     * @param loss what the blob of the loss is to be called
     */
    public static SoftmaxLoss softmaxWithLoss(
            ModelHelper model,
            String scores,
            String label,
            String softmax,
            String loss,
            Option... options) {
        Options o = new Options(model, "softmaxWithLoss", options);
        List<String> in = List.of(scores, label);
        List<String> out = model.op("SoftmaxWithLoss", in, List.of(softmax, loss), o.args());
        return new SoftmaxLoss(out.get(0), out.get(1));
    }

    /** Drops numbers at random while training; with {@code test()} it copies. */
    public static String dropout(ModelHelper model, String in, String out, Option... options) {
        Options o = new Options(model, "dropout", options);
        List<String> outputs =
                o.isSet("is_test") ? List.of(out) : List.of(out, Layers.aside(out, "_mask"));
        return op(model, o, "Dropout", List.of(in), outputs);
    }

    /** Local response normalisation across channels. */
    public static String lrn(ModelHelper model, String in, String out, Option... options) {
        Options o = new Options(model, "lrn", options);
        return op(model, o, "LRN", List.of(in), List.of(out, Layers.aside(out, "_scale")));
    }

    /**
     * Batch normalisation of images: each channel to mean 0 and deviation 1 over the batch, then
     * scaled by {@code out_s} and shifted by {@code out_b}, which are learnt. With {@code test()}
     * it takes the running moments {@code out_rm} and {@code out_riv} (which holds the variance,
     * despite its name) instead of the batch's.
     */
    public static String spatialBn(
            ModelHelper model, String in, String out, int channels, Option... options) {
        Options o = new Options(model, "spatialBn", options);
        Shape c = Shape.of(channels);
        String scale = model.createParam(out + "_s", c, Initializer.constant(1), WEIGHT);
        String bias = model.createParam(out + "_b", c, Initializer.constant(0), BIAS);
        String mean = model.createParam(out + "_rm", c, Initializer.constant(0), COMPUTED);
        String variance = model.createParam(out + "_riv", c, Initializer.constant(1), COMPUTED);
        List<String> outputs =
                o.isSet("is_test")
                        ? List.of(out)
                        : List.of(out, mean, variance, out + "_sm", out + "_siv");
        return op(model, o, "SpatialBN", List.of(in, scale, bias, mean, variance), outputs);
    }

    /** {@link #spatialBn(ModelHelper, String, String, int, Option...)} of all channels of X. */
    public static String spatialBn(ModelHelper model, String in, String out, Option... options) {
        return spatialBn(model, in, out, Layers.channels(model, "spatialBn", in, options), options);
    }

    /** Normalisation of each channel of each image by itself; parameters as spatialBn's. */
    public static String instanceNorm(
            ModelHelper model, String in, String out, int channels, Option... options) {
        Options o = new Options(model, "instanceNorm", options);
        Shape c = Shape.of(channels);
        String scale = model.createParam(out + "_s", c, Initializer.constant(1), WEIGHT);
        String bias = model.createParam(out + "_b", c, Initializer.constant(0), BIAS);
        List<String> outputs =
                o.takeFlag("is_test") ? List.of(out) : List.of(out, out + "_sm", out + "_siv");
        return op(model, o, "InstanceNorm", List.of(in, scale, bias), outputs);
    }

    /** {@link #instanceNorm(ModelHelper, String, String, int, Option...)} of all channels of X. */
    public static String instanceNorm(ModelHelper model, String in, String out, Option... options) {
        int channels = Layers.channels(model, "instanceNorm", in, options);
        return instanceNorm(model, in, out, channels, options);
    }

    /**
     * Normalisation of each row (all that comes after {@code axis(i)}, 1 if not given) by itself,
     * then scaled by {@code out_scale} and shifted by {@code out_bias}, which are learnt. The
     * result is {@code out_biased}.
     *
     * @param size how many numbers a row has, as a shape: that of the parameters
     */
    public static String layerNorm(
            ModelHelper model, String in, String out, Shape size, Option... options) {
        return Layers.layerNorm(model, in, out, size, new Options(model, "layerNorm", options));
    }

    /** {@link #layerNorm(ModelHelper, String, String, Shape, Option...)} of rows as X has them. */
    public static String layerNorm(ModelHelper model, String in, String out, Option... options) {
        return layerNorm(model, in, out, Layers.rows(model, "layerNorm", in, options), options);
    }

    /** Scales each of {@code columns} columns by {@code out_w} and shifts it by {@code out_b}. */
    public static String elementwiseLinear(
            ModelHelper model, String in, String out, int columns, Option... options) {
        Options o = new Options(model, "elementwiseLinear", options);
        Shape d = Shape.of(columns);
        Initializer scale = o.take("weight_init", Initializer.constant(1));
        Initializer shift = o.take("bias_init", Initializer.constant(0));
        String weight = model.createParam(out + "_w", d, scale, WEIGHT);
        String bias = model.createParam(out + "_b", d, shift, BIAS);
        return op(model, o, "ElementwiseLinear", List.of(in, weight, bias), List.of(out));
    }

    /** {@link #elementwiseLinear(ModelHelper, String, String, int, Option...)} of all columns. */
    public static String elementwiseLinear(
            ModelHelper model, String in, String out, Option... options) {
        int columns = Layers.rows(model, "elementwiseLinear", in, options).intSize();
        return elementwiseLinear(model, in, out, columns, options);
    }

    /** The products of the matrices in two batches; {@code trans_a}, {@code trans_b} transpose. */
    public static String batchMatMul(
            ModelHelper model, List<String> in, String out, Option... options) {
        return op(
                model, new Options(model, "batchMatMul", options), "BatchMatMul", in, List.of(out));
    }

    /** Puts blobs one after the other along {@code axis(i)}; along the channels if not given. */
    public static String concat(ModelHelper model, List<String> in, String out, Option... options) {
        Options o = new Options(model, "concat", options);
        return op(model, o, "Concat", in, List.of(out, Layers.aside(out, "_concat_dims")));
    }

    /** Puts the channels of images one after the other. */
    public static String depthConcat(
            ModelHelper model, List<String> in, String out, Option... options) {
        Option[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = Option.order("NCHW");
        return concat(model, in, out, all);
    }

    /** The sum of blobs of one shape. */
    public static String sum(ModelHelper model, List<String> in, String out, Option... options) {
        return op(model, new Options(model, "sum", options), "Sum", in, List.of(out));
    }

    /** Changes the order of the dimensions to {@code axes(...)}; reverses it if not given. */
    public static String transpose(ModelHelper model, String in, String out, Option... options) {
        return simple(model, "transpose", "Transpose", in, out, options);
    }

    /** Rows of all that comes after dimension {@code axis(i)}, 1 if not given. */
    public static String flatten(ModelHelper model, String in, String out, Option... options) {
        return simple(model, "flatten", "Flatten", in, out, options);
    }

    /** The share of rows whose label is among the {@code top_k} (1) best scores. */
    public static String accuracy(
            ModelHelper model, List<String> scoresAndLabel, String out, Option... options) {
        Options o = new Options(model, "accuracy", options);
        return op(model, o, "Accuracy", scoresAndLabel, List.of(out));
    }

    /** A counter that starts at 0 and goes up by 1 whenever the net runs. */
    public static String iter(ModelHelper model, String out) {
        return Layers.counter(model, out);
    }

    /** Adds {@code decay} times each weight to its gradient; biases are left alone. */
    public static void addWeightDecay(ModelHelper model, double decay) {
        Layers.addWeightDecay(model, decay);
    }

    /** Reads batches of records of a database, one blob per part of a record. */
    public static List<String> dbInput(
            ModelHelper model, List<String> out, int batchSize, String db, String dbType) {
        return Layers.dbInput(model, out, batchSize, db, dbType);
    }

    private static String simple(
            ModelHelper model,
            String layer,
            String type,
            String in,
            String out,
            Option... options) {
        return op(model, new Options(model, layer, options), type, List.of(in), List.of(out));
    }

    static String op(ModelHelper model, Options o, String type, List<String> in, List<String> out) {
        String engine = o.take("engine", "");
        List<String> written = model.op(type, in, out, o.args());
        if (!engine.isEmpty()) {
            model.net().setEngineOfLast(engine);
        }
        return written.get(0);
    }
}
