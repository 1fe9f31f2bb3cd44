package org.duograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.duograph.messages.MessageFiles;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a user sees of every kind of mistake: net, operator with number, name and type, blob,
 * expected and found; exit code 1; no stack trace.
 */
class HonestErrorsTest {
    @TempDir Path folder;

    private Path net(String ops) throws IOException {
        return Files.writeString(folder.resolve("n.pbtxt"), "name: \"train\"\n" + ops);
    }

    private static String failing(Object... args) {
        CommandLineRun run = CommandLineRun.of(args);
        assertThat(run.code()).as(run.err()).isEqualTo(1);
        assertThat(run.err()).startsWith("duograph: ").doesNotContain("\tat ", "Exception");
        return run.err();
    }

    private static String plan(Path net, String... feeds) {
        Object[] args = new Object[5 + 2 * feeds.length];
        args[0] = "net";
        args[1] = "plan";
        args[2] = net;
        args[3] = "--backend";
        args[4] = "java";
        for (int i = 0; i < feeds.length; i++) {
            args[5 + 2 * i] = "--feed";
            args[6 + 2 * i] = feeds[i];
        }
        return failing(args);
    }

    @Test
    void anUnknownOperatorIsNamedWithItsPlaceAndANearOne() throws IOException {
        Path net = net("op { input: 'X' output: 'Y' type: 'Rellu' }");
        assertThat(plan(net, "X=float32:2"))
                .contains("operator 0 (Rellu) of net \"train\"")
                .contains("did you mean \"Relu\"? (`duograph ops list` lists all)");
    }

    @Test
    void allUnknownOperatorsAreNamedAtOnceBeforeMissingBlobs() throws IOException {
        Path net =
                net(
                        "op { input: 'X' output: 'Y' type: 'Rellu' }"
                                + " op { input: 'Y' input: 'missing' output: 'Z' type: 'Logg' }");
        for (String command : List.of("shapes", "plan", "run")) {
            assertThat(failing("net", command, net))
                    .contains("operator 0 (Rellu)", "operator 1 (Logg)")
                    .doesNotContain("missing");
        }
    }

    @Test
    void anOutputThatNobodyWritesIsNamed() throws IOException {
        Path net = net("op { input: 'X' output: 'Y' type: 'Relu' } external_output: 'YY'");
        assertThat(plan(net, "X=float32:2"))
                .contains("declares the external_output \"YY\", which none of its operators writes")
                .contains("did you mean \"Y\"?");
    }

    @Test
    void aMisspeltArgumentIsNamedWithANearOne() throws IOException {
        Path net =
                net(
                        "op { input: 'X' input: 'W' output: 'Y' name: 'c1' type: 'Conv'"
                                + " arg { name: 'kernal' i: 3 } }");
        assertThat(plan(net, "X=float32:1x3x8x8", "W=float32:4x3x3x3"))
                .contains("Conv \"Y\" (operator 0 \"c1\" of net \"train\")")
                .contains("no argument \"kernal\"; did you mean \"kernel\"?");
    }

    @Test
    void anArgumentOfTheWrongKindIsNamedWithItsOperator() throws IOException {
        Path net =
                net("op { input: 'X' output: 'Y' type: 'Softmax' arg { name: 'axis' s: 'one' } }");
        assertThat(plan(net, "X=float32:2x3"))
                .contains("operator 0 of net \"train\"")
                .contains("argument \"axis\" must be an integer (i), but it is \"one\"");
    }

    @Test
    void missingBlobsAreListedWithTheShapesTheyMustHave() throws IOException {
        Path net =
                net(
                        "op { input: 'X' input: 'W' input: 'b' output: 'Y' type: 'Conv'"
                                + " arg { name: 'kernel' i: 5 } }");
        assertThat(plan(net, "X=float32:1x3x8x8"))
                .contains("net \"train\" reads 2 blobs that are not there")
                .contains("W  W of operator 0 (Conv): float32 Mx3x5x5")
                .contains("b  b of operator 0 (Conv): float32 M")
                .contains("--feed W=FILE.npy");
    }

    @Test
    void aWrongShapeIsNamedWithAllInputs() throws IOException {
        Path net =
                net(
                        "op { input: 'X' output: 'Z' type: 'Relu' }\n"
                                + "op { input: 'Z' input: 'W' input: 'b' output: 'Y' type: 'FC' }");
        assertThat(plan(net, "X=float32:2x3", "W=float32:4x5", "b=float32:4"))
                .contains("FC \"Y\" (operator 1 of net \"train\")")
                .contains("X 2x3 gives rows of 3 numbers, but W 4x5 takes rows of 5")
                .contains("[inputs: Z float32 2x3, W float32 4x5, b float32 4]");
    }

