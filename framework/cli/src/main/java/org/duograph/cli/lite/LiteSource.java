package org.duograph.cli.lite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.duograph.cli.options.Feeds;
import org.duograph.cli.options.GraphFetches;
import org.duograph.cli.options.OpenGraph;
import org.duograph.lite.convert.LiteConverter;
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

/**
 * A model of any kind: its translation, and the engine that runs it as it is.
 *
 * @param converter the translation
 * @param inputs the names of its inputs
 * @param outputs the names of its outputs
 * @param types the types of its inputs, by their order
 * @param pictures how pictures become its input; null if nobody says
 * @param engine from arrays of the inputs to arrays of the outputs
 * @param resources what to close
 */
record LiteSource(
        LiteConverter converter,
        List<String> inputs,
        List<String> outputs,
        List<ArrayType> types,
        Preprocessing pictures,
        Function<List<NDArray>, List<NDArray>> engine,
        AutoCloseable resources)
        implements AutoCloseable {

    /**
     * Opens a model: a folder with {@code init_net.pb} and {@code predict_net.pb}, a SavedModel, a
     * predictor export, a net with {@code --init}, or a frozen graph.
     *
     * @throws IllegalArgumentException if the type of an input is not known and not fed
     * @throws UnsupportedOperationException if operators can't be translated
     */
    static LiteSource open(Path path, Feeds feeds, GraphFetches fetches) throws IOException {
        if (Files.isRegularFile(path.resolve(ModelCard.CARD))) {
            Path folder = path.toAbsolutePath();
            String name = folder.getFileName().toString();
            ZooModel model = new Zoo(folder.getParent()).model(name);
            Preprocessing pictures = model.card().input() instanceof Preprocessing p ? p : null;
            return ofNet(
                    List.of(model.init()),
                    model.predict(),
                    model.card().input().types(),
                    feeds,
                    pictures);
        }
        if (Files.isRegularFile(path.resolve(ModelCard.PREDICT_NET))) {
            NetDef init = NetFiles.readNet(path.resolve(ModelCard.INIT_NET));
            NetDef predict = NetFiles.readNet(path.resolve(ModelCard.PREDICT_NET));
            return ofNet(List.of(init), predict, Map.of(), feeds, null);
        }
        if (Files.isDirectory(path)) {
            return ofGraph(OpenGraph.ofModel(path, GraphFiles.SERVE, Session::new), feeds, fetches);
        }
        if (isExport(path)) {
            PredictorExport.Loaded loaded = PredictorExport.load(path);
            return ofNet(List.of(loaded.init()), loaded.predict(), Map.of(), feeds, null);
        }
        if (feeds.hasInits()) {
            NetDef net = NetFiles.readNet(path);
            return ofNet(feeds.initNets(net), net, Map.of(), feeds, null);
        }
        return ofGraph(OpenGraph.of(GraphFiles.read(path), fetches.names()), feeds, fetches);
    }

    private static boolean isExport(Path path) {
        String name = path.getFileName().toString();
        return Stream.of(".minidb", ".db").anyMatch(name::endsWith);
    }

    private static LiteSource ofNet(
            List<NetDef> inits,
            NetDef predict,
            Map<String, ArrayType> known,
            Feeds feeds,
            Preprocessing pictures)
            throws IOException {
        NetDef net =
                predict.getName().isEmpty()
                        ? predict.toBuilder().setName("predict").build()
                        : predict;
        Map<String, ArrayType> given = feeds.types(net);
        Workspace w = new Workspace();
        try {
            inits.forEach(w::runNetOnce);
            List<String> inputs =
                    Predictor.inputsOf(net).stream().filter(blob -> !w.hasBlob(blob)).toList();
            List<ArrayType> types = new ArrayList<>();
            for (String input : inputs) {
                ArrayType type = given.getOrDefault(input, known.get(input));
                requireType(type, input);
                types.add(type);
                w.feedBlob(input, NDArray.zeros(type));
            }
            List<String> outputs = net.getExternalOutputList();
            if (outputs.isEmpty()) {
                throw new IllegalArgumentException(
                        "Net \"%s\" declares no external_output; add the blobs that the file is to give"
                                .formatted(net.getName()));
            }
            LiteConverter converter =
                    LiteConverter.of(w.inspect().graph(net), w::fetchBlob, inputs, outputs);
            w.createNet(net);
            return new LiteSource(
                    converter,
                    inputs,
                    outputs,
                    types,
                    pictures,
                    arrays -> {
                        for (int i = 0; i < arrays.size(); i++) {
                            w.feedBlob(inputs.get(i), arrays.get(i));
                        }
                        w.runNet(net.getName());
                        return outputs.stream().map(w::fetchBlob).toList();
                    },
                    w);
        } catch (RuntimeException e) {
            w.close();
            throw e;
        }
    }

    private static void requireType(ArrayType type, String input) {
        if (type == null) {
            throw new IllegalArgumentException(
                    "The type of input \"%s\" is not known, and a file for a small device has room for one: say, for example, --feed %s=float32:1x3x224x224"
                            .formatted(input, input));
        }
    }

    private static LiteSource ofGraph(OpenGraph open, Feeds feeds, GraphFetches fetches)
            throws IOException {
        try {
            Signature called = fetches.signature(open);
            List<Tensor> wanted = new ArrayList<>(fetches.of(open, called).values());
            Map<String, ArrayType> given = feeds.types(NetDef.getDefaultInstance());
            List<Tensor> fed = new ArrayList<>();
            List<ArrayType> types = new ArrayList<>();
            Run run = open.session().newRun();
            for (Map.Entry<String, ArrayType> feed : given.entrySet()) {
                Tensor input = called == null ? null : called.inputs().get(feed.getKey());
                Tensor tensor = input == null ? open.tensor(feed.getKey()) : input;
                fed.add(tensor);
                types.add(feed.getValue());
                run.feed(tensor, NDArray.zeros(feed.getValue()));
            }
            List<String> inputs = fed.stream().map(Tensor::inputName).toList();
            List<String> outputs = wanted.stream().map(Tensor::inputName).toList();
            LiteConverter converter =
                    LiteConverter.of(
                            open.session().frozen(run, wanted.toArray()),
                            name -> null, // its weights are constants
                            inputs,
                            outputs);
            return new LiteSource(
                    converter,
                    inputs,
                    outputs,
                    types,
                    null,
                    arrays -> {
                        Run again = open.session().newRun();
                        for (int i = 0; i < arrays.size(); i++) {
                            again.feed(fed.get(i), arrays.get(i));
                        }
                        var fetched = again.run(wanted.toArray());
                        return wanted.stream().map(fetched::get).toList();
                    },
                    open);
        } catch (RuntimeException | IOException e) {
            open.close();
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            resources.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
