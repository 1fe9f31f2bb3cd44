package org.duograph.workspace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.messages.FileFormatException;
import org.duograph.messages.MessageFiles;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.testing.Draw;
import org.duograph.workspace.proto.BlobProto;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.PlanDef;
import org.duograph.workspace.proto.TensorProtos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes are, a reader answers with a message or with a FileFormatException. */
@Timeout(600) // thousands of draws, on a busy machine
class HostileInputTest {
    private static final NetDef NET =
            NetDef.newBuilder()
                    .setName("net")
                    .addOp(
                            Ops.operator(
                                    "Conv",
                                    List.of("X", "W", "b"),
                                    List.of("Y"),
                                    Ops.arg("order", "NCHW"),
                                    Ops.arg("kernels", List.of(3, 3)),
                                    Ops.arg("values", new float[] {1, 2, 3}),
                                    Ops.arg("n", NetDef.newBuilder().setName("inner").build())))
                    .build();

    @TempDir Path folder;

    static List<byte[]> messages() {
        return List.of(
                NET.toByteArray(),
                PlanDef.newBuilder().setName("plan").addNetwork(NET).build().toByteArray(),
                TensorProtos.newBuilder()
                        .addProtos(TensorCodec.toProto(NDArray.of(Shape.of(2), 1f, 2f)))
                        .build()
                        .toByteArray(),
                BlobCodec.toProto("text", ByteString.copyFromUtf8("content")).toByteArray(),
                nested(200).toByteArray());
    }

    @MethodSource("messages")
    @Timeout(60)
    @FuzzTest
    void aMessageIsReadOrRefused(byte[] bytes) {
        for (Message prototype :
                List.of(
                        NetDef.getDefaultInstance(),
                        PlanDef.getDefaultInstance(),
                        TensorProtos.getDefaultInstance(),
                        BlobProto.getDefaultInstance())) {
            try {
                MessageFiles.parse(bytes, "bytes", prototype);
            } catch (FileFormatException e) {
                assertThat(e).hasMessageStartingWith("bytes");
            }
        }
    }

    @Test
    void soIsADamagedMessage() {
        Draw.times(4000, draw -> aMessageIsReadOrRefused(draw.hostile(messages())));
    }

    static List<byte[]> texts() {
        return List.of(
                MessageFiles.toText(NET).getBytes(StandardCharsets.UTF_8),
                "op { arg { n { op { zebra: \"".getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("texts")
    @Timeout(60)
    @FuzzTest
    void aTextIsReadOrRefused(byte[] bytes) {
        try {
            MessageFiles.parseText(new String(bytes, StandardCharsets.UTF_8), "text", NET);
        } catch (FileFormatException e) {
            assertThat(e).hasMessageStartingWith("text");
        }
    }

    @Test
    void soIsADamagedText() {
        Draw.times(2000, draw -> aTextIsReadOrRefused(draw.hostile(texts())));
    }

    static List<byte[]> blobFiles() throws IOException {
        Map<String, Object> blobs = new LinkedHashMap<>();
        blobs.put("w", NDArray.of(Shape.of(2, 5), new float[10]));
        blobs.put("n", NDArray.of(Shape.of(3), 1, 2, 3));
        blobs.put("words", NDArray.ofTexts(Shape.of(2), "a", "b"));
        blobs.put("word", "text");
        Path file = Files.createTempFile("blobs", ".minidb");
        try {
            BlobFiles.save(file, blobs, 4);
            return List.of(Files.readAllBytes(file));
        } finally {
            Files.delete(file);
        }
    }

    @MethodSource("blobFiles")
    @Timeout(60)
    @FuzzTest
    void aFileOfBlobsIsReadOrRefused(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("blobs.minidb"), bytes);
        try {
            BlobFiles.load(file);
        } catch (FileFormatException e) {
            assertThat(e).hasMessageStartingWith(file.toString());
        }
    }

    @Test
    void soIsADamagedFileOfBlobs() throws IOException {
        List<byte[]> whole = blobFiles();
        Draw.times(1000, draw -> aFileOfBlobsIsReadOrRefused(draw.hostile(whole)));
    }

    /** NetDef.op.arg.n, each inside the other. */
    private static ByteString nested(int depth) {
        ByteString inner = ByteString.EMPTY;
        for (int i = 0; i < depth; i++) {
            inner = field(2, field(5, field(8, inner)));
        }
        return inner;
    }

    @Test
    void aRecursionBombIsRefused() {
        byte[] bomb = nested(5000).toByteArray();
        assertThatThrownBy(() -> MessageFiles.parse(bomb, "bomb", NET))
                .isInstanceOf(FileFormatException.class)
                .hasMessageContaining("nested");

        byte[] groups = new byte[1_000_000];
        Arrays.fill(groups, (byte) (1 << 3 | 3)); // each starts a group
        assertThatThrownBy(() -> MessageFiles.parse(groups, "bomb", NET))
                .isInstanceOf(FileFormatException.class);

        String text = "op { arg { n { ".repeat(20_000);
        assertThatThrownBy(() -> MessageFiles.parseText(text, "bomb", NET))
                .isInstanceOf(FileFormatException.class);
        String unknown = "op { zebra { ".repeat(20_000);
        assertThatThrownBy(() -> MessageFiles.parseText(unknown, "bomb", NET))
                .isInstanceOf(FileFormatException.class);
    }

    private static ByteString field(int number, ByteString content) {
        ByteString.Output out = ByteString.newOutput();
        try {
            CodedOutputStream coded = CodedOutputStream.newInstance(out);
            coded.writeBytes(number, content);
            coded.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteString();
    }

    @Test
    void aHugeLengthIsNotBelieved() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeTag(1, 2);
        out.writeUInt32NoTag(Integer.MAX_VALUE);
        out.flush();
        for (int field : new int[] {1, 2, 7}) {
            byte[] b = bytes.toByteArray();
            b[0] = (byte) (field << 3 | 2);
            Path file = Files.createTempFile("huge", ".pb");
            Files.write(file, b);
            assertThatThrownBy(() -> NetFiles.readNet(file))
                    .isInstanceOf(FileFormatException.class)
                    .hasMessageContaining("beyond the end");
            Files.delete(file);
        }
    }

    @Test
    void aMegabyteInOneStringOfTextIsRead() throws IOException {
        String name = "x\\n".repeat(500_000);
        NetDef net = MessageFiles.parseText("name: \"" + name + "\"", "long", NET);
        assertThat(net.getName()).hasSize(1_000_000);
    }
}
