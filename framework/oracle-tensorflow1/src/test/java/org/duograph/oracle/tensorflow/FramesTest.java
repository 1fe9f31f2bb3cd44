package org.duograph.oracle.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duograph.messages.MessageFiles;
import org.duograph.session.Graph;
import org.duograph.session.Run;
import org.duograph.session.Session;
import org.duograph.session.io.GraphDefReader;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.session.proto.DataType;
import org.duograph.session.proto.GraphDef;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Frames, Switches and Merges as Python writes them give here what they give in TensorFlow. */
class FramesTest {
    private static final DataType FLOAT = DataType.DT_FLOAT;

    private final PythonGraph g = new PythonGraph();

    private static NDArray whole(int number) {
        return NDArray.of(Shape.SCALAR, number).cast(DType.INT32);
    }

    /** Theirs, ours, and theirs of what we write. */
    static void requireSame(
            GraphDef message, List<Map<String, NDArray>> feeds, List<String> fetches) {
        Graph read = GraphDefReader.read(message);
        try (TensorFlow1 theirs = new TensorFlow1(message);
                TensorFlow1 again = new TensorFlow1(GraphDefWriter.write(read));
                Session ours = new Session(read)) {
            for (Map<String, NDArray> feed : feeds) {
                List<NDArray> wanted = theirs.run(feed, List.of(), fetches);
                List<NDArray> written = again.run(feed, List.of(), fetches);
                for (int i = 0; i < fetches.size(); i++) {
                    requireClose(ours(ours, feed, fetches.get(i)), wanted.get(i));
                    requireClose(written.get(i), wanted.get(i));
                }
            }
        }
    }

    private static NDArray ours(Session session, Map<String, NDArray> feed, String fetch) {
        Run run = null;
        for (Map.Entry<String, NDArray> each : feed.entrySet()) {
            run =
                    run == null
                            ? session.feed(each.getKey(), each.getValue())
                            : run.feed(each.getKey(), each.getValue());
        }
        return run.run(session.graph().tensor(fetch + ":0"));
    }

