package org.duograph.keras.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.duograph.session.Graph;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * A layer of a model. Its arguments can be set until it is used:
 *
 * <pre>{@code
 * Layer first = conv2d(32, 3, "relu").padding("same").inputShape(28, 28, 1).named("first");
 * KerasTensor y = first.on(x);
 * }</pre>
 *
 * <p>Own layers extend this: the constructor defines the arguments, {@link #build} says the
 * weights, {@link #outputShape} what comes out, {@link #call} how. Shapes are of one sample,
 * without the batch.
 */
public abstract class Layer {
    private final Config config = new Config(getClass().getSimpleName());
    private final List<Weight> weights = new ArrayList<>();
    private final Map<String, Variable> variables = new LinkedHashMap<>();
    private final List<KerasTensor> outputs = new ArrayList<>(); // one for each use
    private int[][] builtFor; // null: has no weights yet
    private Home home;
    private String name;
    private boolean trainable = true;

    /** Says which weights are needed for inputs of these shapes: by {@link #weight}. */
    protected void build(List<int[]> inputs) {}

    /**
     * The shape that comes out.
     *
     * @throws IllegalArgumentException if the layer takes no inputs of these shapes: {@link #wrong}
     */
    protected abstract int[] outputShape(List<int[]> inputs);

    /** Appends the layer's operations. */
    protected abstract Tensor call(Calling calling, List<Tensor> inputs);

    /** Appends the layer's operations, for a model. */
    public final Tensor append(Calling calling, List<Tensor> inputs) {
        return call(calling, inputs);
    }

    /** The elements that come out. */
    protected DType outputType(List<DType> inputs) {
        return inputs.get(0);
    }

    /** The elements that a model feeds this layer if it is the first. */
    public DType inputType() {
        return DType.FLOAT32;
    }

    /** The arguments. */
    public final Config config() {
        return config;
    }

    /** Sets an argument by Keras' name of it: {@code with("dilation_rate", 2)}; returns this. */
    public Layer with(String argument, Object value) {
        if (builtFor != null) {
            throw new IllegalStateException(
                    "%s is used already; set \"%s\" before".formatted(this, argument));
        }
        config.set(argument, value);
        return this;
    }

    /**
     * Calls it {@code name}; returns this.
     *
     * @throws IllegalArgumentException if nothing in a graph can be called so
     */
    public final Layer named(String name) {
        if (name == null || !name.matches("[A-Za-z0-9.][A-Za-z0-9_.\\-/]*")) {
            throw new IllegalArgumentException(
                    "\"%s\" is no name of a layer: one has letters, digits, dots, and after the first also _ - /"
                            .formatted(name));
        }
        if (home != null) {
            throw new IllegalStateException(this + " belongs to a model; name it before");
        }
        this.name = name;
        return this;
    }

    /** Says the shape of a sample, if this is the first layer of a Sequential; returns this. */
    public final Layer inputShape(int... shape) {
        config.define("input_shape", Arrays.stream(shape).boxed().toList());
        return this;
    }

    /** The shape of a sample that {@link #inputShape} said; null if it said none. */
    public final int[] saidShape() {
        return config.has("input_shape") ? config.ints("input_shape") : null;
    }

    /** {@code "same"} or {@code "valid"}; returns this. */
    public final Layer padding(String padding) {
        return with("padding", padding);
    }

    /** Steps of windows, down and across; returns this. */
    public final Layer strides(int strides) {
        return with("strides", strides);
    }

    /** The activation; returns this. */
    public final Layer activation(String activation) {
        return with("activation", Activations.check(activation));
    }

    /** All steps of a recurrent layer come out, [n, time, units], not only the last. */
    public final Layer returnSequences() {
        return with("return_sequences", true);
    }

    /** Without a bias; returns this. */
    public final Layer withoutBias() {
        return with("use_bias", false);
    }

    /** What the kernel begins with: {@code "he_normal"}; returns this. */
    public final Layer kernelInitializer(String initializer) {
        return with("kernel_initializer", initializer);
    }

    /** A penalty on the kernel: {@code "l2(0.01)"}; returns this. */
    public final Layer kernelRegularizer(String regularizer) {
        return with("kernel_regularizer", Regularizers.check(regularizer));
    }

    /**
     * Whether optimizers change its weights; a model that is compiled already goes on as it was
     * compiled. Returns this.
     */
    public Layer trainable(boolean trainable) {
        this.trainable = trainable;
        return this;
    }

    /** Whether optimizers change its weights in models that are compiled from now on. */
    public final boolean isTrainable() {
        return trainable;
    }

    /** Uses the layer; a second time with the same weights. */
    public KerasTensor on(KerasTensor... inputs) {
        List<int[]> shapes = Arrays.stream(inputs).map(KerasTensor::shape).toList();
        int[] shape = outputShape(shapes);
        if (builtFor == null) {
            build(shapes);
            builtFor = shapes.toArray(int[][]::new);
        } else if (!weights.isEmpty() && !Arrays.deepEquals(builtFor, shapes.toArray())) {
            throw wrong("the shape it was first used with, " + text(builtFor), shapes);
        }
        DType dtype = outputType(Arrays.stream(inputs).map(KerasTensor::dtype).toList());
        Application use = new Application(this, outputs.size(), List.of(inputs));
        KerasTensor output = new KerasTensor(use, shape, dtype);
        outputs.add(output);
        return output;
    }

    /** What each use gives. */
    public final List<KerasTensor> outputs() {
        return List.copyOf(outputs);
    }

    /** Declares a weight that optimizers change, if the layer isn't frozen. */
    protected final void weight(String weight, String initializer, String penalty, int... shape) {
        weights.add(new Weight(weight, shape, Initials.of(initializer), true, penalty));
    }

    /** Declares a weight that optimizers don't change. */
    protected final void average(String weight, String initializer, int... shape) {
        weights.add(new Weight(weight, shape, Initials.of(initializer), false, ""));
    }

    /** The weights it needs; empty before it is used. */
    public final List<Weight> weights() {
        return List.copyOf(weights);
    }

    /** A weight as a variable, once its model has made it. */
    public final Variable variable(String weight) {
        return variables.get(weight);
    }

    /** The content of a weight, for {@link #call}. */
    protected final Tensor read(String weight) {
        return variables.get(weight).read();
    }

    List<Variable> makeVariables(Graph graph) {
        List<Variable> made = new ArrayList<>();
        for (Weight w : weights) {
            if (!variables.containsKey(w.name())) {
                ArrayType type = new ArrayType(DType.FLOAT32, Shape.of(w.shape()));
                boolean learns = w.trainable();
                Variable variable =
                        graph.variable(name + "/" + w.name(), type, w.initializer(), learns);
                variables.put(w.name(), variable);
                made.add(variable);
            }
        }
        return made;
    }

    /** Where its weights live; null while it belongs to no model. */
    public final Home home() {
        return home;
    }

    /** Lets it live in a home, and gets its name there. */
    public final void moveTo(Home home) {
        if (this.home == home) {
            return;
        }
        if (name == null) {
            name = home.unique(kind());
        } else {
            home.take(name);
        }
        this.home = home;
    }

    /** What layers of its kind are called: {@code max_pooling2d}. */
    public String kind() {
        return getClass()
                .getSimpleName()
                .replaceAll("(.)([A-Z][a-z0-9]+)", "$1_$2")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }

    /** Its name; null if it has none yet. */
    public final String name() {
        return name;
    }

    /** An error that names the layer, what it takes and what it found. */
    protected final IllegalArgumentException wrong(String takes, List<int[]> found) {
        return new IllegalArgumentException(
                "%s takes %s; found %s".formatted(this, takes, text(found.toArray(int[][]::new))));
    }

    private static String text(int[][] shapes) {
        List<String> texts = Arrays.stream(shapes).map(KerasTensor::text).toList();
        return texts.size() == 1 ? texts.get(0) : texts.toString();
    }

    /** Fails if there isn't one input of this many extents. */
    protected final int[] one(List<int[]> inputs, int rank, String takes) {
        if (inputs.size() != 1 || rank > 0 && inputs.get(0).length != rank) {
            throw wrong(takes, inputs);
        }
        return inputs.get(0);
    }

    @Override
    public String toString() {
        return "layer " + (name == null ? kind() : "\"" + name + "\"");
    }
}
