package org.duograph.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.duograph.messages.MessageFiles;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;
import org.duograph.tensor.Shape;
import org.duograph.testing.OutsideData;
import org.duograph.workspace.ImageCard;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.NetDef;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetRunCommandTest {
    private static final String FC =
            """
            name: "small"
            op { input: "in/X" input: "W" input: "b" output: "in/Y" type: "FC" }
            op { input: "in/Y" output: "in:Y" type: "Relu" }
            """;

    @TempDir Path folder;
    private Path net;
    private Path x;
    private Path w;
    private Path b;

    @BeforeEach
    void write() throws IOException {
        net = Files.writeString(folder.resolve("net.pbtxt"), FC);
        x = save("x", NDArray.of(Shape.of(1, 2), 1f, 2f));
        w = save("w", NDArray.of(Shape.of(2, 2), 1f, 1f, 0f, -1f));
        b = save("b", NDArray.vector(10, 0));
    }

    private Path save(String name, NDArray array) throws IOException {
        Path file = folder.resolve(name + ".npy");
        Npy.write(file, array);
        return file;
    }

    private CommandLineRun run(Object... more) {
        List<Object> args =
                new ArrayList<>(
                        List.of("net", "run", net, "--feed", "in/X=" + x, "--feed", "W=" + w));
        args.addAll(List.of("--feed", "b=" + b));
        args.addAll(List.of(more));
        return CommandLineRun.good(args.toArray());
    }

    @Test
    void aTimelineIsOfALaterRunThanTheResults() throws IOException {
        Path counting =
                Files.writeString(
                        folder.resolve("count.pbtxt"),
                        """
                        op { input: "x" input: "x" output: "x" type: "Add" }
                        op { input: "x" output: "y" type: "Relu" }
                        """);
        Path trace = folder.resolve("trace.json");
        CommandLineRun run =
                CommandLineRun.good(
                        "net", "run", counting, "--feed", "x=" + b, "--fetch", "y", "--trace",
                        trace);
        assertThat(run.out()).contains("[20.0, 0.0]").contains(" steps -> " + trace);
        assertThat(Files.readString(trace))
                .startsWith("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[")
                .contains("\"cat\":\"Relu\"", "\"name\":\"memory in use\"", "\"run\":4,")
                .doesNotContain("\"run\":3,");
    }

    private Path relu(ImageCard card) throws IOException {
        NetDef net =
                NetDef.newBuilder()
                        .setName("relu")
                        .addOp(Ops.operator("Relu", List.of("X"), List.of("Y")))
                        .build();
        Path file = folder.resolve("relu.pb");
        MessageFiles.write(file, card == null ? net : card.on(net));
        return file;
    }

    @Test
    void randomNumbersAreTheSameEachTime() throws IOException {
        Object[] run = {"net", "run", relu(null), "--feed", "X=random:2x3", "--out", folder};
        CommandLineRun.good(run);
        NDArray first = Npy.read(folder.resolve("Y.npy"));
        CommandLineRun.good(run);
        assertThat(Npy.read(folder.resolve("Y.npy"))).isEqualTo(first);
        assertThat(first.type()).hasToString("float32 2x3");
        for (int i = 0; i < first.size(); i++) {
            assertThat(first.get(i)).isBetween(0.0, 1.0);
        }
        assertThat(first.get(0)).isNotEqualTo(first.get(1));
    }

    @Test
    void aPictureIsFedAsItIsOrAsTheNetSaysThatItTakesIt() throws IOException {
        BufferedImage red = new BufferedImage(4, 2, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 8; x++) {
            red.setRGB(x % 4, x / 4, 0xff0000);
        }
        Path png = folder.resolve("red.png");
        ImageIO.write(red, "png", png.toFile());
        CommandLineRun.good("net", "run", relu(null), "--feed", "X=" + png, "--out", folder);
        NDArray pixels = Npy.read(folder.resolve("Y.npy"));
        assertThat(pixels.type()).hasToString("float32 1x3x2x4");
        assertThat(pixels.get(0)).isEqualTo(255);
        assertThat(pixels.get(8)).isZero();
        Path grey = relu(ImageCard.of("X", 1, 6, 5, List.of()));
        CommandLineRun.good("net", "run", grey, "--feed", "X=" + png, "--out", folder);
        assertThat(Npy.read(folder.resolve("Y.npy")).type()).hasToString("float32 1x1x6x5");
    }

    @Test
    void aNetComesFromTheStandardInput() throws IOException {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(Files.readAllBytes(relu(null))));
        try {
            assertThat(CommandLineRun.good("net", "run", "-", "--feed", "X=random:2").out())
                    .startsWith("Y: ");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void showsWhatAllBlobsHoldWhereNoneIsAskedFor() {
        assertThat(run().out().lines())
                .containsExactly("in/Y: float32 1x2 [13.0, -2.0]", "in:Y: float32 1x2 [13.0, 0.0]");
    }

    @Test
    void writesArraysUnderNamesThatFilesCanHaveAndSaysWhich() throws IOException {
        Path out = folder.resolve("out");
        String said = run("--out", out).out();
        assertThat(said)
                .contains("in/Y: float32 1x2 -> " + out.resolve("in_Y.npy"))
                .contains("in:Y: float32 1x2 -> " + out.resolve("in_Y_1.npy"));
        assertThat(Npy.read(out.resolve("in_Y.npy")))
                .isEqualTo(NDArray.of(Shape.of(1, 2), 13f, -2f));
        assertThat(Npy.read(out.resolve("in_Y_1.npy")))
                .isEqualTo(NDArray.of(Shape.of(1, 2), 13f, 0f));
    }

    @Test
    void aGradientHasTheShapeOfItsOperandThoughThatWasStretched() throws IOException {
        Path stretching = folder.resolve("stretching.pbtxt");
        Files.writeString(stretching, "op { input: 'A' input: 'B' output: 'Y' type: 'Mul' }");
        Path a = folder.resolve("a.npy");
        Path b = folder.resolve("b.npy");
        Npy.write(a, NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4));
        Npy.write(b, NDArray.vector(1, 1));
        String said =
                CommandLineRun.good(
                                "net",
                                "run",
                                stretching,
                                "--feed",
                                "A=" + a,
                                "--feed",
                                "B=" + b,
                                "--gradients-of",
                                "Y",
                                "--fetch",
                                "B_grad")
                        .out();
        assertThat(said.strip()).isEqualTo("B_grad: float32 2 [4.0, 6.0]");
    }

    @Test
    void appendsGradientOperatorsThatStartFromOnes() {
        String said =
                run("--gradients-of", "in/Y", "--fetch", "in/X_grad", "--fetch", "W_grad").out();
        assertThat(said.lines())
                .containsExactly(
                        "in/X_grad: float32 1x2 [1.0, 0.0]",
                        "W_grad: float32 2x2 [1.0, 2.0, 1.0, 2.0]");
    }

    @Test
    void appendsGradientOperatorsThatStartFromWhatIsFed() throws IOException {
        Path dy = save("dy", NDArray.of(Shape.of(1, 2), 2f, 3f));
        String said =
                run("--gradients-of", "in/Y", "--feed", "in/Y_grad=" + dy, "--fetch", "b_grad")
                        .out();
        assertThat(said).isEqualToIgnoringNewLines("b_grad: float32 2 [2.0, 3.0]");
    }

    @Test
    void fetchesABlobThatTheNetDoesNotDeclareAsOutput() throws IOException {
        Files.writeString(net, FC + "external_output: \"in:Y\"\n");
        assertThat(run().out().lines()).hasSize(1);
        assertThat(run("--fetch", "in/Y").out()).contains("[13.0, -2.0]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mtcnn_det1_nosoftmax", "mtcnn_det3"})
    void givesTheNumbersOfCaffe2OnRealNets(String name) throws IOException {
        Path golden = OutsideData.shared("golden/caffe2/nets/" + name);
        Path out = folder.resolve(name);
        List<Object> args = new ArrayList<>(List.of("net", "run"));
        args.addAll(List.of(golden.resolve("predict_net.pb"), "--out", out));
        args.addAll(List.of("--init", golden.resolve("init_net.pb")));
        args.addAll(List.of("--feed", "data=" + golden.resolve("in_data.npy")));
        List<Path> expected;
        try (Stream<Path> files = Files.list(golden)) {
            expected = files.filter(f -> isOutput(f.getFileName().toString())).toList();
        }
        for (Path file : expected) {
            args.addAll(List.of("--fetch", file.getFileName().toString().replace(".npy", "")));
        }
        CommandLineRun.good(args.toArray());
        for (Path file : expected) {
            assertClose(out.resolve(file.getFileName()), file);
        }
    }

    private static boolean isOutput(String name) {
        return name.endsWith(".npy") && !name.startsWith("in_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"conv_k3", "conv_group2", "maxpool_k3s2p1"})
    void givesTheGradientsOfCaffe2(String name) throws IOException {
        Path golden = OutsideData.shared("golden/caffe2/ops/" + name);
        Path out = folder.resolve(name);
        List<Object> args = new ArrayList<>(List.of("net", "run", golden.resolve("net.pb")));
        args.addAll(List.of("--out", out, "--gradients-of", "Y"));
        try (Stream<Path> files = Files.list(golden)) {
            for (Path file : files.toList()) {
                String blob = file.getFileName().toString();
                if (blob.startsWith("in_")) {
                    args.add("--feed");
                    args.add(blob.substring(3).replace(".npy", "") + "=" + file);
                }
            }
        }
        CommandLineRun.good(args.toArray());
        try (Stream<Path> files = Files.list(golden.resolve("grad"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".npy")).toList()) {
                assertClose(out.resolve(file.getFileName()), file);
            }
        }
    }

    private static void assertClose(Path actual, Path expected) throws IOException {
        NDArray a = Npy.read(actual);
        NDArray e = Npy.read(expected);
        assertThat(a.shape()).isEqualTo(e.shape());
        for (int i = 0; i < e.size(); i++) {
            assertThat(a.get(i))
                    .as("%s[%d]", actual.getFileName(), i)
                    .isCloseTo(e.get(i), within(1e-4 + 1e-4 * Math.abs(e.get(i))));
        }
    }
}
