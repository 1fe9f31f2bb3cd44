package org.duograph.lite.convert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.duograph.compile.Compiler;
import org.duograph.compile.Rewriter;
import org.duograph.compile.Target;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Suggestion;
import org.duograph.graph.Value;
import org.duograph.lite.model.Model;
import org.duograph.lite.model.ModelFormatException;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/**
 * Makes a {@code .tflite} file of a graph.
 *
 * <pre>{@code
 * LiteConverter converter = LiteConverter.of(graph, weights::get, List.of("data"), List.of("softmax"));
 * byte[] file = converter.floats();
 * byte[] small = converter.int8(examples);
 * }</pre>
 *
 * <p>Images that the graph takes as N x C x H x W the file takes as N x H x W x C, and gives so.
 */
public final class LiteConverter {
    private static final String DESCRIPTION = "Made by Duograph";
    private static final Target NO_FUSION = new Target(node -> false, List.of(), List.of());

    private final LiteGraph graph;
    private final Set<LiteTensor> turned;

    private LiteConverter(LiteGraph graph, Set<LiteTensor> turned) {
        this.graph = graph;
        this.turned = turned;
    }

    /**
     * Translates a graph.
     *
     * @param graph its variables are the inputs and the weights
     * @param content what a variable holds, for weights; never asked for inputs
     * @param inputs the variables that are given when the model runs
     * @param outputs which entries of the graph's assign table are wanted, in order
     * @throws IllegalArgumentException if there is no such input or output, or no output depends on
     *     an input
     * @throws UnsupportedOperationException if nodes can't be said in TensorFlow Lite's operators;
     *     the message lists all of them
     */
    public static LiteConverter of(
            Graph graph,
            Function<String, NDArray> content,
            List<String> inputs,
            List<String> outputs) {
        require(graph.variables().keySet(), inputs, "input", graph);
        require(graph.assigns().keySet(), outputs, "output", graph);
        Graph frozen = frozen(graph, content, Set.copyOf(inputs), outputs);
        Translator translator = new Translator(Compiler.compile(frozen, NO_FUSION));
        LiteGraph lite = translator.translate();
        List<LiteTensor> ordered = new ArrayList<>();
        for (String input : inputs) {
            lite.inputs().stream().filter(t -> t.name.equals(input)).forEach(ordered::add);
            if (ordered.isEmpty() || !ordered.get(ordered.size() - 1).name.equals(input)) {
                throw new IllegalArgumentException(
                        "Input \"%s\" has no say in the outputs %s; leave it out of the inputs"
                                .formatted(input, outputs));
            }
        }
        lite = new LiteGraph(ordered, lite.outputs(), lite.nodes());
        LiteGraph folded = FuseActivations.apply(FoldScales.apply(lite));
        return new LiteConverter(folded, translator.turned());
    }

    private static void require(Set<String> there, List<String> wanted, String what, Graph graph) {
        for (String name : wanted) {
            if (!there.contains(name)) {
                throw new IllegalArgumentException(
                        "Graph \"%s\" has no %s \"%s\"%s; it has %s"
                                .formatted(
                                        graph.name(),
                                        what,
                                        name,
                                        Suggestion.among(name, there),
                                        Suggestion.list(there)));
            }
        }
    }

    /** The graph with constants for its weights, and nothing but the wanted outputs. */
    private static Graph frozen(
            Graph graph,
            Function<String, NDArray> content,
            Set<String> inputs,
            List<String> outputs) {
        Rewriter rewriter = new Rewriter(graph);
        for (Node node : graph.nodes()) {
            if (node.isVariable() && !inputs.contains(node.name())) {
                Value weights = rewriter.to().constant(node.name(), content.apply(node.name()));
                rewriter.replace(node.output(0), weights);
            } else {
                rewriter.copy(node);
            }
        }
        Map<String, Value> wanted = new LinkedHashMap<>();
        outputs.forEach(o -> wanted.put(o, rewriter.now(graph.assigns().get(o))));
        wanted.forEach(rewriter.to()::assign);
        return rewriter.to();
    }

    /** The file in single precision. */
    public byte[] floats() {
        return ModelWriter.write(graph, DESCRIPTION);
    }

    /** That file, read. */
    public Model floatModel() {
        return read(floats());
    }

    /**
     * The file in int8, with inputs and outputs in single precision.
     *
     * @param examples inputs as they will come, in the order of the file's, each as the file takes
     *     it (see {@link #toFile}); some hundred will do. From the least and the greatest number
     *     that each tensor holds meanwhile follows what its int8 numbers mean
     * @throws IllegalArgumentException if there are no examples, the model computes infinities, or
     *     a layer holds nothing but 0 on all examples
     */
    public byte[] int8(Iterable<List<float[]>> examples) {
        Ranges ranges = Ranges.of(floatModel(), examples);
        Quantizer quantizer = new Quantizer(graph, ModelWriter.numbers(graph), ranges);
        return ModelWriter.write(quantizer.quantized(), DESCRIPTION + ", int8");
    }

    /** That file, read. */
    public Model int8Model(Iterable<List<float[]>> examples) {
        return read(int8(examples));
    }

    /**
     * The numbers of an array as the file takes them: images of N x C x H x W become N x H x W x C,
     * where input {@code i} does.
     */
    public float[] toFile(int i, NDArray array) {
        NDArray real = array.cast(DType.FLOAT32);
        if (!turned.contains(graph.inputs().get(i))) {
            return real.floats();
        }
        int[] shape = array.shape().toArray();
        return turned(real.floats(), shape[0], shape[1], shape[2] * shape[3]);
    }

    /** The numbers of output {@code i}, as the graph would give them. */
    public float[] fromFile(int i, float[] numbers) {
        LiteTensor output = graph.outputs().get(i);
        int[] shape = output.shape; // n, h, w, c
        return turned.contains(output)
                ? turned(numbers, shape[0], shape[1] * shape[2], shape[3])
                : numbers;
    }

    /** For each of n, a matrix of rows x columns transposed. */
    private static float[] turned(float[] numbers, int n, int rows, int columns) {
        float[] to = new float[numbers.length];
        for (int i = 0; i < n * rows; i++) {
            for (int j = 0; j < columns; j++) {
                to[(i / rows * columns + j) * rows + i % rows] = numbers[i * columns + j];
            }
        }
        return to;
    }

    static Model read(byte[] file) {
        try {
            return Model.of(file);
        } catch (ModelFormatException e) {
            throw new IllegalStateException("What was just written can't be read", e);
        }
    }
}
