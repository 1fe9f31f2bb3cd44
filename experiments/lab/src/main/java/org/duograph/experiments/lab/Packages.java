package org.duograph.experiments.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * How large the packages are that people get: those of this source, where they were built, and one
 * of TensorFlow Lite, where Maven has fetched it. Bytes of files as they are downloaded.
 */
final class Packages {
    private static final String TFLITE = "org/tensorflow/tensorflow-lite/2.14.0";

    private Packages() {}

    /** Writes the sizes of what is there into {@code packages.csv}: names and bytes. */
    static void write(Path root, Path repository, Path out) throws IOException {
        String lines =
                measure(root, repository).entrySet().stream()
                        .map(size -> size.getKey() + "," + size.getValue() + "\n")
                        .collect(Collectors.joining());
        Files.writeString(Files.createDirectories(out).resolve("packages.csv"), lines);
    }

    /** Bytes by name; what was not built or fetched is not there. */
    static Map<String, Long> measure(Path root, Path repository) throws IOException {
        Map<String, Long> sizes = new LinkedHashMap<>();
        put(sizes, "lite", jar(root.resolve("framework/lite/target"), "duograph-lite-"));
        Optional<Path> whole = jar(root.resolve("framework/cli/target"), "duograph.jar");
        put(sizes, "duograph.jar", whole);
        if (whole.isPresent()) {
            sizes.putAll(parts(whole.get()));
        }
        put(sizes, "tflite-aar", file(repository.resolve(TFLITE), "tensorflow-lite-", ".aar"));
        return sizes;
    }

    private static void put(Map<String, Long> sizes, String name, Optional<Path> file)
            throws IOException {
        if (file.isPresent()) {
            sizes.put(name, Files.size(file.get()));
        }
    }

    /** A jar of classes; not of sources or documentation. */
    private static Optional<Path> jar(Path folder, String begins) throws IOException {
        return file(folder, begins, ".jar");
    }

    private static Optional<Path> file(Path folder, String begins, String ends) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(
                            file -> {
                                String name = file.getFileName().toString();
                                return name.startsWith(begins)
                                        && name.endsWith(ends)
                                        && !name.matches(".*-(sources|javadoc|tests)\\.jar");
                            })
                    .sorted()
                    .findFirst();
        }
    }

    /** What stands in a jar: our classes, native libraries, and all else; compressed. */
    private static Map<String, Long> parts(Path jar) throws IOException {
        Map<String, Long> parts = new LinkedHashMap<>();
        for (String part : new String[] {"ours", "natives", "others"}) {
            parts.put(part, 0L);
        }
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                String name = entry.getName();
                boolean isNative = name.matches(".*\\.(so|dll|dylib|jnilib)(\\.[0-9.]+)?");
                String part =
                        isNative ? "natives" : name.startsWith("org/duograph/") ? "ours" : "others";
                parts.merge(part, entry.getCompressedSize(), Long::sum);
            }
        }
        return parts;
    }
}
