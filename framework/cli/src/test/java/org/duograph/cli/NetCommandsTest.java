package org.duograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.duograph.messages.MessageFiles;
import org.duograph.testing.OutsideData;
import org.duograph.workspace.io.NetFiles;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.NetDef;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code net print}, {@code draw}, {@code plan}, {@code shapes} and {@code benchmark}. */
class NetCommandsTest {
    private static final String DIGITS = "data=float32:2x1x28x28";

    @TempDir Path folder;
    private Path lenet;

    @BeforeEach
    void examples() {
        CommandLineRun.good("examples", "--out", folder);
        lenet = folder.resolve("lenet.pbtxt");
    }

    private static List<Path> zoo() throws IOException {
        try (Stream<Path> files =
                Files.list(OutsideData.shared("models/caffe2/zoo_predict_nets"))) {
            return files.filter(f -> f.toString().matches(".*\\.pb(txt)?")).sorted().toList();
        }
    }

    @Test
    void printsALineForEachOperator() {
        assertThat(CommandLineRun.good("net", "print", lenet).out().lines())
                .hasSize(9)
                .contains("  pool1 = MaxPool(conv1, kernel=2, stride=2)");
    }

    @Test
    void convertsTextToBinaryAndBackWithoutLoss() throws IOException {
        Path binary = folder.resolve("lenet.pb");
        Path text = folder.resolve("again.pbtxt");
        CommandLineRun.good("net", "print", lenet, "--format", "binary", "--out", binary);
        CommandLineRun.good("net", "print", binary, "--format", "text", "--out", text);
        assertThat(NetFiles.readNet(text)).isEqualTo(NetFiles.readNet(lenet));
        assertThat(CommandLineRun.good("net", "print", binary, "--format", "text").out())
                .isEqualTo(Files.readString(text));
    }

    @Test
    void binaryNeedsAFile() {
        CommandLineRun run = CommandLineRun.of("net", "print", lenet, "--format", "binary");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--out FILE");
    }

    @Test
    void drawsSvgAndDot() throws IOException {
        Path svg = folder.resolve("lenet.svg");
        Path dot = folder.resolve("lenet.dot");
        CommandLineRun.good("net", "draw", lenet, "--out", svg);
        CommandLineRun.good("net", "draw", lenet, "--out", dot, "--minimal", "--right");
        assertThat(Files.readString(svg)).startsWith("<").contains("conv1_w").endsWith("</svg>\n");
        assertThat(Files.readString(dot)).contains("rankdir=LR").doesNotContain("octagon");
    }

    @Test
    void drawsAPageWithTheShapesThatFollowFromTheFeed() throws IOException {
        Path page = folder.resolve("lenet.HTML");
        CommandLineRun.good("net", "draw", lenet, "--feed", DIGITS, "--out", page);
        assertThat(Files.readString(page))
                .startsWith("<!DOCTYPE html>")
                .contains("2x20x24x24", "value=\"operators\" selected")
                .endsWith("</html>\n");
        CommandLineRun.good("net", "draw", lenet, "--data", "--out", page);
        assertThat(Files.readString(page)).contains("value=\"data\" selected");
    }

    @Test
    void drawsNothingElse() {
        CommandLineRun run = CommandLineRun.of("net", "draw", lenet, "--out", "lenet.png");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("must end in .html, .svg or .dot");
    }

    @Test
    void printsAndDrawsEveryNetOfTheZoo() throws IOException {
        for (Path net : zoo()) {
            String printed = CommandLineRun.good("net", "print", net).out();
            assertThat(printed.lines().count())
                    .as(net.toString())
                    .isGreaterThan(NetFiles.readNet(net).getOpCount());
            Path dot = folder.resolve("zoo.dot");
            CommandLineRun.good("net", "draw", net, "--data", "--out", dot);
            assertThat(dot).isNotEmptyFile();
        }
    }

    @Test
    void plansWithSlotsLayoutsImplementationsAndBytes() {
        CommandLineRun run =
                CommandLineRun.good("net", "plan", lenet, "--feed", DIGITS, "--backend", "java");
        assertThat(run.out()).contains("plan of lenet").contains("[java, ").contains("saved");
        assertThat(run.err()).contains("taken to be zeros: conv1_w, conv1_b");
    }

    @Test
    void drawsAPlanAndTracesIt() throws IOException {
        Path page = folder.resolve("plan.html");
        Path trace = folder.resolve("trace.json");
        CommandLineRun run =
                CommandLineRun.good(
                        "net",
                        "plan",
                        lenet,
                        "--feed",
                        DIGITS,
                        "--backend",
                        "java",
                        "--out",
                        page,
                        "--trace",
                        trace,
                        "--runs",
                        "2",
                        "--warmup",
                        "1");
        assertThat(run.out()).contains("lenet -> " + page).contains(" in 2 runs -> " + trace);
        assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>").contains("from step");
        String json = Files.readString(trace);
        assertThat(json).startsWith("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[");
        assertThat(json.split("\"cat\":\"Conv\"", -1)).as("two in each run").hasSize(1 + 4);
        assertThat(json).contains("\"ph\":\"C\",\"name\":\"memory in use\"");
    }

