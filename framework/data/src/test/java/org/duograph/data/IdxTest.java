package org.duograph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxTest {
    @TempDir Path scratch;

    private Path write(byte[] bytes) throws IOException {
        return Files.write(scratch.resolve("a-idx"), bytes);
    }

    /** An IDX file of 2 x 3 bytes: 18 bytes long. */
    private static byte[] twoByThree() {
        return new byte[] {0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, (byte) 200};
    }

    @Test
    void plainAndPackedFilesReadAlike() throws IOException {
        NDArray expected = NDArray.ofBytes(Shape.of(2, 3), new byte[] {1, 2, 3, 4, 5, -56});
        assertThat(Idx.read(write(twoByThree()))).isEqualTo(expected);
        assertThat(Idx.read(write(Samples.gz(twoByThree())))).isEqualTo(expected);
    }

    @Test
    void numbersOfAllTypesAreBigEndian() throws IOException {
        ByteBuffer doubles = ByteBuffer.allocate(24).put(new byte[] {0, 0, 0x0E, 1, 0, 0, 0, 2});
        doubles.putDouble(1.5).putDouble(-2);
        assertThat(Idx.read(write(doubles.array()))).isEqualTo(NDArray.of(Shape.of(2), 1.5, -2.0));
        ByteBuffer floats = ByteBuffer.allocate(12).put(new byte[] {0, 0, 0x0D, 1, 0, 0, 0, 1});
        floats.putFloat(0.25f);
        assertThat(Idx.read(write(floats.array()))).isEqualTo(NDArray.vector(0.25f));
        ByteBuffer ints = ByteBuffer.allocate(12).put(new byte[] {0, 0, 0x0C, 1, 0, 0, 0, 1});
        ints.putInt(-7);
        assertThat(Idx.read(write(ints.array()))).isEqualTo(NDArray.of(Shape.of(1), -7));
        byte[] shorts = {0, 0, 0x0B, 1, 0, 0, 0, 1, 1, 2};
        assertThat(Idx.read(write(shorts)).get(0)).isEqualTo(258);
        byte[] signed = {0, 0, 0x09, 1, 0, 0, 0, 1, -3};
        assertThat(Idx.read(write(signed)).get(0)).isEqualTo(-3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 7, 11, 12, 17})
    void aCutFileIsAnError(int length) throws IOException {
        Path file = write(Arrays.copyOf(twoByThree(), length));
        assertThatThrownBy(() -> Idx.read(file))
                .asInstanceOf(type(DataException.class))
                .satisfies(e -> assertThat(e.file()).isEqualTo(file))
                .satisfies(e -> assertThat(e.offset()).isBetween(0L, (long) length));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9, 15, 25, 30})
    void aCutPackedFileIsAnError(int length) throws IOException {
        Path file = write(Arrays.copyOf(Samples.gz(twoByThree()), length));
        assertThatThrownBy(() -> Idx.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a-idx, byte");
    }

    @Test
    void bytesAfterTheEndAreAnError() throws IOException {
        Path file = write(Arrays.copyOf(twoByThree(), 19));
        assertThatThrownBy(() -> Idx.read(file))
                .hasMessageContaining("byte 18: expected the end of the file");
    }

    @Test
    void aDamagedPackedFileIsNoticedByItsChecksum() throws IOException {
        byte[] packed = Samples.gz(twoByThree());
        packed[packed.length - 6]++;
        Path file = write(packed);
        assertThatThrownBy(() -> Idx.read(file)).isInstanceOf(DataException.class);
    }

    @Test
    void aSmallFileCanNotMakeUsTakeALotOfMemory() throws IOException {
        byte[] hostile = {0, 0, 8, 2, 0x7f, 0, 0, 0, 0x7f, 0, 0, 0, 1};
        Path plain = write(hostile);
        assertThatThrownBy(() -> Idx.read(plain))
                .hasMessageContaining("byte 4: expected dimensions that this file can hold");
        Path packed = write(Samples.gz(hostile));
        assertThatThrownBy(() -> Idx.read(packed)).hasMessageContaining("dimensions");
        byte[] negative = {0, 0, 8, 1, -1, -1, -1, -1};
        Path file = write(negative);
        assertThatThrownBy(() -> Idx.read(file)).hasMessageContaining("found -1");
    }

    @Test
    void anotherFormatIsAnError() throws IOException {
        Path magic = write(new byte[] {1, 0, 8, 1, 0, 0, 0, 0});
        assertThatThrownBy(() -> Idx.read(magic)).hasMessageContaining("byte 0: expected two zero");
        Path code = write(new byte[] {0, 0, 10, 1, 0, 0, 0, 0});
        assertThatThrownBy(() -> Idx.read(code)).hasMessageContaining("byte 2: expected a type");
        assertThatThrownBy(() -> Idx.read(scratch.resolve("none")))
                .hasMessageContaining("nothing there");
    }
}
