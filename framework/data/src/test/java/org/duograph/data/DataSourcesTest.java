package org.duograph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duograph.backend.CacheFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSourcesTest {
    private static final Archive NOWHERE =
            Archive.of("http://duograph.invalid/data.tar.gz", 10, "00");

    @TempDir Path scratch;
    private final List<String> said = new ArrayList<>();
    private DataSources sources;
    private Path cache;

    @BeforeEach
    void lookNowhereByDefault() {
        cache = scratch.resolve("cache");
        sources =
                DataSources.standard()
                        .withEnvironment(Map.of())
                        .withCache(cache)
                        .withArchive(NOWHERE)
                        .withSynthetic(new Shapes10(3, 20, 10))
                        .telling(said::add, Progress.NONE);
    }

    private Path write(String name, int seed) throws IOException {
        Path folder = scratch.resolve(name);
        Cifar10.write(new Shapes10(seed, 20, 10).generate(), folder);
        return folder;
    }

    private static String sum(int seed) {
        return new Shapes10(seed, 20, 10).generate().sha256();
    }

    @Test
    void theNamedFolderComesBeforeTheVariableBeforeTheCache() throws IOException {
        Path named = write("named", 11);
        Path variable = write("variable", 12);
        write("cache/cifar10", 13);
        DataSources both = sources.withEnvironment(Map.of("CIFAR10_DIR", variable.toString()));
        assertThat(both.withFolder(named).cifar10().sha256()).isEqualTo(sum(11));
        assertThat(both.cifar10().sha256()).isEqualTo(sum(12));
        assertThat(sources.cifar10().sha256()).isEqualTo(sum(13));
    }

    @Test
    void aNamedFolderThatIsWrongIsAnErrorAndNothingElseIsTaken() throws IOException {
        write("cache/cifar10", 13);
        Path wrong = scratch.resolve("wrong");
        assertThatThrownBy(() -> sources.withFolder(wrong).cifar10())
                .isInstanceOf(DataException.class)
                .hasMessageContaining(wrong.toString());
        assertThatThrownBy(
                        () ->
                                sources.withEnvironment(Map.of("CIFAR10_DIR", wrong.toString()))
                                        .cifar10())
                .isInstanceOf(DataException.class)
                .hasMessageContaining(wrong.toString());
    }

    @Test
    void aDamagedCacheIsAnErrorThatSaysToDeleteIt() throws IOException {
        Path folder = write("cache/cifar10", 13);
        Files.write(folder.resolve("data_batch_1.bin"), new byte[3]);
        assertThatThrownBy(sources::cifar10)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("data_batch_1.bin, byte 3")
                .hasMessageContaining("delete " + folder + " and run again");
    }

    @Test
    void withoutANetworkShapesStandInAndItIsSaid() throws IOException {
        DataSet data = sources.cifar10();
        assertThat(data.source()).isEqualTo("shapes-10 (synthetic)");
        assertThat(data.sha256()).isEqualTo(sum(3));
        assertThat(said).as("what is tried, once, and what comes of it").hasSize(2);
        assertThat(said)
                .last()
                .asString()
                .contains("can't be downloaded", "shapes-10", "30 synthetic", "NOT", "CIFAR10_DIR");
        assertThat(Files.exists(cache.resolve("cifar10"))).isFalse();
    }

    @Test
    void shapesAreKeptInTheCacheAndReadFromIt() throws IOException {
        DataSet first = sources.withArchive(null).cifar10();
        Path kept = cache.resolve("shapes10-v1-seed3-20x10");
        assertThat(kept).isDirectory();
        DataSet second = sources.withArchive(null).cifar10();
        assertThat(second.source()).isEqualTo(first.source());
        assertThat(second.train().toArray()).isEqualTo(first.train().toArray());
    }

    @Test
    void aCacheThatCanNotBeWrittenDoesNotStopTheShapes() throws IOException {
        Path file = Files.createFile(scratch.resolve("file"));
        DataSet data = sources.withCache(file.resolve("cache")).withArchive(null).cifar10();
        assertThat(data.sha256()).isEqualTo(sum(3));
        assertThat(said).last().asString().contains("can't be kept");
    }

    @Test
    void theDownloadIsExtractedIntoTheCacheOnce() throws IOException {
        byte[] archive = Samples.archive(scratch);
        try (ArchiveServer server = new ArchiveServer(archive)) {
            DataSources online = sources.withArchive(server.describing(archive));
            assertThat(online.cifar10().sha256()).isEqualTo(Samples.small().sha256());
            assertThat(online.cifar10().sha256()).isEqualTo(Samples.small().sha256());
            assertThat(server.asked).containsExactly("whole");
        }
        assertThat(said).singleElement().asString().contains("Downloading it from http");
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left).containsExactly(cache.resolve("cifar10"));
        }
    }

    @Test
    void aDownloadOfWrongContentIsAnErrorNotAReasonForShapes() throws IOException {
        byte[] archive = Samples.archive(scratch);
        byte[] wrong = archive.clone();
        wrong[wrong.length / 2]++;
        try (ArchiveServer server = new ArchiveServer(wrong)) {
            assertThatThrownBy(() -> sources.withArchive(server.describing(archive)).cifar10())
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("SHA-256");
        }
        assertThat(Files.exists(cache.resolve("cifar10"))).isFalse();
    }

    @Test
    void anArchiveOfBadFilesDoesNotBecomeTheCache() throws IOException {
        byte[] archive =
                new Samples.Tar().file(Cifar10.FOLDER + "/data_batch_1.bin", new byte[9]).gz();
        try (ArchiveServer server = new ArchiveServer(archive)) {
            assertThatThrownBy(() -> sources.withArchive(server.describing(archive)).cifar10())
                    .isInstanceOf(DataException.class);
        }
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left).containsExactly(cache.resolve("data.tar.gz"));
        }
    }

    @Test
    void everySystemHasItsCacheFolder() {
        Path home = Path.of("/home/u").toAbsolutePath();
        Path xdg = scratch.toAbsolutePath();
        assertThat(CacheFolder.of(Map.of(), "Linux", home))
                .isEqualTo(home.resolve(".cache/duograph"));
        assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", xdg.toString()), "Linux", home))
                .isEqualTo(xdg.resolve("duograph"));
        assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "relative"), "Linux", home))
                .isEqualTo(home.resolve(".cache/duograph"));
        assertThat(CacheFolder.of(Map.of(), "Mac OS X", home))
                .isEqualTo(home.resolve("Library/Caches/duograph"));
        assertThat(CacheFolder.of(Map.of("LOCALAPPDATA", xdg.toString()), "Windows 11", home))
                .isEqualTo(xdg.resolve("duograph").resolve("cache"));
    }
}
