package org.duograph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarGzTest {
    private static final byte[] TEXT = "some text".getBytes(StandardCharsets.UTF_8);

    @TempDir Path scratch;
    private Path archive;
    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        archive = scratch.resolve("a.tar.gz");
        folder = Files.createDirectories(scratch.resolve("deep").resolve("inside"));
    }

    private void extract(byte[] tarGz) throws IOException {
        Files.write(archive, tarGz);
        TarGz.extract(archive, folder, 10_000, 4);
    }

    /** Everything below the scratch folder but the archive and the folders made before. */
    private long extracted() throws IOException {
        try (Stream<Path> all = Files.walk(scratch)) {
            return all.filter(p -> Files.isRegularFile(p) || Files.isSymbolicLink(p)).count() - 1;
        }
    }

    @Test
    void filesAndFoldersComeOut() throws IOException {
        byte[] long1 = new byte[1500];
        Arrays.fill(long1, (byte) 7);
        extract(new Samples.Tar().folder("d/").file("d/a.txt", TEXT).file("./b.bin", long1).gz());
        assertThat(folder.resolve("d/a.txt")).hasBinaryContent(TEXT);
        assertThat(folder.resolve("b.bin")).hasBinaryContent(long1);
    }

    @Test
    void attributeEntriesArePassedOver() throws IOException {
        byte[] times = "30 mtime=1700000000.123456789\n".getBytes(StandardCharsets.UTF_8);
        extract(new Samples.Tar().entry('x', "h", "", times, 30).file("a", TEXT).gz());
        assertThat(folder.resolve("a")).hasBinaryContent(TEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "/tmp/evil",
                "a/../../evil",
                "a/..",
                "..",
                "a\\..\\evil",
                "C:evil",
                "C:/evil",
                "~/evil",
                "",
                "a//b",
                ".hidden",
                "-rf",
                "a\nb",
                "NUL:"
            })
    void namesThatCouldLeadElsewhereAreRefused(String name) throws IOException {
        byte[] tar = new Samples.Tar().file(name, TEXT).gz();
        assertThatThrownBy(() -> extract(tar))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a.tar.gz, byte 0")
                .hasMessageContaining("entry name '" + name + "'");
        assertThat(extracted()).isZero();
    }

    @ParameterizedTest
    @ValueSource(chars = {'1', '2', '3', '4', '6', 'L', 'K', 'S'})
    void linksAndDevicesAreRefused(char type) throws IOException {
        byte[] tar = new Samples.Tar().file("ok", TEXT).link(type, "l", "/etc").gz();
        assertThatThrownBy(() -> extract(tar))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("byte 1024")
                .hasMessageContaining("of type '" + type + "'");
        assertThat(extracted()).isEqualTo(1);
    }

    @Test
    void aPrefixCanNotLeadElsewhereEither() throws IOException {
        byte[] tar = new Samples.Tar().file("x", TEXT).bytes();
        System.arraycopy("../..".getBytes(StandardCharsets.UTF_8), 0, tar, 345, 5);
        int sum = 0;
        Arrays.fill(tar, 148, 156, (byte) ' ');
        for (int i = 0; i < 512; i++) {
            sum += tar[i] & 0xff;
        }
        byte[] octal = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(octal, 0, tar, 148, 8);
        assertThatThrownBy(() -> extract(Samples.gz(tar)))
                .hasMessageContaining("entry name '../../x'");
    }

    @Test
    void moreBytesThanAllowedAreRefusedBeforeTheyAreWritten() throws IOException {
        byte[] tar = new Samples.Tar().file("a", new byte[6000]).file("b", new byte[6000]).gz();
        assertThatThrownBy(() -> extract(tar)).hasMessageContaining("at most 10000 bytes in all");
        assertThat(extracted()).isEqualTo(1);
    }

    @Test
    void moreEntriesThanAllowedAreRefused() {
        Samples.Tar tar = new Samples.Tar();
        for (int i = 0; i < 5; i++) {
            tar.file("f" + i, TEXT);
        }
        assertThatThrownBy(() -> extract(tar.gz())).hasMessageContaining("at most 4 entries");
    }

    @Test
    void anExistingFileIsNeverOverwritten() throws IOException {
        byte[] tar = new Samples.Tar().file("a", TEXT).file("a", new byte[3]).gz();
        assertThatThrownBy(() -> extract(tar)).isInstanceOf(IOException.class);
        assertThat(folder.resolve("a")).hasBinaryContent(TEXT);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 511, 512, 600, 1024, 1300})
    void aCutArchiveIsAnError(int length) {
        byte[] tar = new Samples.Tar().file("a", TEXT).bytes();
        assertThatThrownBy(() -> extract(Samples.gz(Arrays.copyOf(tar, Math.min(length, 1020)))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the end of the archive");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 12, 60})
    void cutPackedDataIsAnError(int length) {
        byte[] packed = new Samples.Tar().file("a", TEXT).gz();
        assertThatThrownBy(() -> extract(Arrays.copyOf(packed, length)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a.tar.gz");
    }

    @Test
    void somethingThatIsNoArchiveIsAnError() {
        assertThatThrownBy(() -> extract(TEXT)).hasMessageContaining("expected gzip data");
        assertThatThrownBy(() -> extract(Samples.gz(new byte[] {1, 2, 3})))
                .isInstanceOf(DataException.class);
        byte[] tar = new Samples.Tar().file("a", TEXT).bytes();
        tar[0]++;
        assertThatThrownBy(() -> extract(Samples.gz(tar)))
                .hasMessageContaining("a header with checksum");
    }
}
