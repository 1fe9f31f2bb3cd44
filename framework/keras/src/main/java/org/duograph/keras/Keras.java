package org.duograph.keras;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.duograph.data.Images;
import org.duograph.keras.layer.Activation;
import org.duograph.keras.layer.Add;
import org.duograph.keras.layer.AveragePooling2D;
import org.duograph.keras.layer.BatchNormalization;
import org.duograph.keras.layer.Bidirectional;
import org.duograph.keras.layer.Channels;
import org.duograph.keras.layer.Concatenate;
import org.duograph.keras.layer.Conv2D;
import org.duograph.keras.layer.Dense;
import org.duograph.keras.layer.DepthwiseConv2D;
import org.duograph.keras.layer.Dropout;
import org.duograph.keras.layer.Embedding;
import org.duograph.keras.layer.Flatten;
import org.duograph.keras.layer.GRU;
import org.duograph.keras.layer.GlobalAveragePooling2D;
import org.duograph.keras.layer.GlobalMaxPooling2D;
import org.duograph.keras.layer.InputLayer;
import org.duograph.keras.layer.KerasTensor;
import org.duograph.keras.layer.LSTM;
import org.duograph.keras.layer.Layer;
import org.duograph.keras.layer.LayerNormalization;
import org.duograph.keras.layer.MaxPooling2D;
import org.duograph.keras.layer.Maximum;
import org.duograph.keras.layer.Multiply;
import org.duograph.keras.layer.Permute;
import org.duograph.keras.layer.PositionEmbedding;
import org.duograph.keras.layer.Reshape;
import org.duograph.keras.layer.SelfAttention;
import org.duograph.keras.layer.SeparableConv2D;
import org.duograph.keras.layer.SimpleRNN;
import org.duograph.keras.layer.UpSampling2D;
import org.duograph.keras.layer.ZeroPadding2D;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.training.Listener;

/**
 * The verbs of Keras-like models, to be imported by {@code import static
 * org.duograph.keras.Keras.*}: layers, options of {@code fit}, and files. Layers have more
 * arguments than a verb takes; {@link Layer} says how to set them.
 */
public final class Keras {
    private Keras() {}

    /** An input of samples of this shape. */
    public static KerasTensor input(int... shape) {
        return InputLayer.of(DType.FLOAT32, shape);
    }

    /** An input of samples of this shape and these elements: INT32 before an embedding. */
    public static KerasTensor input(DType dtype, int... shape) {
        return InputLayer.of(dtype, shape);
    }

    /** An input with a name of its own. */
    public static KerasTensor input(String name, DType dtype, int... shape) {
        return InputLayer.named(name, dtype, shape);
    }

    /** {@code x kernel + bias}, over the last axis. */
    public static Layer dense(int units) {
        return new Dense(units, "linear");
    }

    /** {@code activation(x kernel + bias)}, over the last axis. */
    public static Layer dense(int units, String activation) {
        return new Dense(units, activation);
    }

    /** An activation: {@code "relu"}, {@code "softmax"}, {@code "leaky_relu(0.1)"}. */
    public static Layer activation(String activation) {
        return new Activation(activation);
    }

    /** All numbers of a sample in one row. */
    public static Layer flatten() {
        return new Flatten();
    }

    /** All numbers of a sample in one row, as the first layer: samples of this shape. */
    public static Layer flatten(int... inputShape) {
        Layer flatten = new Flatten();
        return inputShape.length == 0 ? flatten : flatten.inputShape(inputShape);
    }

    /** The numbers of a sample in another shape; one extent may be -1. */
    public static Layer reshape(int... shape) {
        return new Reshape(shape);
    }

    /** The axes of a sample in another order, counted from 1. */
    public static Layer permute(int... order) {
        return new Permute(order);
    }

    /** In training, zeros for a share of the elements. */
    public static Layer dropout(double rate) {
        return new Dropout(rate);
    }

    /** A convolution with square kernels. */
    public static Layer conv2d(int filters, int size) {
        return new Conv2D(filters, size, "linear");
    }

    /** A convolution with square kernels, and an activation. */
    public static Layer conv2d(int filters, int size, String activation) {
        return new Conv2D(filters, size, activation);
    }

    /** A convolution of each channel by itself. */
    public static Layer depthwiseConv2d(int size, String activation) {
        return new DepthwiseConv2D(size, activation);
    }

    /** A convolution of each channel by itself, then one over all channels. */
    public static Layer separableConv2d(int filters, int size, String activation) {
        return new SeparableConv2D(filters, size, activation);
    }

    /** The largest pixel of windows side by side. */
    public static Layer maxPooling2d(int size) {
        return new MaxPooling2D(size);
    }

    /** The mean pixel of windows side by side. */
    public static Layer averagePooling2d(int size) {
        return new AveragePooling2D(size);
    }

    /** The mean of each channel. */
    public static Layer globalAveragePooling2d() {
        return new GlobalAveragePooling2D();
    }

    /** The largest of each channel. */
    public static Layer globalMaxPooling2d() {
        return new GlobalMaxPooling2D();
    }

    /** Each channel with mean 0 and variance 1, then scaled and moved as is learnt. */
    public static Layer batchNormalization() {
        return new BatchNormalization();
    }

