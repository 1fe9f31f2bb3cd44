package org.duograph.session.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duograph.messages.MaskedCrc;
import org.duograph.session.proto.BundleEntryProto;
import org.duograph.session.proto.DataType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.testing.Draw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes are, they are a checkpoint, or an IOException that says what is wrong. */
@Timeout(600) // thousands of draws, on a busy machine
class HostileCheckpointTest {
    @TempDir Path folder;

    static List<byte[]> indexes() throws IOException {
        Path written = Files.createTempDirectory("checkpoint");
        Map<String, NDArray> arrays =
                Map.of(
                        "w", NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4),
                        "words", NDArray.ofTexts(Shape.of(3), "ab", "", "xyz"));
        Checkpoint.write(written.resolve("model"), arrays);
        return List.of(Files.readAllBytes(written.resolve("model.index")));
    }

    /** Blocks of a table: whole ones, plain and packed, and some that say more than they hold. */
    static List<byte[]> blocks() {
        byte[] entry = entry(Integer.MAX_VALUE, Long.MAX_VALUE).toByteArray();
        byte[] plain = new byte[8 + entry.length + 8];
        System.arraycopy(new byte[] {0, 1, (byte) entry.length, 'w'}, 0, plain, 0, 4);
        System.arraycopy(entry, 0, plain, 4, entry.length);
        plain[plain.length - 4] = 1; // restarts
        byte[] packed = {12, 2 << 2, 'a', 'b', 'c', (9 - 4) << 2 | 1, 3};
        byte[] huge = {-1, -1, -1, 127, 0, 'a'};
        return List.of(plain, packed, huge);
    }

    private static BundleEntryProto entry(long extent, long size) {
        BundleEntryProto.Builder entry = BundleEntryProto.newBuilder().setDtype(DataType.DT_FLOAT);
        entry.getShapeBuilder().addDimBuilder().setSize(extent);
        entry.getShapeBuilder().addDimBuilder().setSize(extent);
        return entry.setSize(size).build();
    }

    /** A table of one block, with all checksums right. */
    private static byte[] table(byte[] block, int packing) {
        return table(block, packing, 1);
    }

    /** A table whose index names its one block several times. */
    private static byte[] table(byte[] block, int packing, int times) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        byte[] handle = append(file, block, packing);
        ByteArrayOutputStream index = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            index.writeBytes(new byte[] {0, 1, (byte) handle.length, (byte) i});
            index.writeBytes(handle);
        }
        index.writeBytes(new byte[] {0, 0, 0, 0, 1, 0, 0, 0});
        byte[] top = append(file, index.toByteArray(), 0);
        ByteBuffer footer = ByteBuffer.allocate(TableWriter.FOOTER).order(ByteOrder.LITTLE_ENDIAN);
        footer.put(new byte[2]).put(top).putLong(TableWriter.FOOTER - 8, TableWriter.MAGIC);
        file.writeBytes(footer.array());
        return file.toByteArray();
    }

    /** Appends a block, and gives the handle that tells its place. */
    private static byte[] append(ByteArrayOutputStream file, byte[] block, int packing) {
        ByteArrayOutputStream handle = new ByteArrayOutputStream();
        TableWriter.varint(handle, file.size());
        TableWriter.varint(handle, block.length);
        byte[] typed = Arrays.copyOf(block, block.length + 1);
        typed[block.length] = (byte) packing;
        file.writeBytes(typed);
        file.writeBytes(
                ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(MaskedCrc.of(typed, 0, typed.length))
                        .array());
        return handle.toByteArray();
    }

    @MethodSource("indexes")
    @Timeout(60)
    @FuzzTest
    void aCheckpointIsReadOrRefused(byte[] index) throws IOException {
        Path prefix = folder.resolve("model");
        Files.write(folder.resolve("model.index"), index);
        Files.write(folder.resolve("model.data-00000-of-00001"), new byte[40]);
        try {
            Checkpoint checkpoint = Checkpoint.open(prefix);
            for (String name : checkpoint.names()) {
                readOrRefused(checkpoint, name);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("model.index");
        }
    }

    private static void readOrRefused(Checkpoint checkpoint, String name) {
        try {
            assertThat(checkpoint.read(name)).isNotNull();
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Test
    void soIsADamagedCheckpoint() throws IOException {
        List<byte[]> whole = indexes();
        Draw.times(1000, draw -> aCheckpointIsReadOrRefused(draw.hostile(whole)));
    }

    @MethodSource("blocks")
    @Timeout(60)
    @FuzzTest
    void aBlockIsReadOrRefused(byte[] block) throws IOException {
        for (int packing = 0; packing < 3; packing++) {
            try {
                TableReader.read(table(block, packing));
            } catch (IOException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void soIsADamagedBlock() {
        Draw.times(3000, draw -> aBlockIsReadOrRefused(draw.hostile(blocks())));
    }

    /** Entries whose bytes were never checked reach the arrays through a table that is whole. */
    @Test
    void anEntryIsReadOrRefused() throws IOException {
        byte[] header = {8, 1, 26, 2, 8, 1};
        List<byte[]> entries =
                List.of(
                        entry(3, 36).toByteArray(),
                        entry(Integer.MAX_VALUE, 36).toByteArray(),
                        entry(Long.MAX_VALUE, 36).toByteArray(),
                        entry(2, Long.MAX_VALUE).toByteArray(),
                        entry(100_000, 40).toBuilder()
                                .setDtype(DataType.DT_STRING)
                                .build()
                                .toByteArray());
        for (byte[] entry : entries) {
            TreeMap<String, byte[]> index = new TreeMap<>(Map.of("", header, "w", entry));
            aCheckpointIsReadOrRefused(TableWriter.write(index));
        }
        Draw.times(
                2000,
                draw -> {
                    TreeMap<String, byte[]> index =
                            new TreeMap<>(Map.of("", header, "w", draw.hostile(entries)));
                    aCheckpointIsReadOrRefused(TableWriter.write(index));
                });
    }

    @Test
    void aPackedBlockTakesNoMoreMemoryThanItsBytesCanSay() {
        byte[] huge = {-128, -128, -128, 64, 0, 'a'}; // 128 MiB
        assertThatThrownBy(() -> TableReader.read(table(huge, 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than it can");
    }

    @Test
    void aBlockIsReadOnceAndNotAsOftenAsItIsNamed() throws IOException {
        byte[] block = new byte[10_000];
        block[1] = 1; // a key of one letter, and a value that fills the block
        block[2] = (byte) (9988 & 0x7f | 0x80);
        block[3] = (byte) (9988 >> 7);
        block[4] = 'k';
        byte[] entry = Arrays.copyOf(block, 5 + 9988 + 4);
        assertThat(TableReader.read(table(entry, 0)).get("k")).hasSize(9988);
        assertThatThrownBy(() -> TableReader.read(table(entry, 0, 100)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("they overlap");
    }

    /** A long key, and a hundred thousand entries that share it. */
    @Test
    void keysTakeNoMoreMemoryThanTheirBlockCanSay() {
        int length = 100_000;
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        TableWriter.varint(block, 0);
        TableWriter.varint(block, length);
        TableWriter.varint(block, 0);
        block.writeBytes(new byte[length]);
        for (int i = 0; i < length; i++) {
            TableWriter.varint(block, length);
            TableWriter.varint(block, 1);
            TableWriter.varint(block, 0);
            block.write(i);
        }
        block.writeBytes(new byte[4]);
        assertThatThrownBy(() -> TableReader.read(table(block.toByteArray(), 0)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("keys are longer");
    }
}
