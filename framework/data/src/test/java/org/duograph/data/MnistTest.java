package org.duograph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
    @TempDir Path scratch;

    /** Four files of 3 training images and 1 test image of 2 x 2. */
    private Path write(String name, String dash, boolean packed) throws IOException {
        Path folder = Files.createDirectories(scratch.resolve(name));
        write(folder, "train", 3, dash, packed);
        write(folder, "t10k", 1, dash, packed);
        return folder;
    }

    private void write(Path folder, String part, int count, String dash, boolean packed)
            throws IOException {
        ByteBuffer images = ByteBuffer.allocate(16 + 4 * count).putInt(0x803).putInt(count);
        images.putInt(2).putInt(2);
        ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
        for (int i = 0; i < count; i++) {
            labels.put((byte) (9 - i));
            images.putInt(i);
        }
        String gz = packed ? ".gz" : "";
        byte[] i = packed ? Samples.gz(images.array()) : images.array();
        byte[] l = packed ? Samples.gz(labels.array()) : labels.array();
        Files.write(folder.resolve(part + "-images" + dash + "idx3-ubyte" + gz), i);
        Files.write(folder.resolve(part + "-labels" + dash + "idx1-ubyte" + gz), l);
    }

    private DataSources sources() {
        return DataSources.standard().withEnvironment(Map.of()).withCache(scratch.resolve("cache"));
    }

    @Test
    void fourFilesMakeADataSetOfOneChannel() throws IOException {
        DataSet data = Mnist.DIGITS.read(write("a", "-", true));
        assertThat(data.train().shape()).isEqualTo(new ImageShape(1, 2, 2));
        assertThat(data.train().labels()).containsExactly(9, 8, 7);
        assertThat((byte[]) data.train().toArray().data())
                .containsExactly(0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2);
        assertThat(data.test().count()).isEqualTo(1);
        assertThat(data.sha256())
                .as("plain or packed, dash or dot")
                .isEqualTo(Mnist.DIGITS.read(write("b", ".", false)).sha256());
    }

    @Test
    void theSearchGoesFromFolderToVariableToCacheToSystem() throws IOException {
        Path named = write("named", "-", true);
        Path system = scratch.resolve("system");
        assertThatThrownBy(() -> Mnist.FASHION.find(null, sources(), system))
                .hasMessageContaining("FASHION_MNIST_DIR");
        write("system/fashion-mnist", "-", true);
        assertThat(Mnist.FASHION.find(null, sources(), system).name()).isEqualTo("Fashion-MNIST");
        Path wrong = scratch.resolve("wrong");
        Map<String, String> variable = Map.of("FASHION_MNIST_DIR", wrong.toString());
        DataSources misled = sources().withEnvironment(variable);
        assertThatThrownBy(() -> Mnist.FASHION.find(null, misled, system))
                .hasMessageContaining(wrong.toString());
        assertThat(Mnist.FASHION.find(named, misled, system).train().count()).isEqualTo(3);
    }

    @Test
    void filesThatDoNotFitEachOtherAreErrors() throws IOException {
        Path folder = write("a", "-", false);
        Path labels = folder.resolve("train-labels-idx1-ubyte");
        Path images = folder.resolve("train-images-idx3-ubyte");
        byte[] bytes = Files.readAllBytes(labels);
        bytes[9] = 10;
        Files.write(labels, bytes);
        assertThatThrownBy(() -> Mnist.DIGITS.read(folder))
                .hasMessageContaining("byte 9: expected a label from 0 to 9, but found 10");
        Files.copy(
                folder.resolve("t10k-labels-idx1-ubyte"),
                labels,
                StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> Mnist.DIGITS.read(folder)).hasMessageContaining("3 labels");
        Files.delete(labels);
        assertThatThrownBy(() -> Mnist.DIGITS.read(folder))
                .hasMessageContaining("train-labels-idx1-ubyte");
        Files.move(images, labels);
        Files.write(images, bytes);
        assertThatThrownBy(() -> Mnist.DIGITS.read(folder)).hasMessageContaining("exchanged");
    }

    @Test
    void theRealFashionMnistReadsWell() throws IOException {
        Path folder = Path.of("/usr/share/datasets/fashion-mnist");
        assumeTrue(
                Files.isDirectory(folder),
                "needs Fashion-MNIST in " + folder + ": apt install dataset-fashion-mnist");
        DataSet data = Mnist.FASHION.read(folder);
        assertThat(data.train().count()).isEqualTo(60_000);
        assertThat(data.test().count()).isEqualTo(10_000);
        assertThat(data.train().shape()).isEqualTo(new ImageShape(1, 28, 28));
        assertThat(data.classNames().get(data.train().label(0))).isEqualTo("Ankle boot");
        float mean = Normalization.of(data.train()).mean()[0];
        assertThat(mean).isBetween(0.2855f, 0.2865f); // 0.2860 in the literature
    }
}