    @Test
    void aWrongTypeIsNamedWithWhatWasExpected() throws IOException {
        Path fc = net("op { input: 'X' input: 'W' input: 'b' output: 'Y' type: 'FC' }");
        assertThat(plan(fc, "X=int32:2x3", "W=float32:4x3", "b=float32:4"))
                .contains("X must hold floating-point numbers, found int32 2x3");
        Path loss =
                net("op { input: 'X' input: 'l' output: 's' output: 'L' type: 'SoftmaxWithLoss' }");
        assertThat(plan(loss, "X=float32:2x3", "l=float32:2"))
                .contains("label must be int32 or int64, found float32 2");
    }

    @Test
    void anArrayThatNoMemoryHoldsIsRefused() throws IOException {
        Path net =
                net(
                        "op { output: 'Y' type: 'ConstantFill'"
                                + " arg { name: 'shape' ints: 100000 ints: 100000 } }");
        assertThat(plan(net))
                .contains("operator 0 of net \"train\"")
                .contains("shape 100000x100000 has 10,000,000,000 elements");
        assertThat(
                        plan(
                                net(
                                        "op { output: 'Y' type: 'ConstantFill' arg { name: 'shape' ints: -5 } }")))
                .contains("A dimension can't be negative, found [-5]");
    }

    @Test
    void anInitNetThatFillsNothingOfTheNetIsRefused() throws IOException {
        Path net = net("op { input: 'X' output: 'Y' type: 'Relu' }");
        Path init =
                Files.writeString(
                        folder.resolve("init.pbtxt"),
                        "op { output: 'conv1_w' type: 'ConstantFill'"
                                + " arg { name: 'shape' ints: 3 } }");
        for (String command : List.of("shapes", "plan", "benchmark")) {
            assertThat(failing("net", command, net, "--init", init, "--feed", "X=float32:2"))
                    .contains(
                            "--init fills conv1_w, none of which net \"train\" reads. It reads X");
        }
    }

    @Test
    void aBlobToFetchThatNobodyWritesIsNamedWithANearOne() throws IOException {
        Path net = net("op { input: 'X' output: 'conv1' type: 'Relu' }");
        Path x = folder.resolve("x.npy");
        Npy.write(x, NDArray.of(Shape.of(1), 1f));
        assertThat(failing("net", "run", net, "--feed", "X=" + x, "--fetch", "conv2"))
                .contains("net \"train\" writes no blob \"conv2\"; did you mean \"conv1\"?");
        assertThat(failing("net", "run", net, "--feed", "X=" + x, "--gradients-of", "conv9"))
                .contains("\"conv9\"")
                .contains("gradients can't start from it");
    }

    @Test
    void aFileThatIsNotThereOrNoArrayIsNamedWithItsBlob() throws IOException {
        Path net = net("op { input: 'X' output: 'Y' type: 'Relu' }");
        assertThat(failing("net", "print", folder.resolve("none.pb")))
                .contains("none.pb: there is no such file");
        assertThat(failing("net", "print", folder)).contains("is a folder");
        assertThat(failing("net", "run", net, "--feed", "X=none.npy"))
                .contains("none.npy (for blob \"X\"): there is no such file");
        assertThat(failing("net", "run", net, "--feed", "X=" + net))
                .contains("Blob \"X\": " + net + " is not a readable .npy file");
        assertThat(failing("net", "run", net, "--feed", "X=float32:3"))
                .contains("this command needs its numbers");
    }

    @Test
    void anOperatorThatCanNotReadItsFileIsNamed() throws IOException {
        Path net =
                net(
                        "op { output: 'Y' type: 'Load' arg { name: 'db' s: 'none.minidb' }"
                                + " arg { name: 'db_type' s: 'minidb' } }");
        assertThat(failing("net", "run", net))
                .contains("(operator 0 of net \"train\"): none.minidb")
                .contains("none.minidb: there is no such file");
    }

