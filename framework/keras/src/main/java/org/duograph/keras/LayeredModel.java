package org.duograph.keras;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.data.Images;
import org.duograph.graph.Suggestion;
import org.duograph.keras.layer.KerasTensor;
import org.duograph.keras.layer.Layer;
import org.duograph.keras.layer.Weight;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.tensor.NDArray;

/** What a model is before it is compiled: layers, their weights, and what they predict. */
public abstract class LayeredModel implements AutoCloseable {
    private Network network; // null: a Sequential that isn't built yet
    private Predictor predictor; // null until something is predicted
    private String name;

    /** A model of a network; null if that comes later. */
    LayeredModel(Network network) {
        this.network = network;
    }

    /** The network; a Sequential makes it when its input is known. */
    Network network() {
        return network;
    }

    /** Says what the network is. */
    final void become(Network made) {
        network = made;
    }

    /** Whether the network is there. */
    final boolean isBuilt() {
        return network != null;
    }

    /** Calls it {@code name}. */
    final void call(String name) {
        this.name = name;
    }

    /** Its name. */
    public final String name() {
        if (name == null) {
            name = network().home().unique(kind());
        }
        return name;
    }

    /** What models of its kind are called. */
    String kind() {
        return "model";
    }

    /**
     * The model's output for samples, in batches of 32.
     *
     * @param x an array for each input
     * @throws IllegalStateException if the model has several outputs: see {@link #predictAll}
     */
    public NDArray predict(NDArray... x) {
        if (network().outputs().size() > 1) {
            throw new IllegalStateException(
                    "The model has %d outputs; predictAll gives them all"
                            .formatted(network().outputs().size()));
        }
        return predictAll(List.of(x)).get(0);
    }

    /** The model's outputs for samples: an array for each. */
    public List<NDArray> predictAll(List<NDArray> x, FitOption... options) {
        int size = Fit.of(options).batchSize;
        return predictor().predict(feeding().inputs(x, size));
    }

    /** The model's output for images, whose pixels are scaled to [0, 1]. */
    public NDArray predict(Images images, FitOption... options) {
        Fit fit = Fit.of(options);
        return predictor().predict(feeding().images(images, fit, false, 0)).get(0);
    }

    private Predictor predictor() {
        network().home().session(); // fails if it is closed
        if (predictor == null) {
            predictor = new Predictor(network());
        }
        return predictor;
    }

    private Feeding feeding() {
        return new Feeding(network(), null);
    }

    /** The layers, inputs first. */
    public final List<Layer> layers() {
        return List.copyOf(network().layers());
    }

    /** The layer of a name. */
    public final Layer layer(String name) {
        List<String> names = layers().stream().map(Layer::name).toList();
        if (!names.contains(name)) {
            throw new IllegalArgumentException(
                    "The model has no layer \"%s\"%s; it has %s"
                            .formatted(name, Suggestion.among(name, names), names));
        }
        return layers().get(names.indexOf(name));
    }

    /** What it is fed, for another model of some of its layers. */
    public final List<KerasTensor> inputs() {
        return network().inputs();
    }

    /** What it gives, for another model with more layers. */
    public final List<KerasTensor> outputs() {
        return network().outputs();
    }

    /** All weights by name, in the order of the layers, as variables of {@link #graph}. */
    public final Map<String, Variable> variables() {
        network().makeWeights();
        Map<String, Variable> all = new LinkedHashMap<>();
        for (Layer layer : layers()) {
            for (Weight weight : layer.weights()) {
                Variable variable = layer.variable(weight.name());
                all.put(variable.name(), variable);
            }
        }
        return all;
    }

    /** The content of all weights, in the order of {@link #variables}. */
    public final List<NDArray> getWeights() {
        return variables().values().stream().map(session()::value).toList();
    }

    /**
     * Gives all weights other content.
     *
     * @throws IllegalArgumentException if they are too few, too many, or of other shapes
     */
    public final void setWeights(List<NDArray> weights) {
        List<Variable> all = List.copyOf(variables().values());
        if (weights.size() != all.size()) {
            throw new IllegalArgumentException(
                    "The model has %d weights, %s; found %d arrays"
                            .formatted(all.size(), variables().keySet(), weights.size()));
        }
        for (int i = 0; i < all.size(); i++) {
            Session.requireFits(all.get(i).operation(), weights.get(i));
        }
        for (int i = 0; i < all.size(); i++) {
            session().load(all.get(i), weights.get(i));
        }
    }

    /** Saves the weights as a checkpoint of TensorFlow: {@code prefix.index} and its data. */
    public final void saveWeights(Path prefix) throws IOException {
        ModelFile.saveWeights(this, prefix);
    }

    /** Gives the weights what a checkpoint holds. */
    public final void loadWeights(Path prefix) throws IOException {
        ModelFile.loadWeights(this, prefix);
    }

    /** Writes a SavedModel, which TensorFlow serves: a signature from inputs to outputs. */
    public final void exportSavedModel(Path folder) throws IOException {
        ModelFile.export(this, folder);
    }

    /** The graph of the session face in which all of this is. */
    public final Graph graph() {
        return network().home().graph();
    }

    /** The session that holds the weights; the model closes it. */
    public final Session session() {
        network().makeWeights();
        return network().home().session();
    }

    /** What the net that is used is fed. */
    public final List<Tensor> inputTensors() {
        return network().placeholders();
    }

    /** The outputs of the net that is used. */
    public final List<Tensor> outputTensors() {
        return network().used();
    }

    @Override
    public final void close() {
        if (network != null) {
            network.home().close();
        }
    }
}
