package org.duograph.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
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
    static Graph sample() {
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
                .contains("[3.141592653589793, nan, -inf, -0.0, 5e-324]");
    }

    /** Each operator with its sample or example and its gradient: whatever attributes there are. */
    @TestFactory
    Stream<DynamicTest> everyOperatorOfTheCatalogueReadsBack() {
        return OpCatalog.all().stream()
                .map(op -> DynamicTest.dynamicTest(op.type(), () -> checkSamples(op)));
    }

    private static void checkSamples(OpDef op) {
        for (Sample sample : op.samples()) {
            check(op, sample.attrs(), sample.inputs().stream().map(Sample.Input::type).toList());
        }
        if (op.samples().isEmpty()) { // a host operator
            Example example = op.example();
            check(op, example.attrs(), example.inputs().stream().map(NDArray::type).toList());
        }
    }

    private static void check(OpDef op, Map<String, ?> attrs, List<ArrayType> types) {
        Graph graph = new Graph(op.type());
        List<Value> inputs = new ArrayList<>();
        for (ArrayType type : types) {
            inputs.add(graph.variable("in" + inputs.size(), type));
        }
        Node node = graph.append("node", op, attrs, inputs.toArray(Value[]::new));
        node.outputs().forEach(output -> graph.assign("out" + output.index(), output));
        if (op.gradient() != null && node.output(0).type().dtype().isFloating()) {
            Gradients.append(graph, node.output(0), inputs);
        }
        checkRoundTrips(graph);
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
    void aNodeWithoutOutputsKeepsItsName() {
        Graph graph = new Graph("net");
        Value x = graph.variable("do", ArrayType.float32(2));
        Node.Settings settings = new Node.Settings(Device.ANY, OptionalLong.of(3), "line 1");
        graph.append("show it", OpCatalog.get("Print"), Map.of("to_file", 1), settings, List.of(x));
        graph.append("show", OpCatalog.get("Print"), Map.of(), x);
        assertThat(GraphText.print(graph))
                .isEqualTo(
                        """
                        graph net {
                          "do" = Variable() : float32 2
                          do "show it" = Print("do") {to_file=1} seed 3 from "line 1"
                          do show = Print("do")
                        }
                        """);
        checkRoundTrips(graph);
        assertThat(throughFile(graph).nodes().get(1).name()).isEqualTo("show it");
        assertThatThrownBy(() -> parse("graph g {\n  x = Variable() : int8 2\n  do y = Relu(x)\n}"))
                .hasMessageStartingWith("line 3, column");
        assertThatThrownBy(() -> parse("graph g {\n  do x = Variable()\n}"))
                .hasMessageStartingWith("line 2, column");
    }

    @Test
    void whatNoWriterWritesIsRefusedWhereItStands() {
        refused("x = Variable() : float32 65536x65536", "2^31 - 1 are the most");
        refused("x = Variable() : float32 65536x65536x65536x65536", "2^63");
        refused("x = Variable() : float32 2x", "one is written like this");
        refused("\"\\q0041\" = Variable() : float32 2", "after \\ comes");
        refused("\"\\u+041\" = Variable() : float32 2", "after \\ comes");
        refused("\"\\u00", "after \\ comes");
        refused("c = Constant() [2] : bool 1", "bool can hold");
        refused("c = Constant() [300] : uint8 1", "uint8 can hold");
        refused("c = Constant() [\"1\"] : uint8 1", "found texts in quotes");
        refused("c = Constant() [1] : string 1", "found numbers");
        refused("c = Constant() [1, \"1\"] : string 2", "expected a number");
        refused("c = Constant() #-1 : float32 2", "there is no array #-1");
        refused("c = Constant() [0x1p3] : float64 1", "not a number");
        refused("y = Relu() {a=" + "[".repeat(100_000), "expected a number or a text");
        refused("y = If() {then=graph g { ".repeat(500), "more than 64 deep");
    }

    private static void refused(String line, String message) {
        assertThatThrownBy(() -> parse("graph g {\n" + line + "\n}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("line ")
                .hasMessageContaining(message);
    }

    @Test
    void whatStandsBehindAGraphIsReadNextOrRefused(@TempDir Path folder) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        GraphFile.write(sample(), out);
        GraphFile.write(new Graph("second"), out);
        ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
        assertThat(GraphFile.read(in, OpCatalog::get).name()).isEqualTo(sample().name());
        assertThat(GraphFile.read(in, OpCatalog::get).name()).isEqualTo("second");
        Path file = Files.write(folder.resolve("two.graph"), out.toByteArray());
        assertThatThrownBy(() -> GraphFile.load(file, OpCatalog::get))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is more in it than it says");
    }

    @Test
    void anArrayOfMoreBytesThanAFileCanHoldIsRefused() {
        GraphFile.requireFits(ArrayType.float32((1 << 29) - 3));
        assertThatThrownBy(() -> GraphFile.requireFits(ArrayType.float32((1 << 29) - 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("float32 536870910, which is 2,147,483,640 bytes");
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