    /** Each sample's last axis with mean 0 and variance 1, then scaled and moved as is learnt. */
    public static Layer layerNormalization() {
        return new LayerNormalization();
    }

    /** A border of zeros. */
    public static Layer zeroPadding2d(int border) {
        return new ZeroPadding2D(border);
    }

    /** Images so many times as high and as wide. */
    public static Layer upSampling2d(int size) {
        return new UpSampling2D(size);
    }

    /** {@code count} channels of images from {@code first} on, counted from 0. */
    public static Layer channels(int first, int count) {
        return new Channels(first, count);
    }

    /** The sum of inputs. */
    public static Layer add() {
        return new Add();
    }

    /** The product of inputs, element by element. */
    public static Layer multiply() {
        return new Multiply();
    }

    /** The largest of inputs, element by element. */
    public static Layer maximum() {
        return new Maximum();
    }

    /** Inputs one behind the other along the last axis. */
    public static Layer concatenate() {
        return new Concatenate();
    }

    /** Inputs one behind the other along an axis, counted from 1. */
    public static Layer concatenate(int axis) {
        return new Concatenate(axis);
    }

    /** A row of so many features for each of the numbers 0 to before {@code numbers}. */
    public static Layer embedding(int numbers, int features) {
        return new Embedding(numbers, features);
    }

    /**
     * A row of numbers for each step of a sequence, which is learnt, added to what stands there.
     */
    public static Layer positionEmbedding() {
        return new PositionEmbedding();
    }

    /**
     * Attention of a sequence to itself.
     *
     * @param heads how many heads share the features
     * @param causal whether no step sees later ones
     */
    public static Layer selfAttention(int heads, boolean causal) {
        return new SelfAttention(heads, causal);
    }

    /** Long short-term memory along sequences (None, time, features): what comes out last. */
    public static Layer lstm(int units) {
        return new LSTM(units);
    }

    /** Gated recurrent units along sequences (None, time, features): what comes out last. */
    public static Layer gru(int units) {
        return new GRU(units);
    }

    /** A recurrent layer without gates along sequences (None, time, features). */
    public static Layer simpleRnn(int units) {
        return new SimpleRNN(units);
    }

    /** A recurrent layer in both directions; what comes out stands side by side. */
    public static Layer bidirectional(Layer layer) {
        return new Bidirectional(layer);
    }

    /** How often fit goes over the samples; once if not said. */
    public static FitOption epochs(int epochs) {
        return new FitOption(fit -> fit.epochs = epochs);
    }

    /** The epoch with which fit begins, counted from 0, to go on with a training. */
    public static FitOption initialEpoch(int epoch) {
        return new FitOption(fit -> fit.initialEpoch = epoch);
    }

    /** Samples in a batch; 32 if not said. */
    public static FitOption batchSize(int size) {
        return new FitOption(fit -> fit.batchSize = size);
    }

    /** 0 prints nothing, 1 a progress bar, 2 a line for each epoch; 1 if not said. */
    public static FitOption verbose(int verbose) {
        if (verbose < 0 || verbose > 2) {
            throw new IllegalArgumentException("verbose is 0, 1 or 2, found " + verbose);
        }
        return new FitOption(fit -> fit.verbose = verbose);
    }

    /** Whether each epoch has an order of its own; it has if not said. */
    public static FitOption shuffle(boolean shuffle) {
        return new FitOption(fit -> fit.shuffle = shuffle);
    }

    /** The seed of the epochs' orders; the model's if not said. */
    public static FitOption seed(long seed) {
        return new FitOption(fit -> fit.seed = seed);
    }

    /** Samples to measure with after each epoch. */
    public static FitOption validation(NDArray x, NDArray y) {
        return validation(List.of(x), List.of(y));
    }

    /** Samples to measure with after each epoch, for several inputs or outputs. */
    public static FitOption validation(List<NDArray> x, List<NDArray> y) {
        return new FitOption(
                fit -> {
                    fit.validationX = x;
                    fit.validationY = y;
                });
    }

    /** Images to measure with after each epoch. */
    public static FitOption validation(Images images) {
        return new FitOption(fit -> fit.validationImages = images);
    }

    /** Measures after each epoch with this share of the samples, the last ones, not trained on. */
    public static FitOption validationSplit(double share) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "A validation split is a share between 0 and 1, found " + share);
        }
        return new FitOption(fit -> fit.validationSplit = share);
    }

    /** How much each sample counts. */
    public static FitOption sampleWeights(NDArray weights) {
        return new FitOption(fit -> fit.sampleWeights = weights);
    }

    /** How much samples of each class count, class 0 first. */
    public static FitOption classWeights(double... weights) {
        return new FitOption(fit -> fit.classWeights = weights.clone());
    }

    /** Who is told how training goes: those of {@code org.duograph.training}, or your own. */
    public static FitOption callbacks(Listener... listeners) {
        return new FitOption(fit -> fit.callbacks.addAll(List.of(listeners)));
    }

    /**
     * Reads a model that {@link Model#save} wrote: its layers, weights, what it was compiled for,
     * and the optimizer's state.
     */
    public static Model loadModel(Path folder) throws IOException {
        return ModelFile.load(folder);
    }
}
