package org.duograph.workspace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.messages.FileFormatException;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;
import org.duograph.tensor.Shape;
import org.duograph.testing.OutsideData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobFilesTest {
    @TempDir Path folder;

    @Test
    void theFileThatCaffe2SavedIsReadAndWrittenByteForByte() throws IOException {
        Path golden = OutsideData.shared("golden/caffe2/minidb");
        Map<String, NDArray> blobs = BlobFiles.load(golden.resolve("saved.minidb"));
        assertThat(blobs.keySet()).containsExactly("a", "b", "c", "d", "e", "big");
        for (String name : blobs.keySet()) {
            NDArray expected = Npy.read(golden.resolve("in_" + name + ".npy"));
            assertThat(blobs.get(name)).as(name).isEqualTo(expected);
        }
        Path ours = folder.resolve("ours.minidb");
        BlobFiles.save(ours, blobs);
        assertThat(Files.readAllBytes(ours))
                .isEqualTo(Files.readAllBytes(golden.resolve("saved.minidb")));
    }

    @Test
    void aLargeBlobIsSplitIntoChunksAndPutTogetherInAnyOrder() throws IOException {
        float[] numbers = new float[10];
        Arrays.setAll(new int[10], i -> (int) (numbers[i] = i));
        NDArray array = NDArray.of(Shape.of(2, 5), numbers);
        Path file = folder.resolve("chunks.minidb");
        BlobFiles.save(file, Map.of("w", array), 4);
        List<String> keys = new ArrayList<>();
        List<byte[]> values = new ArrayList<>();
        try (MiniDbCursor cursor = MiniDb.open(file)) {
            while (cursor.next()) {
                keys.add(cursor.key());
                values.add(cursor.value());
            }
        }
        assertThat(keys).containsExactly("w#%0", "w#%1", "w#%2");
        assertThat(BlobFiles.load(file)).containsOnly(Map.entry("w", array));

        try (MiniDbWriter db = MiniDb.create(file)) {
            for (int i = 2; i >= 0; i--) {
                db.put(keys.get(i), values.get(i));
            }
            db.commit();
        }
        assertThat(BlobFiles.load(file).get("w")).isEqualTo(array);

        try (MiniDbWriter db = MiniDb.create(file)) {
            db.put(keys.get(0), values.get(0));
            db.put(keys.get(2), values.get(2));
            db.commit();
        }
        assertThatThrownBy(() -> BlobFiles.load(file))
                .isInstanceOf(FileFormatException.class)
                .hasMessageContaining("blob \"w\" can't be read");
    }

    @Test
    void emptyArraysScalarsBareNamesAndStringsAreHandled() throws IOException {
        Path file = folder.resolve("odd.minidb");
        NDArray empty = NDArray.of(Shape.of(0, 3), new float[0]);
        NDArray scalar = NDArray.scalar(3);
        Map<String, NDArray> blobs = new LinkedHashMap<>();
        blobs.put("empty", empty);
        blobs.put("scalar", scalar);
        BlobFiles.save(file, blobs);
        try (MiniDbCursor cursor = MiniDb.open(file);
                MiniDbWriter db = MiniDb.append(file)) {
            cursor.next();
            cursor.next();
            db.put("bare", cursor.value());
            BlobFiles.put(db, "text", ByteString.copyFromUtf8("hello"));
            db.commit();
        }
        blobs.put("bare", scalar);
        assertThat(BlobFiles.load(file)).containsExactlyEntriesOf(blobs);
        assertThat(BlobFiles.loadBytes(file))
                .containsOnly(Map.entry("text", ByteString.copyFromUtf8("hello")));
        assertThat(BlobFiles.load(file, "bare"::equals)).containsOnlyKeys("bare");
    }

    @Test
    void aBlobInAMessageHoldsAnArrayOrBytes() {
        NDArray array = NDArray.vector(1, 2);
        ByteString bytes = ByteString.copyFromUtf8("hello");
        assertThat(BlobCodec.toArray(BlobCodec.toProto("w", array))).isEqualTo(array);
        assertThat(BlobCodec.toBytes(BlobCodec.toProto("s", bytes))).isEqualTo(bytes);
        assertThatThrownBy(() -> BlobCodec.toArray(BlobCodec.toProto("s", bytes)))
                .hasMessage("Blob \"s\" of type std::string is no array");
        assertThatThrownBy(() -> BlobCodec.toBytes(BlobCodec.toProto("w", array)))
                .hasMessage("Blob \"w\" of type Tensor holds no bytes");
    }

    @Test
    void appendingKeepsTheOldRecordsAndWithoutCommitChangesNothing() throws IOException {
        Path file = folder.resolve("db.minidb");
        byte[] value = "v".getBytes(StandardCharsets.UTF_8);
        try (MiniDbWriter db = MiniDb.append(file)) {
            db.put("one", value);
            db.commit();
        }
        byte[] before = Files.readAllBytes(file);
        try (MiniDbWriter db = MiniDb.append(file)) {
            db.put("lost", new byte[1_000_000]);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        try (MiniDbWriter db = MiniDb.append(file)) {
            db.put("two", value);
            db.commit();
        }
        try (MiniDbCursor cursor = MiniDb.open(file)) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.key()).isEqualTo("one");
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.key()).isEqualTo("two");
            assertThat(cursor.offset()).isEqualTo(12);
            assertThat(cursor.next()).isFalse();
            cursor.rewind();
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.key()).isEqualTo("one");
        }
        assertThatThrownBy(
                        () -> {
                            try (MiniDbWriter db = MiniDb.append(file)) {
                                db.put("", value);
                            }
                        })
                .hasMessageContaining("the key is empty");
    }

    @Test
    void cutAndForeignFilesNameTheFileAndTheOffset() throws IOException {
        Path file = folder.resolve("cut.minidb");
        BlobFiles.save(file, Map.of("w", NDArray.vector(1, 2, 3)));
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
        assertThatThrownBy(() -> BlobFiles.load(file))
                .isInstanceOf(FileFormatException.class)
                .hasMessageStartingWith(file + ": the record at byte 0 claims a key of 4")
                .hasMessageContaining("cut");
        assertThatThrownBy(() -> MiniDb.append(file)).isInstanceOf(FileFormatException.class);
        Files.write(file, Arrays.copyOf(whole, whole.length + 3));
        assertThatThrownBy(() -> BlobFiles.load(file))
                .hasMessageContaining("begins at byte " + whole.length + ", but the file ends");
    }
}
