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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
    void halfPrecisionIsReadAsItIs() throws IOException {
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
        assertThat(read.dtype()).isEqualTo(DType.FLOAT16);
        assertThat(read.toDoubles())
                .containsExactly(1, -2, 0x1p-24, Double.POSITIVE_INFINITY, Double.NaN);
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
        assertThat(Npy.read(file).toDoubles()).containsExactly(1, 3, 2, 4);
    }

    @Test
    void wholeNumbersKeepAll64Bits() throws IOException {
        NDArray large = NDArray.of(Shape.of(2), new long[] {(1L << 60) + 1, Long.MIN_VALUE + 1});
        Path file = folder.resolve("large.npy");
        Npy.write(file, large);
        assertThat((long[]) Npy.read(file).data())
                .containsExactly((1L << 60) + 1, Long.MIN_VALUE + 1);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"BFLOAT16", "STRING"},
            mode = EnumSource.Mode.EXCLUDE)
    void numbersOfEveryTypeComeBackAsTheyWent(DType dtype) throws IOException {
        double least = dtype.cut(-1) < 0 || dtype.isFloating() ? -1 : 200;
        NDArray array = NDArray.zeros(new ArrayType(dtype, Shape.of(3, 50, 200))); // in pieces
        for (int i = 0; i < array.size(); i++) {
            array.set(i, i % 3 == 0 ? least : i % 100);
        }
        Path file = folder.resolve("numbers.npy");
        Npy.write(file, array);
        assertThat(Npy.read(file)).isEqualTo(array);
    }

    @Test
    void textsComeBackAsTheyWent() throws IOException {
        NDArray texts =
                NDArray.ofTexts(Shape.of(2, 2), "daisy", "", "Gänseblümchen", "\uD83C\uDF3C");
        Path file = folder.resolve("texts.npy");
        Npy.write(file, texts);
        assertThat(Npy.read(file)).isEqualTo(texts);
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).contains("'<U13'");
    }

    @Test
    void byteTextsAreReadAsUtf8() throws IOException {
        Path file =
                file(
                        "{'descr': '|S3', 'fortran_order': False, 'shape': (2,), }\n",
                        'a',
                        'b',
                        0,
                        0xc3,
                        0xa4,
                        'x');
        assertThat(Npy.read(file).texts()).containsExactly("ab", "\u00e4x");
    }

    @Test
    void whatNumPyCannotHoldIsRefusedBeforeAFileIsTouched() throws IOException {
        Path file = folder.resolve("never.npy");
        NDArray brain = NDArray.vector(1).cast(DType.BFLOAT16);
        assertThatThrownBy(() -> Npy.write(file, brain))
                .hasMessageContaining("NumPy does not know")
                .hasMessageContaining("float32");
        assertThat(file).doesNotExist();
        NDArray zero = NDArray.ofTexts(Shape.of(1), "a\0");
        Npy.write(file, NDArray.vector(1, 2));
        assertThatThrownBy(() -> Npy.write(file, zero)).hasMessageContaining("character zero");
        assertThat(Npy.read(file)).isEqualTo(NDArray.vector(1, 2));
    }

    @Test
    void aFileThatClaimsMoreThanItHoldsIsRefusedWithoutTakingMemory() throws IOException {
        Path cut = file("{'descr': '<f8', 'fortran_order': False, 'shape': (200000000,), }\n", 1);
        assertThatThrownBy(() -> Npy.read(cut)).hasMessageContaining("bytes, found 1");
        for (String text : new String[] {"<U0", "|S0"}) {
            Path none =
                    file(
                            "{'descr': '%s', 'fortran_order': False, 'shape': (2000000000,), }\n"
                                    .formatted(text));
            assertThatThrownBy(() -> Npy.read(none))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("have no width");
        }
        Path empty = file("{'descr': '<U0', 'fortran_order': False, 'shape': (0, 3), }\n");
        assertThat(Npy.read(empty).shape()).isEqualTo(Shape.of(0, 3));
        Path large = file("{'descr': '|u1', 'fortran_order': False, 'shape': (65536, 65536), }\n");
        assertThatThrownBy(() -> Npy.read(large))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("2^31 - 1 are the most there can be");
    }

    @Test
    void aVersionThatNobodyKnowsIsNamed() throws IOException {
        Path file = file("{'descr': '|u1', 'fortran_order': False, 'shape': (0,), }\n");
        byte[] bytes = Files.readAllBytes(file);
        for (int version : new int[] {0, 4, 255}) {
            bytes[6] = (byte) version;
            Files.write(file, bytes);
            assertThatThrownBy(() -> Npy.read(file))
                    .hasMessageContaining("it is of version " + version);
        }
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
