package org.duograph.cli.lite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.duograph.cli.options.Feeds;
import org.duograph.cli.options.GraphFetches;
import org.duograph.cli.options.OpenGraph;
import org.duograph.graph.Suggestion;
import org.duograph.interop.onnx.OnnxForm;
import org.duograph.interop.onnx.OnnxGraph;
import org.duograph.interop.onnx.OnnxImporter;
import org.duograph.interop.onnx.OnnxModel;
import org.duograph.session.Run;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.io.GraphFiles;
import org.duograph.session.saved.Signature;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Predictor;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.NetFiles;
import org.duograph.workspace.io.PredictorExport;
import org.duograph.workspace.proto.NetDef;
import org.duograph.zoo.ModelCard;
import org.duograph.zoo.Preprocessing;
import org.duograph.zoo.Zoo;
import org.duograph.zoo.ZooModel;

/** Reads a model of any kind, and lowers it to a graph of the core. */
final class LiteImports {
    private final Feeds feeds;
    private final GraphFetches fetches;

    private LiteImports(Feeds feeds, GraphFetches fetches) {
        this.feeds = feeds;
        this.fetches = fetches;
    }

    /**
     * Imports a folder with {@code init_net.pb} and {@code predict_net.pb}, a SavedModel, a
     * predictor export, a net with {@code --init}, a frozen graph, or a model of ONNX.
     *
     * @throws IllegalArgumentException if the type of an input is not known and not fed, or an
     *     option is for another kind of model
     */
    static ImportedModel read(Path path, Feeds feeds, GraphFetches fetches) throws IOException {
        return new LiteImports(feeds, fetches).read(path);
    }

    private ImportedModel read(Path path) throws IOException {
        String name = path.getFileName() == null ? "" : path.getFileName().toString();
        if (Files.isRegularFile(path) && feeds.hasInits() && !isExport(name)) {
            NetDef net = NetFiles.readNet(path);
            Workspace w = new Workspace();
            return ofNet(w, net, Map.of(), null, () -> feeds.fillWeights(w, net));
        }
        if (feeds.hasInits()) {
            throw new IllegalArgumentException(
                    "--init is for a net in a file of its own, but %s brings its weights; leave --init out"
                            .formatted(path));
        }
        if (Files.isRegularFile(path.resolve(ModelCard.CARD))) {
            Path folder = path.toAbsolutePath();
            ZooModel model = new Zoo(folder.getParent()).model(folder.getFileName().toString());
            Preprocessing pictures = model.card().input() instanceof Preprocessing p ? p : null;
            Map<String, ArrayType> types = model.card().input().types();
            return ofNet(model.init(), model.predict(), types, pictures);
        }
        if (Files.isRegularFile(path.resolve(ModelCard.PREDICT_NET))) {
            NetDef init = NetFiles.readNet(path.resolve(ModelCard.INIT_NET));
            NetDef predict = NetFiles.readNet(path.resolve(ModelCard.PREDICT_NET));
            return ofNet(init, predict, Map.of(), null);
        }
        if (Files.isDirectory(path)) {
            return ofGraph(OpenGraph.ofModel(path, GraphFiles.SERVE, Session::new));
        }
        if (isExport(name)) {
            PredictorExport.Loaded loaded = PredictorExport.load(path);
            return ofNet(loaded.init(), loaded.predict(), Map.of(), null);
        }
        if (name.endsWith(".onnx")) {
            return ofOnnx(OnnxModel.read(path));
        }
        return ofGraph(OpenGraph.of(GraphFiles.read(path), fetches.names()));
    }

    private static boolean isExport(String name) {
        return Stream.of(".minidb", ".db").anyMatch(name::endsWith);
    }

    /** Fills a workspace with weights. */
    @FunctionalInterface
    private interface Filling {
        void fill() throws IOException;
    }

    private ImportedModel ofNet(
            NetDef init, NetDef predict, Map<String, ArrayType> known, Preprocessing pictures)
            throws IOException {
        Workspace w = new Workspace();
        return ofNet(w, predict, known, pictures, () -> w.runNetOnce(init));
    }

