package org.duograph.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.duograph.backend.CacheFolder;

/**
 * Where to look for data sets, and whom to tell about it.
 *
 * <p>The search for CIFAR-10 goes from the explicit to the convenient: the folder given here, the
 * folder in {@code CIFAR10_DIR}, the per-user cache, the official download, and without a network
 * the synthetic {@link Shapes10}, announced. A folder that somebody named is used or is an error;
 * nothing else is ever taken silently in its place.
 *
 * @param folder the folder with the CIFAR-10 files, or null to search
 * @param environment the environment variables
 * @param cache the folder for what is downloaded or generated; need not exist
 * @param archive the archive to download, or null not to use the network
 * @param connectTimeout how long to wait for a server to be reached
 * @param synthetic what to generate when nothing is found
 * @param announce is told, in whole sentences, what is done in place of the expected
 * @param progress is told how far a download is
 */
public record DataSources(
        Path folder,
        Map<String, String> environment,
        Path cache,
        Archive archive,
        Duration connectTimeout,
        Shapes10 synthetic,
        Consumer<String> announce,
        Progress progress) {

    private static final long EXTRACTED_LIMIT = 200_000_000;
    private static final int ENTRY_LIMIT = 20;

    /** The usual places of this system and user; announcements and progress go nowhere. */
    public static DataSources standard() {
        Map<String, String> environment = System.getenv();
        return new DataSources(
                null,
                environment,
                CacheFolder.here(),
                Cifar10.ARCHIVE,
                Duration.ofSeconds(5),
                Shapes10.STANDARD,
                text -> {},
                Progress.NONE);
    }

    /** The same, but CIFAR-10 is in {@code folder}; null searches as if nothing was said. */
    public DataSources withFolder(Path folder) {
        return new DataSources(
                folder, environment, cache, archive, connectTimeout, synthetic, announce, progress);
    }

    /** The same with other environment variables. */
    public DataSources withEnvironment(Map<String, String> environment) {
        return new DataSources(
                folder, environment, cache, archive, connectTimeout, synthetic, announce, progress);
    }

    /** The same with another cache folder. */
    public DataSources withCache(Path cache) {
        return new DataSources(
                folder, environment, cache, archive, connectTimeout, synthetic, announce, progress);
    }

    /** The same with another archive to download; null never uses the network. */
    public DataSources withArchive(Archive archive) {
        return new DataSources(
                folder, environment, cache, archive, connectTimeout, synthetic, announce, progress);
    }

    /** The same, generating {@code synthetic} when nothing is found. */
    public DataSources withSynthetic(Shapes10 synthetic) {
        return new DataSources(
                folder, environment, cache, archive, connectTimeout, synthetic, announce, progress);
    }

    /** The same, telling {@code announce} and {@code progress}. */
    public DataSources telling(Consumer<String> announce, Progress progress) {
        return new DataSources(
                folder, environment, cache, archive, connectTimeout, synthetic, announce, progress);
    }

    /**
     * Finds CIFAR-10, or what stands in for it; {@link DataSet#source} tells which.
     *
     * @throws DataException if a folder that was named, or the cache, is not right
     * @throws IOException if a download broke off or the cache can't be written
     */
    public DataSet cifar10() throws IOException {
        if (folder != null) {
            return Cifar10.read(folder);
        }
        String named = environment.get("CIFAR10_DIR");
        if (named != null && !named.isBlank()) {
            announce.accept("Reading CIFAR-10 from CIFAR10_DIR, " + named + ".");
            return Cifar10.read(Path.of(named));
        }
        Path cached = cache.resolve("cifar10");
        if (!Files.exists(cached)) {
            if (archive == null) {
                announce.accept(standIn("the network is not to be used"));
                return shapes10();
            }
            try {
                download(cached);
            } catch (UnreachableException e) {
                announce.accept(standIn(e.getMessage()));
                return shapes10();
            }
        }
        return readCached(cached);
    }

    private static DataSet readCached(Path folder) throws IOException {
        try {
            return Cifar10.read(folder);
        } catch (DataException e) {
            throw e.adding("It lies in a cache: delete " + folder + " and run again.");
        }
    }

    private String standIn(String reason) {
        return """
        CIFAR-10 can't be downloaded: %s. Using shapes-10 instead, %,d \
        synthetic images: accuracies will NOT be those of CIFAR-10. For the real one, name \
        its folder with --data or CIFAR10_DIR.\
        """
                .formatted(reason, synthetic.trainCount() + synthetic.testCount());
    }

    private void download(Path to) throws IOException {
        Path file = cache.resolve(archive.fileName());
        if (!Files.exists(file)) {
            announce.accept(
                    "CIFAR-10 is not on this machine. Downloading it from %s (%d MB) into %s."
                            .formatted(archive.address(), archive.bytes() / 1_000_000, cache));
            new Download(archive, file, connectTimeout, progress).fetch();
        }
        try (StagedFolder staged = StagedFolder.beside(to)) {
            TarGz.extract(file, staged.path(), EXTRACTED_LIMIT, ENTRY_LIMIT);
            Cifar10.read(staged.path()); // a bad archive must not become a bad cache
            staged.commit(staged.path());
        }
        Files.deleteIfExists(file);
    }

    /** The synthetic data set, from the cache if it was generated before. */
    public DataSet shapes10() throws IOException {
        Path cached = cache.resolve(synthetic.folderName());
        if (Files.exists(cached)) {
            return readCached(cached);
        }
        DataSet data = synthetic.generate();
        try {
            Cifar10.write(data, cached);
        } catch (IOException e) { // the cache only saves time and memory
            announce.accept("shapes-10 can't be kept in " + cached + " (" + e.getMessage() + ").");
            return data;
        }
        return readCached(cached);
    }
}
