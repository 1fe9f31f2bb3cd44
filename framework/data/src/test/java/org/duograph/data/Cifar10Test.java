package org.duograph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.duograph.testing.OutsideData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Cifar10Test {
    @TempDir Path scratch;
    private DataSet data;
    private Path folder;

    @BeforeEach
    void writeSmallDataSet() throws IOException {
        data = Samples.small();
        folder = scratch.resolve("small");
        Cifar10.write(data, folder);
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        DataSet read = Cifar10.read(folder);
        assertThat(read.train().toArray()).isEqualTo(data.train().toArray());
        assertThat(read.train().labels()).isEqualTo(data.train().labels());
        assertThat(read.test().toArray()).isEqualTo(data.test().toArray());
        assertThat(read.test().labels()).isEqualTo(data.test().labels());
        assertThat(read.classNames()).isEqualTo(Shapes10.CLASS_NAMES);
        assertThat(read.source()).isEqualTo("shapes-10 (synthetic)");
        assertThat(read.sha256()).isEqualTo(data.sha256());
    }

    @Test
    void aRecordIsOneLabelByteAndThreePlanes() throws IOException {
        byte[] file = Files.readAllBytes(folder.resolve("data_batch_1.bin"));
        assertThat(file).hasSize(5 * 3073);
        assertThat(file[3073]).isEqualTo((byte) data.train().label(1));
        byte[] pixels = new byte[3072];
        data.train().open().read(1, pixels);
        assertThat(Arrays.copyOfRange(file, 3074, 3074 + 3072)).isEqualTo(pixels);
    }

    @Test
    void anyImageCanBeReadAtAnyTime() throws IOException {
        byte[] expected = new byte[3072];
        byte[] found = new byte[3072];
        Images read = Cifar10.read(folder).train();
        try (PixelReader reader = read.open();
                PixelReader other = data.train().open()) {
            for (int i : new int[] {24, 0, 4, 5, 13, 24, 23}) {
                reader.read(i, found);
                other.read(i, expected);
                assertThat(found).as("image %d", i).isEqualTo(expected);
            }
        }
    }

    @Test
    void anImageThatIsNoLongerThereIsAnErrorThatNamesItsFile() throws IOException {
        Batches batches = Batches.of(Cifar10.read(folder).train(), 5);
        Path second = folder.resolve("data_batch_2.bin");
        Files.write(second, Arrays.copyOf(Files.readAllBytes(second), 2 * 3073));
        Files.delete(folder.resolve("data_batch_3.bin"));
        try (BatchReader reader = batches.read(1)) {
            reader.next();
            assertThatThrownBy(reader::next)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("Batch 1 of epoch 0")
                    .hasMessageContaining("data_batch_2.bin, byte " + (2 * 3073 + 1))
                    .hasMessageContaining("found the end of the file");
        }
        try (BatchReader reader = batches.preparing(0).read(0, 2, 1)) {
            assertThatThrownBy(reader::next)
                    .hasMessageContaining("data_batch_3.bin")
                    .hasMessageContaining("no file that can be opened")
                    .hasMessageContaining("Leave the files as they are");
        }
    }

    @Test
    void theFolderInsideTheArchiveIsFoundToo() throws IOException {
        Path outer = Files.createDirectory(scratch.resolve("outer"));
        Files.move(folder, outer.resolve("cifar-10-batches-bin"));
        assertThat(Cifar10.read(outer).train().count()).isEqualTo(25);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3072, 3073, 3074, 2 * 3073, 5 * 3073 - 1})
    void aCutFileIsAnErrorAtItsEnd(int length) throws IOException {
        Path file = folder.resolve("data_batch_3.bin");
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length));
        assertThatThrownBy(() -> Cifar10.read(folder))
                .asInstanceOf(type(DataException.class))
                .satisfies(
                        e -> {
                            assertThat(e.file()).isEqualTo(file);
                            assertThat(e.offset()).isEqualTo(length);
                            assertThat(e)
                                    .hasMessageContaining("5 records of 3073 bytes")
                                    .hasMessageContaining("in record " + length / 3073)
                                    .hasMessageContaining("cut off");
                        });
    }

    @Test
    void aFileThatIsTooLongIsAnErrorWhereItShouldEnd() throws IOException {
        Path file = folder.resolve("test_batch.bin");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length + 3073));
        assertThatThrownBy(() -> Cifar10.read(folder))
                .hasMessageContaining("test_batch.bin, byte " + bytes.length)
                .hasMessageContaining("3073 bytes more");
    }

    @Test
    void aLabelAboveNineIsAnErrorAtItsByte() throws IOException {
        Path file = folder.resolve("data_batch_2.bin");
        byte[] bytes = Files.readAllBytes(file);
        bytes[3 * 3073] = 10;
        Files.write(file, bytes);
        assertThatThrownBy(() -> Cifar10.read(folder))
                .hasMessageContaining("data_batch_2.bin, byte " + 3 * 3073)
                .hasMessageContaining("a label from 0 to 9, but found 10 (record 3)");
    }

    @Test
    void aChangedPixelIsNoticedByTheChecksum() throws IOException {
        Path file = folder.resolve("data_batch_2.bin");
        byte[] bytes = Files.readAllBytes(file);
        bytes[100]++;
        Files.write(file, bytes);
        assertThatThrownBy(() -> Cifar10.read(folder))
                .hasMessageContaining("SHA-256 " + data.sha256());
    }

    @Test
    void withoutADataSheetTheOfficialCountsAreExpected() throws IOException {
        Files.delete(folder.resolve("dataset.properties"));
        assertThatThrownBy(() -> Cifar10.read(folder))
                .hasMessageContaining("data_batch_1.bin, byte 15365")
                .hasMessageContaining("10000 records of 3073 bytes, 30730000 bytes in all");
    }

    @Test
    void aDataSheetThatMakesNoSenseIsAnError() throws IOException {
        Files.writeString(folder.resolve("dataset.properties"), "train=-5\ntest=6\n");
        assertThatThrownBy(() -> Cifar10.read(folder))
                .hasMessageContaining("dataset.properties")
                .hasMessageContaining("'-5'");
    }

    @Test
    void aWrongFolderIsAnErrorThatSaysWhatToName() throws IOException {
        Path missing = scratch.resolve("missing");
        assertThatThrownBy(() -> Cifar10.read(missing))
                .hasMessageContaining("nothing there")
                .hasMessageContaining("binary files of CIFAR-10, data_batch_1.bin to");
        Path empty = Files.createDirectory(scratch.resolve("empty"));
        assertThatThrownBy(() -> Cifar10.read(empty)).hasMessageContaining("an empty folder");
        Path file = Files.createFile(scratch.resolve("cifar.tar.gz"));
        assertThatThrownBy(() -> Cifar10.read(file)).hasMessageContaining("found a file");
        Files.delete(folder.resolve("test_batch.bin"));
        assertThatThrownBy(() -> Cifar10.read(folder))
                .hasMessageContaining("test_batch.bin")
                .hasMessageContaining("nothing there");
    }

    @Test
    void writingOverAnExistingFolderLeavesItAsItWas() throws IOException {
        Cifar10.write(new Shapes10(8, 10, 10).generate(), folder);
        assertThat(Cifar10.read(folder).sha256()).isEqualTo(data.sha256());
        try (Stream<Path> left = Files.list(scratch)) {
            assertThat(left).containsExactly(folder);
        }
    }

    @Test
    void theRealOneReadsWell() throws IOException {
        DataSet real = Cifar10.read(OutsideData.cifar10());
        assertThat(real.train().count()).isEqualTo(50_000);
        assertThat(real.test().count()).isEqualTo(10_000);
        assertThat(real.source()).startsWith("CIFAR-10");
        assertThat(real.classNames()).isEqualTo(Cifar10.CLASS_NAMES);
        int[] counts = new int[10];
        for (byte label : real.test().labels()) {
            counts[label]++;
        }
        assertThat(counts).containsOnly(1000);
        Normalization n = Normalization.of(real.train());
        assertThat(n.mean()[0]).isBetween(0.48f, 0.50f); // 0.4914 in the literature
        assertThat(n.deviation()[0]).isBetween(0.24f, 0.26f); // 0.2470
    }
}
