package org.duograph.workspace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.duograph.messages.FileFormatException;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.testing.Draw;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.proto.TensorProto;
import org.duograph.workspace.proto.TensorProtos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reading LMDB. The sample was written by liblmdb 0.9.24 in four transactions: keys 00000000 to
 * 00000299 in mixed order, each with its number as text; "long" with 9,000 times x; "empty".
 */
class LmdbTest {
    @TempDir Path folder;
    private Path file;

    private static byte[] sample() throws IOException {
        try (InputStream in =
                new GZIPInputStream(LmdbTest.class.getResourceAsStream("sample.mdb.gz"))) {
            return in.readAllBytes();
        }
    }

    @BeforeEach
    void database() throws IOException {
        file = folder.resolve("data.mdb");
        Files.write(file, sample());
    }

    private static Map<String, String> all(DbCursor cursor) throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        while (cursor.next()) {
            all.put(cursor.key(), new String(cursor.value(), StandardCharsets.UTF_8));
        }
        return all;
    }

    @Test
    void recordsComeInTheOrderOfTheirKeys() throws IOException {
        try (DbCursor cursor = DbCursor.open(folder)) {
            Map<String, String> all = all(cursor);
            List<String> keys = new ArrayList<>(all.keySet());
            assertThat(keys).hasSize(302).isSorted().startsWith("00000000").endsWith("long");
            for (int i = 0; i < 300; i++) {
                assertThat(all.get("%08d".formatted(i))).isEqualTo("" + i);
            }
            assertThat(all.get("long")).isEqualTo("x".repeat(9000));
            assertThat(all.get("empty")).isEmpty();
            cursor.rewind();
            assertThat(all(cursor)).isEqualTo(all);
        }
    }

    @Test
    void theFileMayBeNamedInPlaceOfItsFolder() throws IOException {
        try (DbCursor cursor = DbCursor.open(file)) {
            assertThat(all(cursor)).hasSize(302);
        }
    }

    @Test
    void aFolderWithoutOneIsRefused() throws IOException {
        Files.delete(file);
        assertThatThrownBy(() -> DbCursor.open(folder).close())
                .isInstanceOf(FileFormatException.class)
                .hasMessageContaining("no LMDB");
    }

    @Test
    void aCutFileIsRefusedAndNamed() throws IOException {
        byte[] whole = sample();
        for (int length : List.of(100, 4096, 5000, whole.length / 2)) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(
                            () -> {
                                try (DbCursor cursor = DbCursor.open(file)) {
                                    all(cursor);
                                }
                            })
                    .as("%d bytes", length)
                    .isInstanceOf(FileFormatException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    static List<byte[]> files() throws IOException {
        byte[] loop = sample();
        ByteBuffer pages = ByteBuffer.wrap(loop).order(ByteOrder.LITTLE_ENDIAN);
        for (int page = 2; page < loop.length / 4096; page++) {
            if (pages.getShort(page * 4096 + 10) == Lmdb.BRANCH) {
                int node = page * 4096 + pages.getShort(page * 4096 + 16);
                pages.putInt(node, page); // its first child is itself
            }
        }
        return List.of(sample(), loop);
    }

    @MethodSource("files")
    @FuzzTest
    void aDatabaseIsReadOrRefused(byte[] bytes) throws IOException {
        Path damaged = Files.createTempFile("damaged", ".mdb");
        try {
            Files.write(damaged, bytes);
            try (DbCursor cursor = DbCursor.open(damaged)) {
                all(cursor);
            }
        } catch (FileFormatException e) {
            assertThat(e).hasMessageContaining(damaged.toString());
        } finally {
            Files.delete(damaged);
        }
    }

    @Test
    void soIsADamagedOne() throws IOException {
        List<byte[]> whole = files();
        Draw.times(1000, draw -> aDatabaseIsReadOrRefused(draw.hostile(whole)));
    }

    @Test
    void aPageThatIsItsOwnChildIsRefused() throws IOException {
        Files.write(file, files().get(1));
        assertThatThrownBy(() -> all(DbCursor.open(file)))
                .hasMessageContaining("the tree is deeper than it says");
    }

    /** A database of one leaf page, written by hand. */
    private static byte[] ofOneLeaf(Map<String, byte[]> records) {
        int size = 4096;
        ByteBuffer file = ByteBuffer.allocate(3 * size).order(ByteOrder.LITTLE_ENDIAN);
        for (int meta = 0; meta < 2; meta++) {
            int at = meta * size;
            file.putLong(at, meta).putShort(at + 10, (short) 8).putInt(at + 16, 0xbeefc0de);
            file.putInt(at + 20, 1).putInt(at + 40, size).putLong(at + 80, -1);
            file.putShort(at + 94, (short) 1).putLong(at + 120, records.size());
            file.putLong(at + 128, 2).putLong(at + 136, 2).putLong(at + 144, meta);
        }
        int leaf = 2 * size;
        int end = size;
        int index = 0;
        for (Map.Entry<String, byte[]> record : records.entrySet()) {
            byte[] key = record.getKey().getBytes(StandardCharsets.UTF_8);
            end -= 8 + key.length + record.getValue().length;
            file.putShort(leaf + 16 + 2 * index++, (short) end);
            file.putInt(leaf + end, record.getValue().length);
            file.putShort(leaf + end + 6, (short) key.length);
            file.position(leaf + end + 8).put(key).put(record.getValue());
        }
        file.putLong(leaf, 2).putShort(leaf + 10, (short) 2);
        file.putShort(leaf + 12, (short) (16 + 2 * index)).putShort(leaf + 14, (short) end);
        return file.array();
    }

    @Test
    void aNetReadsBatchesFromOne() throws IOException {
        Map<String, byte[]> records = new LinkedHashMap<>();
        for (int i = 0; i < 3; i++) {
            TensorProto x = TensorCodec.toProto(NDArray.of(Shape.of(2), i, i + 0.5f));
            TensorProto label = TensorCodec.toProto(NDArray.of(Shape.of(1), i));
            records.put(
                    "0" + i,
                    TensorProtos.newBuilder().addProtos(x).addProtos(label).build().toByteArray());
        }
        Files.write(file, ofOneLeaf(records));
        try (Workspace workspace = new Workspace("java", 0)) {
            workspace.setRootFolder(folder.getParent());
            Map<String, Object> db =
                    Map.of("db", folder.getFileName().toString(), "db_type", "lmdb");
            workspace.runOperatorOnce(Ops.operator("CreateDB", List.of(), List.of("reader"), db));
            workspace.runOperatorOnce(
                    Ops.operator(
                            "TensorProtosDBInput",
                            List.of("reader"),
                            List.of("x", "label"),
                            Ops.arg("batch_size", 4)));
            assertThat(workspace.fetchBlob("x"))
                    .isEqualTo(NDArray.of(Shape.of(4, 2), 0f, 0.5f, 1, 1.5f, 2, 2.5f, 0, 0.5f));
            assertThat(workspace.fetchBlob("label")).isEqualTo(NDArray.of(Shape.of(4), 0, 1, 2, 0));
            assertThatThrownBy(
                            () ->
                                    workspace.runOperatorOnce(
                                            Ops.operator("Save", List.of("x"), List.of(), db)))
                    .hasMessageContaining("can be read, but not written");
        }
    }
}
