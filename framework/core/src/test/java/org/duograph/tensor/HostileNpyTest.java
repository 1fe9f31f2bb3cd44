package org.duograph.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.duograph.testing.Draw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes are, they are an array or an IOException that names the file. */
@Timeout(600) // thousands of draws, on a busy machine
class HostileNpyTest {
    @TempDir Path folder;

    static List<byte[]> files() {
        return Stream.of(
                        "'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), ",
                        "'descr': '>i8', 'fortran_order': True, 'shape': (3L, 1L), ",
                        "'descr': '<f2', 'fortran_order': True, 'shape': (2, 2, 2), ",
                        "'descr': '|b1', 'fortran_order': False, 'shape': (), ",
                        "'descr': '<U2', 'fortran_order': False, 'shape': (3,), ",
                        "'descr': '|S3', 'fortran_order': True, 'shape': (2, 4), ",
                        "'descr': '<U0', 'fortran_order': False, 'shape': (0, 2000000000), ",
                        "'descr': '<f8', 'fortran_order': False, 'shape': (99999, 99999, 99999), ",
                        "'descr': '<f8', 'fortran_order': False, 'shape': (99999999999,), ")
                .map(HostileNpyTest::file)
                .toList();
    }

    /** A file of version 1 with this header and 24 bytes of elements. */
    private static byte[] file(String dictionary) {
        byte[] header = ("{" + dictionary + "}\n").getBytes(StandardCharsets.ISO_8859_1);
        byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length, 0};
        byte[] file = Arrays.copyOf(start, start.length + header.length + 24);
        System.arraycopy(header, 0, file, start.length, header.length);
        return file;
    }

    @MethodSource("files")
    @Timeout(60)
    @FuzzTest
    void aFileIsReadOrRefused(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("x.npy"), bytes);
        try {
            NDArray array = Npy.read(file);
            for (int i = 0; i < array.size(); i++) {
                assertThat(array.getText(i)).isNotNull();
            }
        } catch (IOException e) {
            assertThat(e).hasMessageStartingWith(file + " is not a readable .npy file: ");
        }
    }

    @Test
    void soIsADamagedFile() {
        Draw.times(2000, draw -> aFileIsReadOrRefused(draw.hostile(files())));
    }
}
