package org.duograph.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is given in place of a data set is named, and so is what to get instead. */
class LookAlikeTest {
    @TempDir Path folder;

    private Path with(String... names) throws IOException {
        Path made = Files.createTempDirectory(folder, "data");
        for (String name : names) {
            Path file = made.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[] {1, 2, 3, 4});
        }
        return made;
    }

    private static AbstractThrowableAssert<?, ?> cifar10(Path path) {
        return assertThatThrownBy(() -> Cifar10.read(path))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("data_batch_1.bin to test_batch.bin");
    }

    private static AbstractThrowableAssert<?, ?> mnist(Path path) {
        return assertThatThrownBy(() -> Mnist.DIGITS.read(path))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("train-images-idx3-ubyte");
    }

    @Test
    void cifar100IsNamedInEachOfItsVersions() throws IOException {
        cifar10(with("train.bin", "test.bin", "fine_label_names.txt", "coarse_label_names.txt"))
                .hasMessageContaining("found CIFAR-100, which has 100 classes")
                .hasMessageContaining("cifar-10-binary.tar.gz");
        cifar10(with("cifar-100-python/train", "cifar-100-python/test", "cifar-100-python/meta"))
                .hasMessageContaining("found the Python version of CIFAR-100");
    }

    @Test
    void thePythonAndMatlabVersionsOfCifar10AreNamed() throws IOException {
        cifar10(with("data_batch_1", "data_batch_2", "test_batch", "batches.meta"))
                .hasMessageContaining("found the Python version of CIFAR-10; the binary version")
                .hasMessageContaining(
                        "Get https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz and unpack it");
        cifar10(with("cifar-10-batches-mat/data_batch_1.mat"))
                .hasMessageContaining("found the MATLAB version of CIFAR-10");
    }

    @Test
    void anArchiveIsToBeUnpacked() throws IOException {
        Path archive = folder.resolve("cifar-10-binary.tar.gz");
        Files.write(archive, new byte[] {0x1f, (byte) 0x8b, 8, 0});
        cifar10(archive).hasMessageContaining("(tar xzf cifar-10-binary.tar.gz)");
        cifar10(folder).hasMessageContaining("found the packed file cifar-10-binary.tar.gz");
    }

    @Test
    void anotherDataSetIsNamedWithTheSolversWord() throws IOException {
        cifar10(with("train-images-idx3-ubyte.gz"))
                .hasMessageContaining("found the files of MNIST or Fashion-MNIST")
                .hasMessageContaining("dataset: \"mnist\"");
        mnist(with("cifar-10-batches-bin/data_batch_1.bin"))
                .hasMessageContaining("found the files of CIFAR-10")
                .hasMessageContaining("dataset: \"cifar10\"");
    }

    @Test
    void anEmptyFolderAndSinglePicturesAreNamed() throws IOException {
        cifar10(with()).hasMessageContaining("found an empty folder");
        mnist(with("cat.png", "dog.jpg")).hasMessageContaining("found single pictures");
        mnist(folder.resolve("none")).hasMessageContaining("found nothing there");
    }
}
