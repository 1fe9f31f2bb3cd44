package org.duograph.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.duograph.compile.Gradients;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class GraphTextTest {
    private static Graph sample() {
        Graph graph = new Graph("a net, \"quoted\"\n");
        Value x = graph.variable("x y", ArrayType.float32(2));
        double[] odd = {Math.PI, Double.NaN, Double.NEGATIVE_INFINITY, -0.0, Double.MIN_VALUE};
        Value pi = graph.constant("pi", NDArray.of(Shape.of(5), odd));
        Value large = graph.constant("large", NDArray.of(Shape.SCALAR, Long.MIN_VALUE));
        Node.Settings settings =
                new Node.Settings(
                        new Device("onednn", 1), OptionalLong.of(-7), "operator 3 of net \"é\"");
        Node drop =
                graph.append(
                        "drop",
                        OpCatalog.get("Dropout"),
                        Map.of("ratio", 0.1),
                        settings,
                        List.of(x));
        graph.assign("x y", drop.output(0));
        graph.assign("mask", drop.output(1));
        graph.assign("pi", pi);
        graph.assign("large", large);
        return graph;
    }

    private static Graph throughFile(Graph graph) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            GraphFile.write(graph, out);
            return GraphFile.read(new ByteArrayInputStream(out.toByteArray()), OpCatalog::get);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void checkRoundTrips(Graph graph) {
        String text = GraphText.print(graph);
        Graph read = GraphText.parse(text, OpCatalog::get);
        assertThat(GraphText.print(read)).isEqualTo(text);
        assertThat(GraphText.print(throughFile(graph))).isEqualTo(text);
    }

    @Test
    void namesSettingsAndOddNumbersReadBack() {
        Graph graph = sample();
        checkRoundTrips(graph);
        Node drop = throughFile(graph).nodes().get(3);
        assertThat(drop.settings()).isEqualTo(graph.nodes().get(3).settings());
        assertThat(GraphText.print(graph))
                .contains(
                        "drop, drop:1 = Dropout(\"x y\") {ratio=0.1} on onednn:1 seed -7 from"
                                + " \"operator 3 of net \\\"é\\\"\" : float32 2, bool 2")
                .contains("[3.141592653589793, NaN, -Infinity, -0.0, 4.9E-324]");
    }

    /** Each operator with its sample and its gradient: whatever attributes there are. */
    @TestFactory
    Stream<DynamicTest> everyOperatorOfTheCatalogueReadsBack() {
        return OpCatalog.all().stream()
                .map(op -> DynamicTest.dynamicTest(op.type(), () -> checkSamples(op)));
    }

    private static void checkSamples(OpDef op) {
        for (Sample sample : op.samples()) {
            Graph graph = new Graph(op.type());
            List<Value> inputs = new ArrayList<>();
            for (Sample.Input input : sample.inputs()) {
                inputs.add(graph.variable("in" + inputs.size(), input.type()));
            }
            Node node = graph.append("node", op, sample.attrs(), inputs.toArray(Value[]::new));
            node.outputs().forEach(output -> graph.assign("out" + output.index(), output));
            Value y = node.output(0);
            if (op.gradient() != null && y.type().dtype().isFloating()) {
                Gradients.append(graph, y, inputs);
            }
            checkRoundTrips(graph);
        }
    }

    @Test
    void everyElementTypeReadsBackFromAFile(@TempDir Path folder) throws IOException {
        Graph graph = new Graph("types");
        for (DType dtype : DType.values()) {
            NDArray array = NDArray.of(Shape.of(2, 2), 0f, 1, 1, 0).cast(dtype);
            graph.assign(dtype.name(), graph.constant("c", array));
        }
        Path file = folder.resolve("types.graph");
        GraphFile.save(graph, file);
        assertThat(GraphText.print(GraphFile.load(file, OpCatalog::get)))
                .isEqualTo(GraphText.print(graph));
    }

    @Test
    void anErrorSaysWhereItIsAndWhatWasExpected() {
        assertThatThrownBy(
                        () ->
                                parse(
                                        "graph net {\n  x = Variable() : float32 2\n  y = Rellu(x) : float32 2\n}"))
                .hasMessageStartingWith("line 3, column 7: There is no operator \"Rellu\"");
        assertThatThrownBy(() -> parse("graph net {\n  y = Relu(z) : float32 2\n}"))
                .hasMessageStartingWith("line 2, column 12: no node before gives \"z\"");
        assertThatThrownBy(() -> parse("graph net {\n  x = Variable(] : float32 2\n}"))
                .hasMessage("line 2, column 16: expected \")\", found \"] : float32 2\"");
        assertThatThrownBy(
                        () ->
                                parse(
                                        "graph net {\n  x = Variable() : float32 2\n"
                                                + "  y = Relu(x) : float32 3\n}"))
                .hasMessageContaining("line 3, column")
                .hasMessageContaining("\"y\" is said to give 1 outputs of types [float32 3]");
        assertThatThrownBy(() -> parse("graph net {")).hasMessageContaining("found the end");
    }

    private static Graph parse(String text) {
        return GraphText.parse(text, OpCatalog::get);
    }

    @Test
    void damagedFilesAreRefusedInWords() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        GraphFile.write(sample(), out);
        byte[] whole = out.toByteArray();
        Random random = new Random(5);
        for (int i = 0; i < 2000; i++) {
            byte[] damaged =
                    i % 2 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            if (i % 2 == 1) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                GraphFile.read(new ByteArrayInputStream(damaged), OpCatalog::get);
                assertThat(damaged).hasSize(whole.length); // a changed number is a number too
            } catch (IOException e) {
                assertThat(e.getMessage()).containsAnyOf("graph file");
            }
        }
    }

    @Test
    void hostileTextsAreRefusedInWords() {
        String text = GraphText.print(sample());
        Random random = new Random(6);
        String signs = "{}[]()=:,\"#x9-. \n";
        for (int i = 0; i < 3000; i++) {
            StringBuilder changed = new StringBuilder(text);
            for (int n = 0; n <= i % 3; n++) {
                int at = random.nextInt(changed.length());
                changed.setCharAt(at, signs.charAt(random.nextInt(signs.length())));
            }
            try {
                parse(changed.toString());
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).startsWith("line ");
            }
        }
        String deep = "graph g { y = If() {then=".repeat(500);
        assertThatThrownBy(() -> parse(deep)).hasMessageContaining("more than 64 deep");
    }

    @Test
    void theTextForPeopleShowsBodiesBelowTheirNodes() {
        Graph body = new Graph("step");
        body.variable("t", new ArrayType(DType.INT64, Shape.SCALAR));
        Value h = body.variable("h", ArrayType.float32(2));
        body.assign("h", body.append("tanh", OpCatalog.get("Tanh"), Map.of(), h).output(0));
        Graph graph = new Graph("net");
        Value x = graph.variable("x", ArrayType.float32(2));
        Map<String, Object> attrs = new java.util.LinkedHashMap<>();
        attrs.put("body", body);
        attrs.put("states", 1);
        attrs.put("n", 3);
        graph.assign("y", graph.append("loop", OpCatalog.get("For"), attrs, x).output(0));
        assertThat(graph.toString())
                .isEqualTo(
                        """
                        graph net
                          x = Variable() : float32 2
                          loop, loop:1 = For(x) {body=graph step, states=1, n=3} : float32 2, float32 3x2
                            body: graph step
                              t = Variable() : int64 scalar
                              h = Variable() : float32 2
                              tanh = Tanh(h) : float32 2
                              h := tanh
                          y := loop
                        """);
        checkRoundTrips(graph);
    }
}