    @Test
    void plansForADeviceByItsNumber() {
        String[] plan = {"net", "plan", lenet.toString(), "--feed", DIGITS, "--backend"};
        List<String> second = new ArrayList<>(List.of(plan));
        second.add("cuda:1,memory=1GiB");
        assertThat(CommandLineRun.good(second.toArray()).out()).contains("[cuda:1, reference]");
        second.set(plan.length, "cuda,memroy=1GiB");
        assertThat(CommandLineRun.of(second.toArray()).err())
                .contains("no option \"memroy\"; it has memory");
    }

    @Test
    void showsTheGraphAfterEachPassAndThatItIsTheSame() {
        String out =
                CommandLineRun.good(
                                "net",
                                "plan",
                                lenet,
                                "--feed",
                                DIGITS,
                                "--passes",
                                "--backend",
                                "java")
                        .out();
        assertThat(out)
                .contains("after import: graph lenet")
                .contains("after DropIdentities: the same")
                .contains("after FuseRelu: ");
    }

    @Test
    void profilesEachStepOfAPlan() {
        CommandLineRun run =
                CommandLineRun.good(
                        "net",
                        "plan",
                        lenet,
                        "--feed",
                        DIGITS,
                        "--profile",
                        "--order",
                        "time",
                        "--runs",
                        "2",
                        "--warmup",
                        "0");
        assertThat(run.out())
                .contains("profile of lenet: median of 2 runs")
                .containsPattern("peak: \\d+ GFLOP/s")
                .containsPattern("Conv \"conv2\".*\\[")
                .containsPattern("\nsum +");
        assertThat(CommandLineRun.of("net", "plan", lenet, "--profile", "--runs", "0").err())
                .contains("--runs must be 1 or more");
    }

    @Test
    void infersShapesWithoutWeights() {
        String out = CommandLineRun.good("net", "shapes", lenet, "--feed", DIGITS).out();
        assertThat(out)
                .containsPattern("conv1_w +float32 20x1x5x5 +2,000 bytes +input")
                .containsPattern("fc3_w +float32 500x800 ")
                .containsPattern("softmax +float32 2x10 +80 bytes +operator 7 \\(SoftmaxWithLoss");
    }

    @Test
    void sumsUpLayersParametersAndArithmetic() {
        String out = CommandLineRun.good("net", "summary", lenet, "--feed", DIGITS).out();
        long conv1 =
                2L * 2 * 20 * 24 * 24 * 25; // products and sums, images, channels, pixels, taps
        assertThat(out)
                .containsPattern("conv1 +Conv +2x20x24x24 +520 +" + "%,d".formatted(conv1))
                .containsPattern("relu3 +Relu +2x500 +0 +1,000")
                .containsPattern("lenet: 8 operators +431,080 ");
        String json =
                CommandLineRun.good("net", "summary", lenet, "--feed", DIGITS, "--json").out();
        assertThat(json)
                .startsWith("{\"net\":\"lenet\",\"layers\":[{\"name\":\"conv1\",")
                .contains("\"shape\":[2,20,24,24],\"parameters\":520,\"flops\":" + conv1 + "}")
                .contains("],\"parameters\":431080,\"flops\":");
    }

    @Test
    void infersShapesOfARealNetFromItsInitNet() {
        Path golden = OutsideData.shared("golden/caffe2/nets/mtcnn_det3");
        String out =
                CommandLineRun.good(
                                "net",
                                "shapes",
                                golden.resolve("predict_net.pb"),
                                "--init",
                                golden.resolve("init_net.pb"),
                                "--feed",
                                "data=float32:2x3x48x48")
                        .out();
        assertThat(out).containsPattern("prob1 +float32 2x2 ");
    }

    @Test
    void measuresTheWholeNetAndItsSteps() {
        String out =
                CommandLineRun.good(
                                "net",
                                "benchmark",
                                lenet,
                                "--feed",
                                DIGITS,
                                "--individual",
                                "--warmup",
                                "1",
                                "--iterations",
                                "2",
                                "--backend",
                                "java")
                        .out();
        assertThat(out).contains("ms per run (mean of 2)").containsPattern("%  Conv \"conv2\"");
    }

    @Test
    void examplesThatWereEditedAreLeftAlone() throws IOException {
        Files.writeString(lenet, "# mine");
        CommandLineRun run = CommandLineRun.good("examples", "--out", folder);
        assertThat(run.err()).contains("lenet.pbtxt is there already");
        assertThat(lenet).hasContent("# mine");
    }

    @Test
    void convertingANetWithoutANameAddsNone() throws IOException {
        NetDef nameless =
                NetDef.newBuilder().addOp(Ops.operator("Relu", List.of("X"), List.of("Y"))).build();
        Path net = folder.resolve("some_file.pb");
        MessageFiles.write(net, nameless);

        for (String format : List.of("binary", "text")) {
            Path out = folder.resolve("converted_" + format);
            CommandLineRun.good("net", "print", net, "--format", format, "--out", out);
            assertThat(NetFiles.readNet(out)).isEqualTo(nameless);
        }
    }

    @Test
    void aTextOfANewerProgramIsPrintedWithANote() throws IOException {
        Path net =
                Files.writeString(
                        folder.resolve("newer.pbtxt"),
                        "op { input: 'X' output: 'Y' type: 'Relu' } partition_info { name: 'p' }");

        CommandLineRun run = CommandLineRun.good("net", "print", net);

        assertThat(run.out()).contains("Relu");
        assertThat(run.err()).contains("Note: ", "left out partition_info (line 1)");
    }
}