    private static void requireClose(NDArray found, NDArray wanted) {
        assertThat(found.type()).isEqualTo(wanted.type());
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i))
                    .isCloseTo(wanted.get(i), org.assertj.core.api.Assertions.within(1e-5));
        }
    }

    @Test
    void aLoopWithWhatItOnlyReads() {
        String x = g.placeholder("x", FLOAT, -1);
        String n = g.placeholder("n", DataType.DT_INT32);
        List<String> ends =
                g.whileLoop(
                        "while",
                        v -> g.ask("Less", "Less", v.get(0), n),
                        v ->
                                List.of(
                                        g.op("Add", "add", v.get(0), g.constant("one", 1)),
                                        g.op("Mul", "mul", v.get(1), x)),
                        List.of(g.constant("zero", 0), x));
        requireSame(
                g.message(),
                List.of(
                        Map.of("x", NDArray.vector(2, -3), "n", whole(3)),
                        Map.of("x", NDArray.vector(2, 1, 0), "n", whole(0))),
                ends);
    }

    @Test
    void loopsInsideLoops() {
        String x = g.placeholder("x", FLOAT);
        List<String> ends =
                g.whileLoop(
                        "outer",
                        v -> g.ask("Less", "Less", v.get(0), g.constant("three", 3)),
                        v ->
                                List.of(
                                        g.op("Add", "add", v.get(0), g.constant("one", 1)),
                                        g.whileLoop(
                                                        "inner",
                                                        w ->
                                                                g.ask(
                                                                        "Less", "Less", w.get(0),
                                                                        v.get(0)),
                                                        w ->
                                                                List.of(
                                                                        g.op(
                                                                                "Add",
                                                                                "add",
                                                                                w.get(0),
                                                                                g.constant(
                                                                                        "one", 1)),
                                                                        g.op(
                                                                                "Add", "plus",
                                                                                w.get(1), x)),
                                                        List.of(g.constant("zero", 0), v.get(1)))
                                                .get(1)),
                        List.of(g.constant("zero", 0), x));
        requireSame(g.message(), List.of(Map.of("x", NDArray.of(Shape.SCALAR, 2f))), ends);
    }

    private List<String> big(String x, String name) {
        return g.cond(
                name,
                g.ask("Greater", name + "_asks", x, g.constant("limit", 0f)),
                () -> List.of(g.op("Mul", "mul", x, g.constant("half", 0.5f)), x),
                () -> List.of(g.op("Neg", "neg", x), g.constant("none", -1f)));
    }

    @Test
    void choicesInsideChoices() {
        String x = g.placeholder("x", FLOAT);
        String y = g.placeholder("y", FLOAT);
        List<String> ends =
                g.cond(
                        "cond",
                        g.ask("Greater", "asks", x, y),
                        () -> big(g.op("Sub", "sub", x, y), "inner"),
                        () -> List.of(big(y, "inner").get(0), x));
        List<String> after = big(ends.get(0), "after");
        List<String> all = new java.util.ArrayList<>(ends);
        all.addAll(after);
        List<Map<String, NDArray>> feeds = new java.util.ArrayList<>();
        for (float[] xy : new float[][] {{3, 1}, {1, 3}, {-3, -1}, {-1, -3}}) {
            feeds.add(
                    Map.of(
                            "x", NDArray.of(Shape.SCALAR, xy[0]),
                            "y", NDArray.of(Shape.SCALAR, xy[1])));
        }
        requireSame(g.message(), feeds, all);
    }

    @Test
    void choicesInsideLoopsAndLoopsInsideChoices() {
        String x = g.placeholder("x", FLOAT);
        String go = g.placeholder("go", DataType.DT_INT32);
        List<String> ends =
                g.cond(
                        "cond",
                        g.ask("Greater", "asks", go, g.constant("two", 2)),
                        () ->
                                g.whileLoop(
                                        "while",
                                        v -> g.ask("Less", "Less", v.get(0), go),
                                        v ->
                                                List.of(
                                                        g.op(
                                                                "Add",
                                                                "add",
                                                                v.get(0),
                                                                g.constant("one", 1)),
                                                        g.op(
                                                                "Sub",
                                                                "sub",
                                                                big(v.get(1), "inner").get(0),
                                                                x)),
                                        List.of(g.constant("zero", 0), x)),
                        () -> List.of(go, g.op("Exp", "exp", x)));
        List<Map<String, NDArray>> feeds = new java.util.ArrayList<>();
        for (int n : new int[] {1, 3, 6}) {
            feeds.add(Map.of("x", NDArray.of(Shape.SCALAR, 1.5f), "go", whole(n)));
        }
        requireSame(g.message(), feeds, ends);
    }

    /** The graphs with numbers that are checked by hand in the ordinary build. */
    private static GraphDef text(String name) throws IOException {
        Path file = Path.of("../session/src/test/resources/frames/" + name + ".pbtxt");
        return MessageFiles.read(file, GraphDef.getDefaultInstance());
    }

    @Test
    void anAssertionInABranch() throws IOException {
        NDArray nine = NDArray.of(Shape.SCALAR, 9f);
        requireSame(text("guard"), List.of(Map.of("x", nine)), List.of("y"));
        try (TensorFlow1 theirs = new TensorFlow1(text("guard"))) {
            NDArray below = NDArray.of(Shape.SCALAR, -9f);
            assertThatThrownBy(() -> theirs.run(Map.of("x", below), List.of(), List.of("y")))
                    .hasMessageContaining("x must be above zero");
        }
    }

    @Test
    void aResourceInALoop() throws IOException {
        GraphDef message = text("resource");
        Graph read = GraphDefReader.read(message);
        Map<String, NDArray> feed = Map.of("x", NDArray.of(Shape.SCALAR, 1f));
        for (GraphDef each : List.of(message, GraphDefWriter.write(read))) {
            try (TensorFlow1 theirs = new TensorFlow1(each)) {
                theirs.run(Map.of(), List.of("v/Assign"), List.of());
                NDArray end = theirs.run(feed, List.of(), List.of("while/Exit")).get(0);
                assertThat(end.get(0)).isEqualTo(125);
            }
        }
    }
}