    @Test
    void cutAndHostileFilesAreRefusedWithThePlace() throws IOException {
        NetDef real =
                NetDef.newBuilder()
                        .setName("real")
                        .addOp(Ops.operator("Relu", List.of("X"), List.of("Y")))
                        .build();
        byte[] whole = real.toByteArray();
        Path file = folder.resolve("net.pb");
        Files.write(file, Arrays.copyOf(whole, whole.length - 3));
        assertThat(failing("net", "print", file))
                .contains("net.pb is not a readable NetDef: at byte")
                .contains("the file is cut or damaged");
        Files.write(file, nested(2000));
        assertThat(failing("net", "print", file)).contains("nested more than 100 deep");
        byte[] noise = new byte[4096];
        new Random(7).nextBytes(noise);
        Files.write(file, noise);
        assertThat(failing("net", "print", file)).contains("net.pb");
        Files.write(file, new byte[0]);
        assertThat(failing("net", "print", file)).contains("is empty");
    }

    /** A net in an argument of a net in an argument of a net... */
    private static byte[] nested(int depth) throws IOException {
        byte[] net = {10, 1, 'x'};
        for (int i = 0; i < depth; i++) {
            net = field(2, field(5, field(8, net)));
        }
        return net;
    }

    private static byte[] field(int number, byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(number << 3 | 2);
        for (int rest = content.length; ; rest >>>= 7) {
            boolean last = rest < 128;
            out.write(last ? rest : rest & 127 | 128);
            if (last) {
                break;
            }
        }
        out.write(content);
        return out.toByteArray();
    }

    @Test
    void aMisspeltFieldOfTheTextIsNamedWithLineAndANearOne() throws IOException {
        Path net = net("op { inputt: 'X' output: 'Y' type: 'Relu' }");
        assertThat(failing("net", "print", net))
                .contains("n.pbtxt, line 2, column 6: OperatorDef has no field \"inputt\"")
                .contains("did you mean \"input\"?");
    }

    @Test
    void aFolderThatIsNotThereIsNamed() throws IOException {
        Path net = net("op { input: 'X' output: 'Y' type: 'Relu' }");
        Path out = folder.resolve("none").resolve("net.svg");
        assertThat(failing("net", "draw", net, "--out", out))
                .contains("net.svg can't be written: the folder")
                .contains("is missing");
    }

    @Test
    void anUnknownBackendIsNamedWithThoseThereAre() throws IOException {
        Path net = net("op { input: 'X' output: 'Y' type: 'Relu' }");
        assertThat(failing("net", "plan", net, "--backend", "cudda")).contains("cudda", "java");
    }

    @Test
    void aFullDiskLeavesTheOldFileWhole() throws IOException, InterruptedException {
        OperatorDef fill =
                Ops.operator(
                        "GivenTensorFill",
                        List.of(),
                        List.of("Y"),
                        Ops.arg("shape", new int[] {100_000}),
                        Ops.arg("values", new float[100_000]));
        Path net = folder.resolve("fill.pb");
        MessageFiles.write(net, NetDef.newBuilder().setName("fill").addOp(fill).build());
        Path out = folder.resolve("out");
        Files.createDirectory(out);
        Path file = Files.writeString(out.resolve("Y.npy"), "the old one");
        JavaProcess run = JavaProcess.withFilesUpTo(64, "net", "run", "" + net, "--out", "" + out);
        assertThat(run.waitFor()).isEqualTo(1);
        assertThat(run.output())
                .contains("Y.npy could not be written")
                .contains("the file that was there is unchanged");
        assertThat(file).hasContent("the old one");
        assertThat(out.toFile().list()).containsExactly("Y.npy");
    }

    @Test
    void debugShowsWhereItHappened() throws IOException {
        Path net = net("op { input: 'X' output: 'Y' type: 'Rellu' }");
        CommandLineRun run =
                CommandLineRun.of("net", "plan", net, "--feed", "X=float32:2", "--debug");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("did you mean").contains("\tat org.duograph.");
    }

    @Test
    void aWrongFeedIsWrongUsage() throws IOException {
        Path net = net("op { input: 'X' output: 'Y' type: 'Relu' }");
        CommandLineRun noType = CommandLineRun.of("net", "plan", net, "--feed", "X=float33:2");
        assertThat(noType.code()).isEqualTo(2);
        assertThat(noType.err()).contains("there is no type 'float33'; there are [float32");
        assertThat(CommandLineRun.of("net", "plan", net, "--feed", "X").code()).isEqualTo(2);
        assertThat(noType.err()).contains("Try 'duograph net plan --help'");
    }
}
