package org.duograph.workspace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.proto.BlobProto;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.PlanDef;
import org.duograph.workspace.proto.TensorProtos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever the bytes are, a reader answers with a message or with a FileFormatException. */
@Timeout(60)
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

    private static <M extends Message> void read(byte[] bytes, M prototype) {
        try {
            NetFiles.parse(bytes, "bytes", prototype);
        } catch (FileFormatException e) {
            assertThat(e).hasMessageStartingWith("bytes");
        }
    }

    @Property(tries = 2000)
    void randomBytesGiveOnlyTheDeclaredError(@ForAll byte[] bytes) {
        read(bytes, NetDef.getDefaultInstance());
        read(bytes, PlanDef.getDefaultInstance());
        read(bytes, TensorProtos.getDefaultInstance());
        read(bytes, BlobProto.getDefaultInstance());
    }

    @Property(tries = 2000)
    void mutatedNetsGiveOnlyTheDeclaredError(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int changes) {
        read(mutate(NET.toByteArray(), seed, changes), NET);
    }

    @Property(tries = 2000)
    void mutatedTextGivesOnlyTheDeclaredError(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int changes) {
        byte[] text = NetFiles.toText(NET).getBytes(StandardCharsets.UTF_8);
        String mutated = new String(mutate(text, seed, changes), StandardCharsets.UTF_8);
        try {
            NetFiles.parseText(mutated, "text", NET);
        } catch (FileFormatException e) {
            assertThat(e).hasMessageStartingWith("text");
        }
    }

    @Property(tries = 500)
    void mutatedBlobFilesGiveOnlyTheDeclaredError(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int changes) throws IOException {
        Path file = Files.createTempFile("blobs", ".minidb");
        try {
            Map<String, NDArray> blobs = new LinkedHashMap<>();
            blobs.put("w", NDArray.of(Shape.of(2, 5), new float[10]));
            blobs.put("n", NDArray.of(Shape.of(3), 1, 2, 3));
            BlobFiles.save(file, blobs, 4);
            Files.write(file, mutate(Files.readAllBytes(file), seed, changes));
            try {
                BlobFiles.load(file);
            } catch (FileFormatException e) {
                assertThat(e).hasMessageStartingWith(file.toString());
            }
        } finally {
            Files.delete(file);
        }
    }

    /** Overwrites, inserts and removes bytes, or cuts the end. */
    private static byte[] mutate(byte[] bytes, long seed, int changes) {
        Random random = new Random(seed);
        byte[] b = bytes.clone();
        for (int i = 0; i < changes && b.length > 1; i++) {
            int at = random.nextInt(b.length);
            switch (random.nextInt(4)) {
                case 0 -> b[at] = (byte) random.nextInt();
                case 1 -> b[at] = (byte) (random.nextBoolean() ? 0xff : 0x7f);
                case 2 -> b = Arrays.copyOf(b, at);
                default -> {
                    int to = at + random.nextInt(b.length - at);
                    System.arraycopy(bytes, 0, b, at, Math.min(to - at, bytes.length));
                }
            }
        }
        return b;
    }

    @Test
    void aRecursionBombIsRefused() {
        ByteString inner = ByteString.EMPTY;
        for (int i = 0; i < 5000; i++) { // NetDef.op.arg.n, each inside the other
            ByteString argument = field(8, inner);
            inner = field(2, field(5, argument));
        }
        byte[] bomb = inner.toByteArray();
        assertThatThrownBy(() -> NetFiles.parse(bomb, "bomb", NET))
                .isInstanceOf(FileFormatException.class)
                .hasMessageContaining("nested");

        byte[] groups = new byte[1_000_000];
        Arrays.fill(groups, (byte) (1 << 3 | 3)); // each starts a group
        assertThatThrownBy(() -> NetFiles.parse(groups, "bomb", NET))
                .isInstanceOf(FileFormatException.class);

        String text = "op { arg { n { ".repeat(20_000);
        assertThatThrownBy(() -> NetFiles.parseText(text, "bomb", NET))
                .isInstanceOf(FileFormatException.class);
        String unknown = "op { zebra { ".repeat(20_000);
        assertThatThrownBy(() -> NetFiles.parseText(unknown, "bomb", NET))
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
        NetDef net = NetFiles.parseText("name: \"" + name + "\"", "long", NET);
        assertThat(net.getName()).hasSize(1_000_000);
    }
}
