package org.duograph.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.duograph.testing.Draw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes are, a reader answers with what is in them or with a DataException. */
@Timeout(600) // thousands of draws, on a busy machine
class HostileFilesTest {
    @TempDir Path scratch;

    static List<byte[]> idxFiles() {
        byte[] bytes = {0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6};
        byte[] doubles = Arrays.copyOf(new byte[] {0, 0, 0x0E, 1, 0, 0, 0, 2, 0x3f}, 24);
        byte[] number = {0, 0, 9, 0, 7};
        byte[] none = {0, 0, 0x0D, 8, 0, 0, 0, 0};
        return List.of(bytes, doubles, number, Arrays.copyOf(none, 36), Samples.gz(bytes));
    }

    @MethodSource("idxFiles")
    @Timeout(60)
    @FuzzTest
    void anIdxFileIsReadOrRefused(byte[] bytes) throws IOException {
        Path file = Files.write(scratch.resolve("idx"), bytes);
        try {
            assertThat(Idx.read(file).size()).isNotNegative();
        } catch (DataException e) {
            assertThat(e).hasMessageContaining(file.toString());
        }
    }

    @Test
    void soIsADamagedOne() {
        Draw.times(2000, draw -> anIdxFileIsReadOrRefused(draw.hostile(idxFiles())));
    }

    static List<byte[]> tarFiles() {
        byte[] text = "some text".getBytes(StandardCharsets.UTF_8);
        return List.of(
                new Samples.Tar().folder("d/").file("d/a.txt", text).file("./b", text).bytes(),
                new Samples.Tar().file("a", text).file("a", text).bytes(),
                new Samples.Tar().entry('x', "h", "", text, 9).file("a", text).bytes(),
                new Samples.Tar().file("../evil", text).bytes(),
                new Samples.Tar().link('2', "a", "/etc/passwd").bytes());
    }

    /** The bytes are what is packed, for most changes of packed bytes end at gzip's checksum. */
    @MethodSource("tarFiles")
    @Timeout(60)
    @FuzzTest
    void anArchiveIsUnpackedInItsFolderOrRefused(byte[] tar) throws IOException {
        Path inside = Files.createDirectory(scratch.resolve("inside"));
        Path archive = Files.write(scratch.resolve("a.tar.gz"), Samples.gz(checked(tar)));
        try {
            TarGz.extract(archive, inside, 10_000, 4);
        } catch (DataException e) {
            assertThat(e).hasMessageContaining(archive.toString());
        } catch (FileAlreadyExistsException e) {
            assertThat(e.getFile()).startsWith(inside.toString());
        }
        try (Stream<Path> all = Files.list(scratch)) {
            assertThat(all).containsExactlyInAnyOrder(inside, archive);
        }
        try (Stream<Path> all = Files.walk(inside)) {
            for (Path made : all.sorted(Comparator.reverseOrder()).toList()) {
                assertThat(Files.isSymbolicLink(made)).as(made.toString()).isFalse();
                Files.delete(made);
            }
        }
    }

    /** A copy whose first header has the right checksum, so that the reader looks further. */
    private static byte[] checked(byte[] tar) {
        byte[] copy = tar.clone();
        if (copy.length >= 512) {
            int sum = 8 * ' ';
            for (int i = 0; i < 512; i++) {
                sum += i >= 148 && i < 156 ? 0 : copy[i] & 0xff;
            }
            byte[] digits = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(digits, 0, copy, 148, 8);
        }
        return copy;
    }

    @Test
    void soIsADamagedArchive() {
        Draw.times(2000, draw -> anArchiveIsUnpackedInItsFolderOrRefused(draw.hostile(tarFiles())));
    }
}
