package org.duograph.keras;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.keras.layer.Application;
import org.duograph.keras.layer.KerasTensor;
import org.duograph.keras.layer.Layer;
import org.duograph.keras.layer.Layers;
import org.duograph.keras.layer.Weight;
import org.duograph.messages.AtomicFile;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.checkpoint.Checkpoint;
import org.duograph.session.saved.SavedModel;
import org.duograph.session.saved.Signature;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/**
 * A model in a folder: {@code model.json} says its layers and what it was compiled for; a
 * checkpoint {@code weights} holds its weights and the optimizer's state.
 */
final class ModelFile {
    private static final String JSON_FILE = "model.json";
    private static final String WEIGHTS = "weights";
    private static final String OPTIMIZER = "optimizer/";

    private ModelFile() {}

    static void save(Model model, Compiled compiled, Path folder) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new IOException(
                    folder + " is a file, and a model is saved into a folder; name another");
        }
        Files.createDirectories(folder);
        Map<String, NDArray> contents = weights(model);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("class", model instanceof Sequential ? "Sequential" : "Model");
        json.put("name", model.name());
        Network network = model.network();
        json.put("layers", network.layers().stream().map(ModelFile::layer).toList());
        Map<Application, List<Object>> places = new HashMap<>();
        json.put("uses", uses(network, places));
        json.put("inputs", network.inputs().stream().map(x -> places.get(x.source())).toList());
        json.put("outputs", network.outputs().stream().map(x -> places.get(x.source())).toList());
        if (compiled != null && compiled.isNamed()) {
            json.put("compiled", goal(compiled));
            List<Variable> all = compiled.ofOptimizer();
            for (int i = 0; i < all.size(); i++) {
                contents.put(OPTIMIZER + i, model.session().value(all.get(i)));
            }
        }
        Checkpoint.write(folder.resolve(WEIGHTS).toAbsolutePath(), contents);
        String text = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(json) + "\n";
        try (AtomicFile file = AtomicFile.open(folder.resolve(JSON_FILE).toAbsolutePath())) {
            file.out().write(text.getBytes(StandardCharsets.UTF_8));
            file.commit();
        }
    }

    private static Map<String, Object> layer(Layer layer) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("class", layer.getClass().getSimpleName());
        json.put("name", layer.name());
        json.put("trainable", layer.isTrainable());
        json.put("arguments", layer.config().all());
        return json;
    }

    /** The uses of layers, each with what it reads: pairs of a layer and its use. */
    private static List<Object> uses(Network network, Map<Application, List<Object>> places) {
        List<Object> uses = new ArrayList<>();
        Map<Layer, Integer> counts = new HashMap<>();
        for (Application use : network.order()) {
            int index = counts.merge(use.layer(), 1, Integer::sum) - 1;
            places.put(use, List.of(use.layer().name(), index));
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("layer", use.layer().name());
            json.put("reads", use.inputs().stream().map(x -> places.get(x.source())).toList());
            uses.add(json);
        }
        return uses;
    }

    private static Map<String, Object> goal(Compiled compiled) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("optimizer", compiled.optimizer());
        json.put("losses", compiled.goal().losses());
        json.put("loss_weights", compiled.goal().lossWeights());
        json.put("metrics", compiled.goal().metrics().stream().map(Object::toString).toList());
        return json;
    }

    /**
     * Reads a model.
     *
     * @throws IOException if there is none, or it is damaged; the message says what is wrong
     */
    static Model load(Path folder) throws IOException {
        Path file = folder.resolve(JSON_FILE);
        if (!Files.isRegularFile(file)) {
            throw new IOException(
                    "%s holds no model: there is no %s. Name the folder that model.save wrote"
                            .formatted(folder, JSON_FILE));
        }
        Model model = null;
        try {
            JsonPart json = JsonPart.read(file);
            model = model(json);
            fill(model, json, Checkpoint.open(folder.resolve(WEIGHTS).toAbsolutePath()));
            return model;
        } catch (IOException | RuntimeException e) {
            if (model != null) {
                model.close();
            }
            if (e instanceof IllegalArgumentException
                    || e instanceof IllegalStateException
                    || e instanceof ArithmeticException) {
                throw new IOException("%s is no model: %s".formatted(file, e.getMessage()), e);
            }
            throw e;
        }
    }

    /** Gives a model what its files hold; its weights are made only if they are of that size. */
    private static void fill(Model model, JsonPart json, Checkpoint checkpoint) throws IOException {
        Map<Weight, NDArray> contents = new IdentityHashMap<>();
        for (Layer layer : model.layers()) {
            for (Weight weight : layer.weights()) {
                NDArray content = checkpoint.read(layer.name() + "/" + weight.name());
                if (content.dtype() != DType.FLOAT32
                        || !Arrays.equals(content.shape().toArray(), weight.shape())) {
                    throw new IllegalArgumentException(
                            "%s has a %s of shape %s, but the checkpoint holds %s"
                                    .formatted(
                                            layer,
                                            weight.name(),
                                            Arrays.toString(weight.shape()),
                                            content.type()));
                }
                contents.put(weight, content);
            }
        }
        if (json.has("compiled")) {
            compile(model, json.part("compiled"));
            List<Variable> all = model.optimizerVariables();
            for (int i = 0; i < all.size(); i++) {
                fill(model, all.get(i), checkpoint, OPTIMIZER + i);
            }
        }
        model.session(); // makes the weights
        for (Layer layer : model.layers()) {
            for (Weight weight : layer.weights()) {
                model.session().load(layer.variable(weight.name()), contents.get(weight));
            }
        }
    }

    private static Model model(JsonPart json) {
        Map<String, Layer> layers = new LinkedHashMap<>();
        for (JsonPart part : json.parts("layers")) {
            Layer layer = Layers.of(part.text("class"), part.part("arguments").all());
            layer.named(part.text("name")).trainable(part.truth("trainable"));
            if (layers.put(layer.name(), layer) != null) {
                throw new IllegalArgumentException("two layers are called " + layer.name());
            }
        }
        Map<Object, KerasTensor> made = new HashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        for (JsonPart use : json.parts("uses")) {
            Layer layer = layers.get(use.text("layer"));
            if (layer == null) {
                throw new IllegalArgumentException("there is no layer " + use.text("layer"));
            }
            KerasTensor output = layer.on(tensors(use, "reads", made).toArray(KerasTensor[]::new));
            int index = counts.merge(layer.name(), 1, Integer::sum) - 1;
            made.put(List.of(layer.name(), index), output);
        }
        List<KerasTensor> inputs = tensors(json, "inputs", made);
        List<KerasTensor> outputs = tensors(json, "outputs", made);
        Network network = new Network(inputs, outputs);
        Model model =
                json.text("class").equals("Sequential")
                        ? new Sequential(network)
                        : new Model(network);
        return model.named(json.text("name"));
    }

    private static List<KerasTensor> tensors(
            JsonPart json, String name, Map<Object, KerasTensor> made) {
        List<KerasTensor> tensors = new ArrayList<>();
        for (Object place : json.list(name)) {
            KerasTensor tensor = made.get(place);
            if (tensor == null) {
                throw new IllegalArgumentException(
                        "%s names %s, which no use before gives".formatted(name, place));
            }
            tensors.add(tensor);
        }
        return tensors;
    }

    private static void compile(Model model, JsonPart json) {
        double[] counts =
                json.list("loss_weights").stream()
                        .mapToDouble(x -> x instanceof Number n ? n.doubleValue() : 1)
                        .toArray();
        model.lossWeights(counts)
                .compile(
                        json.text("optimizer"),
                        json.texts("losses"),
                        json.texts("metrics").toArray(String[]::new));
    }

    private static Map<String, NDArray> weights(LayeredModel model) {
        Map<String, NDArray> contents = new LinkedHashMap<>();
        model.variables().forEach((name, v) -> contents.put(name, model.session().value(v)));
        return contents;
    }

    static void saveWeights(LayeredModel model, Path prefix) throws IOException {
        Path whole = prefix.toAbsolutePath();
        Files.createDirectories(whole.getParent());
        Checkpoint.write(whole, weights(model));
    }

    static void loadWeights(LayeredModel model, Path prefix) throws IOException {
        load(model, Checkpoint.open(prefix.toAbsolutePath()));
    }

    private static void load(LayeredModel model, Checkpoint checkpoint) throws IOException {
        for (Map.Entry<String, Variable> entry : model.variables().entrySet()) {
            fill(model, entry.getValue(), checkpoint, entry.getKey());
        }
    }

    private static void fill(LayeredModel model, Variable variable, Checkpoint from, String name)
            throws IOException {
        NDArray content = from.read(name);
        try {
            Session.requireFits(variable.operation(), content);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        model.session().load(variable, content);
    }

    static void export(LayeredModel model, Path folder) throws IOException {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (int i = 0; i < model.inputs().size(); i++) {
            inputs.put(Network.name(model.inputs().get(i)), model.inputTensors().get(i));
        }
        for (int i = 0; i < model.outputs().size(); i++) {
            outputs.put(Network.name(model.outputs().get(i)), model.outputTensors().get(i));
        }
        Signature signature = Signature.predict(inputs, outputs);
        SavedModel.save(model.session(), folder, Map.of(Signature.DEFAULT, signature));
    }
}
