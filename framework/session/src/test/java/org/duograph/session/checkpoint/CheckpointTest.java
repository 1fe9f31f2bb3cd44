package org.duograph.session.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    @TempDir Path folder;

    private final Map<String, NDArray> arrays =
            Map.of(
                    "layer/w", NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4),
                    "layer/b", NDArray.of(Shape.of(3), 1.5, -2, 1e300),
                    "step", NDArray.of(Shape.SCALAR, 7L),
                    "words", NDArray.ofTexts(Shape.of(3), "ab", "", "xyz"),
                    "half", NDArray.of(Shape.of(2), 0.5f, 2).cast(DType.FLOAT16),
                    "none", NDArray.of(Shape.of(0, 3), new float[0]));

    @Test
    void arraysComeBack() throws IOException {
        Path prefix = folder.resolve("model");
        Checkpoint.write(prefix, arrays);
        Checkpoint read = Checkpoint.open(prefix);
        assertThat(read.names())
                .containsExactly("half", "layer/b", "layer/w", "none", "step", "words");
        for (String name : arrays.keySet()) {
            assertThat(read.read(name)).as(name).isEqualTo(arrays.get(name));
        }
        assertThatThrownBy(() -> read.read("layer/v"))
                .hasMessageContaining("Key layer/v not found in checkpoint")
                .hasMessageContaining("did you mean \"layer/");
    }

    /** The example that was held against TensorFlow 1.15. */
    @Test
    void textsStandAsTensorFlowWritesThem() {
        NDArray words = NDArray.ofTexts(Shape.of(3), "ab", "", "xyz");
        byte[] bytes = Bundle.bytes(words);
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("0200031b428bca616278797a");
        assertThat(Integer.toHexString(Bundle.checksum(words, bytes))).isEqualTo("3fc4ad10");
    }

    @Test
    void aHeaderIsTheBytesThatTensorFlowWrites() throws IOException {
        Path prefix = folder.resolve("model");
        Checkpoint.write(prefix, Map.of("w", NDArray.scalar(1)));
        byte[] header = TableReader.read(Files.readAllBytes(folder.resolve("model.index"))).get("");
        assertThat(HexFormat.of().formatHex(header)).isEqualTo("08011a020801");
    }

    @Test
    void damageIsSaidAndNeverTaken() throws IOException {
        Path prefix = folder.resolve("model");
        Checkpoint.write(prefix, arrays);
        Path data = folder.resolve("model.data-00000-of-00001");
        byte[] whole = Files.readAllBytes(data);
        byte[] damaged = whole.clone();
        damaged[damaged.length - 1] ^= 1; // of the last text
        Files.write(data, damaged);
        assertThatThrownBy(() -> Checkpoint.open(prefix).read("words"))
                .hasMessageContaining("Checksum does not match: stored");
        Files.write(data, new byte[4]);
        assertThatThrownBy(() -> Checkpoint.open(prefix).read("words"))
                .hasMessageContaining("Read less bytes than requested");
        Files.delete(data);
        assertThatThrownBy(() -> Checkpoint.open(prefix).read("words"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it is not there, though its index is");
        Path index = folder.resolve("model.index");
        byte[] table = Files.readAllBytes(index);
        for (int i = 0; i < table.length; i++) {
            byte[] wrong = table.clone();
            wrong[i] ^= 0x10;
            Files.write(index, wrong);
            try {
                assertThat(Checkpoint.open(prefix).names()).hasSize(6); // padding of the footer
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("Unable to read file");
            }
        }
        assertThatThrownBy(() -> Checkpoint.open(folder.resolve("other")))
                .hasMessageContaining("Failed to find any matching files for");
    }

    /** "abcabcabcabc" as a literal and a copy that reaches into itself. */
    @Test
    void packedBlocksAreRead() throws IOException {
        byte[] packed = {12, 2 << 2, 'a', 'b', 'c', (9 - 4) << 2 | 1, 3};
        assertThat(new String(Snappy.unpack(packed, 100))).isEqualTo("abcabcabcabc");
        assertThatThrownBy(() -> Snappy.unpack(packed, 11)).isInstanceOf(IOException.class);
        for (int i = 0; i < packed.length; i++) {
            byte[] cut = java.util.Arrays.copyOf(packed, i);
            assertThatThrownBy(() -> Snappy.unpack(cut, 100)).isInstanceOf(IOException.class);
        }
    }
}
