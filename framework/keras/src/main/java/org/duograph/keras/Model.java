package org.duograph.keras;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.data.Images;
import org.duograph.data.ProgressBar;
import org.duograph.keras.layer.KerasTensor;
import org.duograph.keras.layer.Layer;
import org.duograph.keras.layer.Weight;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.tensor.NDArray;
import org.duograph.training.ArraySamples;
import org.duograph.training.History;
import org.duograph.training.Listener;
import org.duograph.training.Samples;
import org.duograph.training.Trainer;

/**
 * A model of layers, made of inputs and outputs:
 *
 * <pre>{@code
 * KerasTensor x = input(784);
 * Model model = new Model(x, dense(10, "softmax").on(dense(64, "relu").on(x)));
 * }</pre>
 *
 * <p>Compiled, it is trained, measured and used. Arrays have a row for each sample; other element
 * types than the model's are converted. Close it when it is done with: weights are memory outside
 * Java's heap. One thread at a time uses it.
 */
public class Model extends LayeredModel {
    private Compiled compiled; // null: not compiled
    private Appendable out = System.out;
    private double[] lossWeights = {};

    /** A model of one input and one output. */
    public Model(KerasTensor input, KerasTensor output) {
        this(List.of(input), List.of(output));
    }

    /** A model of several inputs or outputs. */
    public Model(List<KerasTensor> inputs, List<KerasTensor> outputs) {
        super(new Network(inputs, outputs));
    }

    /** A model of a network that is there. */
    Model(Network network) {
        super(network);
    }

    /** A model whose network comes later. */
    Model() {
        super(null);
    }

    /** Calls the model {@code name}; returns this. */
    public final Model named(String name) {
        call(name);
        return this;
    }

    /**
     * The seed of initial weights, dropout and the orders of epochs; 0 if not set. Returns this.
     *
     * @throws IllegalStateException if the weights are made already
     */
    public Model seed(long seed) {
        network().home().seed(seed);
        return this;
    }

    /** Where fit, evaluate and summary print, if not on standard output; returns this. */
    public final Model printingTo(Appendable out) {
        this.out = out;
        return this;
    }

    /** How much the loss of each output counts, from the next compile on; returns this. */
    public final Model lossWeights(double... weights) {
        this.lossWeights = weights.clone();
        return this;
    }

    /** Whether optimizers change the weights of its layers, from the next compile on. */
    public final void trainable(boolean trainable) {
        layers().forEach(layer -> layer.trainable(trainable));
    }

