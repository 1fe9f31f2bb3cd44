package org.duograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.duograph.backend.Backends;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.checkpoint.Saver;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.session.io.GraphFiles;
import org.duograph.session.saved.SavedModel;
import org.duograph.session.saved.Signature;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphCommandsTest {
    @TempDir Path folder;
    private Path x;

    /** {@code y = a * x + shift}, as a SavedModel, as a graph's file and a checkpoint. */
    @BeforeEach
    void write() throws IOException {
        Graph g = new Graph();
        Tensor input = g.placeholder("in/x", DType.FLOAT32, -1);
        Tensor shift = g.placeholder("shift", DType.FLOAT32);
        Tensor scaled = input.times(g.variable("a", 0.5f));
        Tensor y = g.op("Identity").name("out/y").input(scaled.plus(shift)).tensor();
        try (Session s = new Session(g)) {
            s.initialize();
            Signature signature =
                    Signature.predict(Map.of("x", input, "shift", shift), Map.of("y", y));
            SavedModel.save(s, folder.resolve("saved"), Map.of(Signature.DEFAULT, signature));
            new Saver(g).save(s, folder.resolve("model"));
        }
        GraphFiles.write(folder.resolve("g.pbtxt"), GraphDefWriter.write(g));
        x = folder.resolve("x.npy");
        Npy.write(x, NDArray.vector(2, 4));
    }

    @Test
    void aPlanIsPrintedAndItsPageWritten() throws IOException {
        Path page = folder.resolve("plan.html");
        CommandLineRun run =
                CommandLineRun.good(
                        "graph",
                        "plan",
                        folder.resolve("saved"),
                        "--feed",
                        "x=" + x,
                        "--feed",
                        "shift=1.0",
                        "--backend",
                        "java",
                        "--out",
                        page);
        assertThat(run.out()).contains("Mul", "Add").contains("saved -> " + page);
        assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>").contains("from step");
        Object[] other = {
            "graph",
            "plan",
            folder.resolve("saved"),
            "--fetch",
            "a",
            "--backend",
            "java",
            "--out",
            "-"
        };
        CommandLineRun fetched = CommandLineRun.good(other);
        assertThat(fetched.out()).startsWith("<!DOCTYPE html>");
        assertThat(fetched.err()).doesNotContain("Mul");
    }

    @Test
    void aModelRunsByTheNamesOfItsSignature() throws IOException {
        Path out = folder.resolve("out");
        CommandLineRun run =
                CommandLineRun.good(
                        "graph",
                        "run",
                        folder.resolve("saved"),
                        "--feed",
                        "x=" + x,
                        "--feed",
                        "shift=1.0",
                        "--out",
                        out);
        assertThat(Npy.read(out.resolve("y.npy"))).isEqualTo(NDArray.vector(2, 3));
        assertThat(run.out()).startsWith("y: ").contains("y.npy");
    }

    @Test
    void tensorsAreFedAndFetchedByTheirNames() throws IOException {
        Path out = folder.resolve("out");
        CommandLineRun.good(
                "graph",
                "run",
                folder.resolve("saved"),
                "--feed",
                "in/x:0=" + x,
                "--feed",
                "shift=-1",
                "--fetch",
                "out/y:0",
                "--fetch",
                "a",
                "--out",
                out);
        assertThat(Npy.read(out.resolve("out_y.npy"))).isEqualTo(NDArray.vector(0, 1));
        assertThat(Npy.read(out.resolve("a.npy"))).isEqualTo(NDArray.scalar(0.5f));
    }

    @Test
    void aFrozenGraphGivesTheSame() throws IOException {
        Path fromModel = folder.resolve("frozen.pb");
        Path fromCheckpoint = folder.resolve("frozen.pbtxt");
        CommandLineRun.good("graph", "freeze", folder.resolve("saved"), "--out", fromModel);
        CommandLineRun.good(
                "graph",
                "freeze",
                folder.resolve("g.pbtxt"),
                "--checkpoint",
                folder.resolve("model"),
                "--output",
                "out/y",
                "--out",
                fromCheckpoint);
        assertThat(GraphFiles.read(fromCheckpoint).getNodeList())
                .containsExactlyInAnyOrderElementsOf(GraphFiles.read(fromModel).getNodeList());
        CommandLineRun run =
                CommandLineRun.good(
                        "graph", "run", fromModel, "--feed", "in/x=" + x, "--feed", "shift=0.0");
        assertThat(run.out()).startsWith("out/y: ").contains("1.0").contains("2.0");
        CommandLineRun without =
                CommandLineRun.of("graph", "freeze", folder.resolve("g.pbtxt"), "--out", fromModel);
        assertThat(without.code()).isEqualTo(2);
        assertThat(without.err()).contains("--checkpoint");
    }

    @Test
    void aGraphIsPrintedWithTypesShapesInputsAndCounts() {
        String text = CommandLineRun.good("graph", "print", folder.resolve("saved")).out();
        assertThat(text)
                .containsPattern("in/x +Placeholder +float32 \\(\\?,\\)")
                .containsPattern("out/y +Identity +float32 .* <- Add:0")
                .contains("operations: ")
                .contains("2 Placeholder")
                .contains("Signature serving_default (tensorflow/serving/predict)")
                .containsPattern("input +x +in/x:0 +float32 \\(\\?,\\)")
                .containsPattern("output +y +out/y:0");
    }

    @Test
    void aGraphIsDrawn() throws IOException {
        Path svg = folder.resolve("g.svg");
        CommandLineRun.good("graph", "draw", folder.resolve("saved"), "--out", svg);
        assertThat(Files.readString(svg)).startsWith("<svg").contains("Identity").contains("in/x");
        Path dot = folder.resolve("g.dot");
        CommandLineRun.good("graph", "draw", folder.resolve("g.pbtxt"), "--minimal", "--out", dot);
        assertThat(Files.readString(dot)).startsWith("digraph").contains("->");
        Path page = folder.resolve("g.html");
        CommandLineRun.good("graph", "draw", folder.resolve("g.pbtxt"), "--out", page);
        assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>").contains("in/x");
        CommandLineRun png =
                CommandLineRun.of("graph", "draw", folder.resolve("saved"), "--out", "g.png");
        assertThat(png.code()).isEqualTo(2);
    }

    @Test
    void unknownOperatorsAreListedAllAtOnceAndTheGraphIsPrinted() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("odd.pbtxt"),
                        "node { name: \"a\" op: \"Foo\" } node { name: \"b\" op: \"Bar\" input: \"a\" }");
        CommandLineRun run = CommandLineRun.of("graph", "run", file);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("duograph: Op type not registered: ")
                .contains("'Foo' (a)")
                .contains("'Bar' (b)")
                .doesNotContain("\tat ");
        assertThat(CommandLineRun.good("graph", "print", file).out())
                .containsPattern("b +Bar +<- a")
                .contains("2 operations: 1 Bar, 1 Foo")
                .contains("does not know these operators")
                .containsPattern("Foo +a");
    }

    @Test
    void aGraphRunsOnABackendWithASeed() throws IOException {
        Graph random = new Graph();
        random.op("RandomUniform")
                .name("u")
                .input(random.constant(new int[] {3}))
                .attr("dtype", DType.FLOAT32)
                .build();
        Path file = folder.resolve("random.pb");
        GraphFiles.write(file, GraphDefWriter.write(random));
        String one = random(file, Backends.REFERENCE, 1);
        assertThat(random(file, "host", 1)).isEqualTo(one);
        assertThat(random(file, Backends.REFERENCE, 2)).isNotEqualTo(one);
        CommandLineRun wrong = CommandLineRun.of("graph", "run", file, "--backend", "jav");
        assertThat(wrong.code()).isNotZero();
        assertThat(wrong.err()).contains("\"jav\"").contains("java");
    }

    private static String random(Path file, String backend, int seed) {
        String[] options = {"--backend", backend, "--seed", "" + seed};
        return CommandLineRun.good(
                        "graph",
                        "run",
                        file,
                        "--fetch",
                        "u",
                        options[0],
                        options[1],
                        options[2],
                        options[3])
                .out();
    }

    @Test
    void whatIsAskedWronglyIsSaid() {
        Path saved = folder.resolve("saved");
        assertThat(error("graph", "run", saved, "--signature", "serving_defalt"))
                .contains("did you mean \"serving_default\"?");
        assertThat(error("graph", "run", saved, "--tag", "train")).contains("{ train }");
        assertThat(error("graph", "run", folder.resolve("g.pbtxt"), "--fetch", "out/z"))
                .contains("the graph has no \"out/z\"; did you mean \"out/y\"?");
        assertThat(error("graph", "run", saved, "--feed", "x=1e3", "--feed", "shift=true"))
                .contains("duograph: ");
        assertThat(error("graph", "print", x)).contains("is a NumPy array (.npy), not a GraphDef");
        assertThat(error("net", "print", saved)).contains("duograph graph run, print and draw");
        assertThat(error("graph", "print", folder.resolve("none.pb"))).contains("no such file");
    }

    private static String error(Object... words) {
        CommandLineRun run = CommandLineRun.of(words);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("duograph: ").doesNotContain("mistake in Duograph");
        return run.err();
    }
}
