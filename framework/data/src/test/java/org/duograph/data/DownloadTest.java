package org.duograph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {
    private static final int LENGTH = 300_000;

    @TempDir Path scratch;
    private final List<Long> progress = new ArrayList<>();
    private byte[] right;
    private ArchiveServer server;
    private Path target;
    private Path part;

    @BeforeEach
    void startServer() throws IOException {
        right = new byte[LENGTH];
        new Random(1).nextBytes(right);
        server = new ArchiveServer(right);
        target = scratch.resolve("cache").resolve("data.tar.gz");
        part = scratch.resolve("cache").resolve("data.tar.gz.part");
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private void fetch() throws IOException {
        Archive archive = server.describing(right);
        new Download(
                        archive,
                        target,
                        Duration.ofSeconds(5),
                        (what, done, total) -> progress.add(done))
                .fetch();
    }

    private void writePart(byte[] bytes) throws IOException {
        Files.createDirectories(part.getParent());
        Files.write(part, bytes);
    }

    @Test
    void aWholeDownloadArrivesAndShowsProgress() throws IOException {
        fetch();
        assertThat(target).hasBinaryContent(right);
        assertThat(part).doesNotExist();
        assertThat(progress).isSorted().last().isEqualTo((long) LENGTH);
    }

    @Test
    void aPartIsResumedWhereItEnds() throws IOException {
        writePart(Arrays.copyOf(right, 123_456));
        fetch();
        assertThat(server.asked).containsExactly("bytes=123456-");
        assertThat(target).hasBinaryContent(right);
        assertThat(progress).allMatch(done -> done > 123_456);
    }

    @Test
    void aPartThatIsAlreadyWholeNeedsNoServer() throws IOException {
        writePart(right);
        fetch();
        assertThat(server.asked).isEmpty();
        assertThat(target).hasBinaryContent(right);
    }

    @Test
    void aConnectionThatBreaksIsTakenUpAgain() throws IOException {
        server.cutAfter = 100_001;
        fetch();
        assertThat(server.asked).containsExactly("whole", "bytes=100001-", "bytes=200002-");
        assertThat(target).hasBinaryContent(right);
    }

    @Test
    void aConnectionThatAlwaysBreaksAtOnceIsAnErrorAndKeepsThePart() throws IOException {
        writePart(Arrays.copyOf(right, 1000));
        server.cutAfter = 0;
        assertThatThrownBy(this::fetch)
                .hasMessageContaining("broke off at byte 1000 of 300000")
                .hasMessageContaining("Run again");
        assertThat(part).hasBinaryContent(Arrays.copyOf(right, 1000));
    }

    @Test
    void aServerThatKnowsNoRangesSendsAllFromTheStart() throws IOException {
        server.ranges = false;
        writePart(new byte[5000]);
        fetch();
        assertThat(target).hasBinaryContent(right);
    }

    @Test
    void aWrongPartIsFetchedOnceMoreFromTheStart() throws IOException {
        writePart(new byte[5000]);
        fetch();
        assertThat(server.asked).containsExactly("bytes=5000-", "whole");
        assertThat(target).hasBinaryContent(right);
    }

    @Test
    void aPartThatIsTooLongIsFetchedOnceMore() throws IOException {
        writePart(new byte[LENGTH + 1]);
        fetch();
        assertThat(target).hasBinaryContent(right);
    }

    @Test
    void wrongContentIsAnErrorAndNotKept() {
        server.content = right.clone();
        server.content[77]++;
        assertThatThrownBy(this::fetch)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("SHA-256 " + Samples.sha256(right))
                .hasMessageContaining(Samples.sha256(server.content));
        assertThat(target).doesNotExist();
        assertThat(part).doesNotExist();
    }

    @Test
    void contentThatIsTooLongIsNotReadToItsEnd() {
        server.content = new byte[5_000_000];
        assertThatThrownBy(this::fetch).isInstanceOf(DataException.class);
        assertThat(progress).last().isEqualTo((long) LENGTH);
        assertThat(part).doesNotExist();
    }

    @Test
    void anErrorStatusMeansUnreachable() {
        server.status = 404;
        assertThatThrownBy(this::fetch)
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("HTTP status 404");
    }

    @Test
    void aServerThatIsNotThereMeansUnreachable() {
        server.close();
        assertThatThrownBy(this::fetch).isInstanceOf(UnreachableException.class);
    }

    @Test
    void twoDownloadsIntoOneFileDoNotMix() throws IOException {
        writePart(Arrays.copyOf(right, 10));
        try (FileChannel other = FileChannel.open(part, StandardOpenOption.WRITE);
                FileLock lock = other.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThatThrownBy(this::fetch)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("another process that is downloading");
        }
    }
}