    /**
     * Says what is to be made smaller, and how. What is frozen is looked up now, and weights are
     * made if there are none.
     *
     * @param optimizer a name, with numbers if you like ({@code "adam"}, {@code "sgd(0.01, 0.9)"}),
     *     or an optimizer of the session face
     * @param loss a name, a {@link Loss}, or a list of these, one for each output
     * @param metrics names of metrics or losses
     */
    public void compile(Object optimizer, Object loss, String... metrics) {
        Network net = network();
        List<?> given = loss instanceof List<?> list ? list : Arrays.asList(loss);
        int outputs = net.outputs().size();
        if (lossWeights.length != 0 && lossWeights.length != outputs) {
            throw new IllegalArgumentException(
                    "The model has %d outputs; give a loss weight for each, found %d"
                            .formatted(outputs, lossWeights.length));
        }
        if (given.size() != 1 && given.size() != outputs) {
            throw new IllegalArgumentException(
                    "The model has %d outputs; give one loss for all or one for each, found %d"
                            .formatted(outputs, given.size()));
        }
        List<String> names = new ArrayList<>();
        List<Loss> functions = new ArrayList<>();
        List<Double> counts = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            Object one = given.get(given.size() == 1 ? 0 : i);
            names.add(one instanceof String text ? Losses.name(text) : null);
            functions.add(function(one));
            counts.add(lossWeights.length == 0 ? 1.0 : lossWeights[i]);
        }
        Compiled before = compiled;
        compiled =
                new Compiled(
                        this,
                        net,
                        new Compiled.Goal(
                                optimizer,
                                names,
                                functions,
                                counts,
                                Arrays.stream(metrics).map(Metrics::check).toList()));
        if (before != null) {
            before.close();
        }
    }

    private static Loss function(Object loss) {
        if (loss instanceof String text) {
            return Losses.of(Losses.name(text));
        }
        if (loss instanceof Loss own) {
            return own;
        }
        throw new IllegalArgumentException(
                "A loss is a name, or a function of labels and predictions; found " + loss);
    }

    /**
     * Learns from samples.
     *
     * @param x inputs, a row for each sample
     * @param y labels, a row for each sample
     * @return the numbers of each epoch
     */
    public History fit(NDArray x, NDArray y, FitOption... options) {
        return fit(List.of(x), List.of(y), options);
    }

    /** Learns from samples for several inputs or outputs. */
    public History fit(List<NDArray> x, List<NDArray> y, FitOption... options) {
        Fit fit = Fit.of(options);
        ArraySamples samples = feeding(compiled()).samples(x, y, fit);
        Samples validation = validation(fit);
        if (fit.validationSplit > 0) {
            if (validation != null) {
                throw new IllegalArgumentException(
                        "Both validation samples and a validation split are given; give one of them");
            }
            int kept = (int) (samples.count() * (1 - fit.validationSplit));
            if (kept < 1 || kept == samples.count()) {
                throw new IllegalArgumentException(
                        "A validation split of %s leaves %d of %d samples to learn from"
                                .formatted(fit.validationSplit, kept, samples.count()));
            }
            validation = samples.rows(kept, samples.count());
            samples = samples.rows(0, kept);
        }
        return fit(fit.shuffle ? samples.shuffled(seed(fit)) : samples, validation, fit);
    }

    /** Learns from images, whose pixels are scaled to [0, 1], and their class numbers. */
    public History fit(Images images, FitOption... options) {
        Fit fit = Fit.of(options);
        if (fit.validationSplit > 0 || fit.sampleWeights != null || fit.classWeights != null) {
            throw new IllegalArgumentException(
                    "Validation splits and weights are for arrays; give images for validation by validation(images)");
        }
        Samples samples = feeding(compiled()).images(images, fit, fit.shuffle, seed(fit));
        return fit(samples, validation(fit), fit);
    }

    private long seed(Fit fit) {
        return fit.seed == null ? network().home().seed() : fit.seed;
    }

    private Samples validation(Fit fit) {
        if (fit.validationImages != null) {
            return feeding(compiled()).images(fit.validationImages, fit, false, 0);
        }
        Fit plain = new Fit(); // what fit is told of weights is of the training samples
        plain.batchSize = fit.batchSize;
        return fit.validationX == null
                ? null
                : feeding(compiled()).samples(fit.validationX, fit.validationY, plain);
    }

    private History fit(Samples samples, Samples validation, Fit fit) {
        List<Listener> listeners = new ArrayList<>();
        if (fit.verbose > 0) {
            listeners.add(bar(fit.verbose));
        }
        listeners.addAll(fit.callbacks);
        Trainer trainer = new Trainer(compiled(), listeners);
        return trainer.fit(samples, validation, fit.initialEpoch, fit.epochs);
    }

    private KerasBar bar(int verbose) {
        boolean terminal = out == System.out && ProgressBar.onTerminal();
        return new KerasBar(out, verbose, terminal, System::nanoTime);
    }

    /** The loss and the metrics over samples, by name. */
    public Map<String, Double> evaluate(NDArray x, NDArray y, FitOption... options) {
        return evaluate(List.of(x), List.of(y), options);
    }

    /** The loss and the metrics over samples for several inputs or outputs, by name. */
    public Map<String, Double> evaluate(List<NDArray> x, List<NDArray> y, FitOption... options) {
        Fit fit = Fit.of(options);
        return evaluate(feeding(compiled()).samples(x, y, fit), fit);
    }

    /** The loss and the metrics over images. */
    public Map<String, Double> evaluate(Images images, FitOption... options) {
        Fit fit = Fit.of(options);
        return evaluate(feeding(compiled()).images(images, fit, false, 0), fit);
    }

    private Map<String, Double> evaluate(Samples samples, Fit fit) {
        Trainer trainer = new Trainer(compiled());
        if (fit.verbose != 1) {
            return trainer.evaluate(samples);
        }
        KerasBar bar = bar(1);
        bar.begin(samples.count());
        return trainer.evaluate(samples, seen -> bar.update(seen, Map.of()));
    }

    /** One step with these samples; the numbers are of before. */
    public Map<String, Double> trainOnBatch(NDArray x, NDArray y) {
        return trainOnBatch(List.of(x), List.of(y));
    }

    /** One step with these samples for several inputs or outputs. */
    public Map<String, Double> trainOnBatch(List<NDArray> x, List<NDArray> y) {
        return compiled().train(feeding(compiled()).samples(x, y, new Fit()).arrays());
    }

    /** The numbers of these samples, from which nothing is learnt. */
    public Map<String, Double> testOnBatch(NDArray x, NDArray y) {
        List<NDArray> batch =
                feeding(compiled()).samples(List.of(x), List.of(y), new Fit()).arrays();
        return compiled().evaluate(batch);
    }

    private Feeding feeding(Compiled compiled) {
        return new Feeding(network(), compiled);
    }

    /** Prints a table of the layers, as Keras 2.3 does. */
    public void summary() {
        try {
            out.append(summaryText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The table of the layers. */
    public final String summaryText() {
        long trainable = compiled == null ? ifCompiled() : compiled.trainableCount();
        return new Summary(network(), showsInputs()).text(name(), trainable);
    }

    /** Whether the summary has rows for inputs. */
    boolean showsInputs() {
        return true;
    }

    private long ifCompiled() {
        return layers().stream()
                .filter(Layer::isTrainable)
                .flatMap(layer -> layer.weights().stream())
                .filter(Weight::trainable)
                .mapToLong(Weight::count)
                .sum();
    }

    /** The learning rate of the next step. */
    public final double learningRate() {
        return compiled().learningRate();
    }

    /** Sets the learning rate, which is not negative. */
    public final void learningRate(double rate) {
        if (!(rate >= 0 && rate <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "A learning rate is finite and not negative, found " + rate);
        }
        compiled().setLearningRate(rate);
    }

    /**
     * Saves layers, weights, and what it was compiled for, with the optimizer's state.
     *
     * @param folder is made; files of an older model in it are replaced
     */
    public final void save(Path folder) throws IOException {
        ModelFile.save(this, compiled, folder);
    }

    /** The loss of a training step: a scalar of {@link #graph}. */
    public final Tensor loss() {
        return compiled().loss();
    }

    /** The optimizer's variables, in an order that stays the same. */
    final List<Variable> optimizerVariables() {
        return compiled().ofOptimizer();
    }

    private Compiled compiled() {
        if (compiled == null) {
            throw new IllegalStateException(
                    "You must compile a model before training or testing it: model.compile(\"adam\", \"mse\")");
        }
        network().home().session(); // fails if it is closed
        return compiled;
    }
}
