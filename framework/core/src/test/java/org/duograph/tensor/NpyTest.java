package org.duograph.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyTest {
    @TempDir private Path folder;

    private Path file(String header, int... bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        out.write(new byte[] {(byte) header.length(), 0});
        out.write(header.getBytes(StandardCharsets.ISO_8859_1));
        for (int b : bytes) {
            out.write(b);
        }
        return Files.write(folder.resolve("x.npy"), out.toByteArray());
    }

    @Test
    void dimensionsThatPython2WroteAreRead() throws IOException {
        Path file =
                file(
                        "{'descr': '|u1', 'fortran_order': False, 'shape': (2L, 3L), }\n",
                        1,
                        2,
                        3,
                        4,
                        5,
                        6);
        assertThat(Npy.read(file).shape()).isEqualTo(Shape.of(2, 3));
        assertThat(Npy.read(file).toDoubles()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void halfPrecisionBecomesFloat32() throws IOException {
        // 1, -2, the smallest subnormal, infinity and NaN
        Path file =
                file(
                        "{'descr': '<f2', 'fortran_order': False, 'shape': (5,), }\n",
                        0x00,
                        0x3c,
                        0x00,
                        0xc0,
                        0x01,
                        0x00,
                        0x00,
                        0x7c,
                        0x00,
                        0x7e);
        NDArray read = Npy.read(file);
        assertThat(read.dtype()).isEqualTo(DType.FLOAT32);
        assertThat(read.floats())
                .containsExactly(1f, -2f, 0x1p-24f, Float.POSITIVE_INFINITY, Float.NaN);
    }

    @Test
    void halfPrecisionInBigEndianFortranOrderIsReadToo() throws IOException {
        Path file =
                file(
                        "{'descr': '>f2', 'fortran_order': True, 'shape': (2, 2), }\n",
                        0x3c,
                        0x00,
                        0x40,
                        0x00,
                        0x42,
                        0x00,
                        0x44,
                        0x00);
        assertThat(Npy.read(file).floats()).containsExactly(1f, 3f, 2f, 4f);
    }

    @Test
    void wholeNumbersKeepAll64Bits() throws IOException {
        NDArray large = NDArray.of(Shape.of(2), new long[] {(1L << 60) + 1, Long.MIN_VALUE + 1});
        Path file = folder.resolve("large.npy");
        Npy.write(file, large);
        assertThat((long[]) Npy.read(file).data())
                .containsExactly((1L << 60) + 1, Long.MIN_VALUE + 1);
    }

    @Test
    void aHeaderThatCannotBeReadSaysWhatItLacks() throws IOException {
        Path records = file("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }\n");
        assertThatThrownBy(() -> Npy.read(records))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("says no descr that can be read")
                .hasMessageContaining("[('a', '<f4')]");
    }
}
