package org.duograph.workspace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.duograph.messages.AtomicFile;
import org.duograph.messages.FileFormatException;
import org.duograph.messages.MessageFiles;
import org.duograph.testing.OutsideData;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.ExecutionStep;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import org.duograph.workspace.proto.PlanDef;
import org.duograph.workspace.proto.TensorProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetFilesTest {
    @TempDir Path folder;

    private static final NetDef NET =
            NetDef.newBuilder()
                    .setName("n")
                    .addOp(
                            Ops.operator(
                                    "Conv",
                                    List.of("X", "W"),
                                    List.of("Y"),
                                    Ops.arg("kernel", 3),
                                    Ops.arg("values", new float[] {1.5f, -2e-30f})))
                    .addExternalInput("X")
                    .build();

    @Test
    void everyRealFileSurvivesBinaryAndText() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(OutsideData.shared("models/caffe2"))) {
            files = all.filter(f -> f.toString().matches(".*\\.(pb|pbtxt)")).sorted().toList();
        }
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            NetDef net = NetFiles.readNet(file);
            assertThat(net.getOpCount()).as(file.toString()).isPositive();
            MessageFiles.write(folder.resolve("net.pb"), net);
            MessageFiles.write(folder.resolve("net.pbtxt"), net);
            assertThat(NetFiles.readNet(folder.resolve("net.pb"))).isEqualTo(net);
            assertThat(NetFiles.readNet(folder.resolve("net.pbtxt"))).isEqualTo(net);
            if (file.toString().endsWith(".pb")) {
                assertThat(net.getSerializedSize()).isEqualTo((int) Files.size(file));
            }
        }
    }

    @Test
    void goldenNetsReadAlikeFromTextAndBinary() throws IOException {
        List<Path> texts;
        try (Stream<Path> all = Files.walk(OutsideData.shared("golden/caffe2/ops"))) {
            texts = all.filter(f -> f.endsWith("net.pbtxt")).sorted().toList();
        }
        assertThat(texts).isNotEmpty();
        for (Path text : texts) {
            Path binary = text.resolveSibling("net.pb");
            if (Files.exists(binary)) {
                assertThat(NetFiles.readNet(text)).isEqualTo(NetFiles.readNet(binary));
            }
        }
    }

    @Test
    void unknownFieldsSurviveABinaryRoundTripAndLeaveReadableText() throws IOException {
        UnknownFieldSet extra =
                UnknownFieldSet.newBuilder()
                        .addField(
                                99,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.copyFromUtf8("later"))
                                        .build())
                        .build();
        NetDef net =
                NET.toBuilder().setOp(0, NET.getOp(0).toBuilder().setUnknownFields(extra)).build();
        Path file = folder.resolve("net.pb");
        MessageFiles.write(file, net);
        assertThat(NetFiles.readNet(file).toByteString()).isEqualTo(net.toByteString());

        String text = MessageFiles.toText(net);
        assertThat(text).startsWith("# Left out");
        assertThat(MessageFiles.parseText(text, "text", NET)).isEqualTo(NET);
    }

    @Test
    void packedAndUnpackedNumbersReadAlike() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeByteArray(6, new byte[] {1, 2, 3}); // Argument.ints, packed
        out.writeByteArray(5, new byte[] {0, 0, (byte) 0x80, 0x3f}); // Argument.floats, packed
        out.flush();
        assertThat(MessageFiles.parse(bytes.toByteArray(), "a", Argument.getDefaultInstance()))
                .isEqualTo(
                        Argument.newBuilder()
                                .addInts(1)
                                .addInts(2)
                                .addInts(3)
                                .addFloats(1)
                                .build());
        bytes.reset();
        out.writeFloat(3, 2); // TensorProto.float_data, unpacked
        out.writeFloat(3, 4);
        out.flush();
        assertThat(MessageFiles.parse(bytes.toByteArray(), "t", TensorProto.getDefaultInstance()))
                .isEqualTo(TensorProto.newBuilder().addFloatData(2).addFloatData(4).build());
    }

    @Test
    void argumentsAreWrittenUnpackedAsCaffe2WritesThem() {
        byte[] bytes = Ops.arg("s", List.of(1, 2)).toByteArray();
        assertThat(bytes).containsExactly(0x0a, 1, 's', 0x30, 1, 0x30, 2);
    }

    @Test
    void plansAndOtherMessagesAreReadToo() throws IOException {
        PlanDef plan =
                PlanDef.newBuilder()
                        .addNetwork(NET)
                        .addExecutionStep(ExecutionStep.newBuilder().addNetwork("n").setNumIter(3))
                        .build();
        Path file = folder.resolve("plan.prototxt");
        MessageFiles.write(file, plan);
        assertThat(MessageFiles.read(file, PlanDef.getDefaultInstance())).isEqualTo(plan);
    }

    @Test
    void textErrorsNameFileLineColumnAndTheNearestName() {
        String text = "name: \"n\"\nop {\n  inputs: \"X\"\n}\n";
        assertThatThrownBy(() -> MessageFiles.parseText(text, "net.pbtxt", NET))
                .isInstanceOf(FileFormatException.class)
                .hasMessage(
                        "net.pbtxt, line 3, column 3: OperatorDef has no field \"inputs\";"
                                + " did you mean \"input\"?");
        assertThatThrownBy(() -> MessageFiles.parseText("op { zebra: 1 }", "net.pbtxt", NET))
                .hasMessageContaining("it has input, output, name, type");
        assertThatThrownBy(() -> MessageFiles.parseText("op {\n type: Conv\n}", "net.pbtxt", NET))
                .hasMessageContaining("net.pbtxt, line 2, column 8");
        assertThatThrownBy(() -> MessageFiles.parseText("op {\n", "net.pbtxt", NET))
                .isInstanceOf(FileFormatException.class)
                .hasMessageContaining("net.pbtxt, line");
    }

    @Test
    void aCutFileSaysWhereItEnds() throws IOException {
        Path file = folder.resolve("cut.pb");
        byte[] whole = NET.toByteArray();
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 4));
        assertThatThrownBy(() -> NetFiles.readNet(file))
                .isInstanceOf(FileFormatException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("at byte")
                .hasMessageContaining("cut");
    }

    @Test
    void whatIsNoNetAtAllSaysSo() throws IOException {
        Path file = folder.resolve("x.pb");
        Files.write(file, new byte[0]);
        assertThatThrownBy(() -> NetFiles.readNet(file)).hasMessageContaining("is empty");
        Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");
        assertThatThrownBy(() -> NetFiles.readNet(file)).hasMessageContaining("git lfs pull");
        Files.writeString(file, "<!DOCTYPE html><html>404</html>");
        assertThatThrownBy(() -> NetFiles.readNet(file)).hasMessageContaining("web page");
        assertThatThrownBy(() -> NetFiles.readNet(folder.resolve("none.pb")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("there is no such file");
    }

    @Test
    void aNetOfMillionsOfUnpackedNumbersTakesNoMorePerNumberThanASmallOne() throws IOException {
        double few = allocatedPerNumber(500_000);
        double many = allocatedPerNumber(5_000_000);
        assertThat(many).as("bytes; %.1f in the small net", few).isLessThan(2 * few);
    }

    /** The bytes that reading a net with so many numbers asks of the heap, for each of them. */
    private double allocatedPerNumber(int count) throws IOException {
        Argument.Builder values = Argument.newBuilder().setName("values");
        for (int i = 0; i < count; i++) {
            values.addFloats(i);
        }
        NetDef net =
                NetDef.newBuilder()
                        .addOp(OperatorDef.newBuilder().setType("GivenTensorFill").addArg(values))
                        .build();
        Path file = folder.resolve("big.pb");
        MessageFiles.write(file, net);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        Argument read = NetFiles.readNet(file).getOp(0).getArg(0);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(read.getFloats(count - 1)).isEqualTo(count - 1f);
        return (double) allocated / count;
    }

    @Test
    void aFileThatCannotBeWrittenWholeLeavesTheOldOne() throws IOException {
        Path file = folder.resolve("net.pb");
        MessageFiles.write(file, NET);
        byte[] before = Files.readAllBytes(file);
        try (AtomicFile half = AtomicFile.open(file)) {
            half.out().write(new byte[100_000]);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
        assertThatThrownBy(() -> MessageFiles.write(folder.resolve("no/net.pb"), NET))
                .hasMessageContaining("is missing");
    }
}