    private ImportedModel ofNet(
            Workspace w,
            NetDef predict,
            Map<String, ArrayType> known,
            Preprocessing pictures,
            Filling weights)
            throws IOException {
        boolean named = !predict.getName().isEmpty();
        NetDef net = named ? predict : predict.toBuilder().setName("predict").build();
        try (w) {
            fetches.requireNoSignature("a net");
            weights.fill();
            Map<String, ArrayType> given = feeds.types(net);
            List<String> inputs =
                    Predictor.inputsOf(net).stream()
                            .filter(blob -> given.containsKey(blob) || !w.hasBlob(blob))
                            .toList();
            List<ArrayType> types = new ArrayList<>();
            for (String input : inputs) {
                ArrayType type = given.getOrDefault(input, known.get(input));
                requireType(type, input);
                types.add(type);
                w.feedBlob(input, NDArray.zeros(type));
            }
            requireRead(given.keySet(), inputs);
            List<String> outputs =
                    fetches.names().isEmpty() ? net.getExternalOutputList() : fetches.names();
            if (outputs.isEmpty()) {
                throw new IllegalArgumentException(
                        "Net \"%s\" declares no external_output; say which blobs the file is to give: --fetch BLOB"
                                .formatted(net.getName()));
            }
            var graph = w.inspect().graph(net);
            Map<String, NDArray> content = new LinkedHashMap<>();
            for (String variable : graph.variables().keySet()) {
                if (!inputs.contains(variable)) {
                    content.put(variable, w.fetchBlob(variable));
                }
            }
            return new ImportedModel(graph, content::get, inputs, types, outputs, pictures);
        }
    }

    private static void requireType(ArrayType type, String input) {
        if (type == null) {
            throw new IllegalArgumentException(
                    "The type of input \"%s\" is not known, and a file for a small device has room for one: say, for example, --feed %s=float32:1x3x224x224"
                            .formatted(input, input));
        }
    }

    private static void requireRead(Set<String> fed, List<String> inputs) {
        for (String name : fed) {
            if (!inputs.contains(name)) {
                throw new IllegalArgumentException(
                        "--feed names \"%s\", which is no input of the model%s; it takes %s"
                                .formatted(name, Suggestion.among(name, inputs), inputs));
            }
        }
    }

    private ImportedModel ofGraph(OpenGraph open) throws IOException {
        try (open) {
            Signature called = fetches.signature(open);
            List<Tensor> wanted = new ArrayList<>(fetches.of(open, called).values());
            List<String> inputs = new ArrayList<>();
            List<ArrayType> types = new ArrayList<>();
            Run run = open.session().newRun();
            for (Map.Entry<String, ArrayType> feed :
                    feeds.types(NetDef.getDefaultInstance()).entrySet()) {
                Tensor input = called == null ? null : called.inputs().get(feed.getKey());
                Tensor tensor = input == null ? open.tensor(feed.getKey()) : input;
                inputs.add(tensor.inputName());
                types.add(feed.getValue());
                run.feed(tensor, NDArray.zeros(feed.getValue()));
            }
            List<String> outputs = wanted.stream().map(Tensor::inputName).toList();
            return new ImportedModel(
                    open.session().frozen(run, wanted.toArray()),
                    name -> null, // its weights are constants
                    inputs,
                    types,
                    outputs,
                    null);
        }
    }

    private ImportedModel ofOnnx(OnnxModel model) throws IOException {
        fetches.requireNoSignature("a model of ONNX");
        OnnxImporter importer = new OnnxImporter(model);
        feeds.types(NetDef.getDefaultInstance()).forEach(importer::input);
        OnnxGraph imported = importer.lower();
        List<String> inputs = new ArrayList<>();
        List<ArrayType> types = new ArrayList<>();
        imported.inputs()
                .forEach(
                        (name, form) -> {
                            inputs.add(name);
                            types.add(arrayType(name, form));
                        });
        List<String> wanted = fetches.names().isEmpty() ? model.outputs() : fetches.names();
        List<String> outputs = new ArrayList<>();
        for (String name : wanted) {
            OnnxGraph.Result result = imported.outputs().get(name);
            if (!(result instanceof OnnxGraph.Result.Array array)) {
                throw new IllegalArgumentException(
                        result == null
                                ? "The model has no output \"%s\"%s; it has %s"
                                        .formatted(
                                                name,
                                                Suggestion.among(name, model.outputs()),
                                                model.outputs())
                                : "Output \"%s\" is no array, and a file for a small device gives arrays only; name others by --fetch"
                                        .formatted(name));
            }
            outputs.add(array.variable());
        }
        return new ImportedModel(
                imported.graph(),
                name -> null, // its weights are constants
                inputs,
                types,
                outputs,
                null);
    }

    private static ArrayType arrayType(String name, OnnxForm form) {
        if (form instanceof OnnxForm.Array array) {
            return array.type();
        }
        throw new IllegalArgumentException(
                "Input \"%s\" is no array, and a file for a small device takes arrays only"
                        .formatted(name));
    }
}
