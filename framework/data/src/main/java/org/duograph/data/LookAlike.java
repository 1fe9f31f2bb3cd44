package org.duograph.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is often given in place of a data set: another version of it, another data set, the archive
 * before it is unpacked.
 *
 * @param what what was found
 * @param fix what to do
 */
record LookAlike(String what, String fix) {
    private static final String CIFAR10 =
            "Get " + Cifar10.ARCHIVE.address() + " and unpack it with tar xzf.";

    /** What stands at a path where the files of a data set were not found. */
    static LookAlike of(Path path) throws IOException {
        if (!Files.exists(path)) {
            return new LookAlike("nothing there", "Check the path.");
        } else if (!Files.isDirectory(path)) {
            return ofFile(path);
        }
        Set<String> names = names(path);
        Optional<LookAlike> known = ofNames(names);
        for (String name : names) {
            if (known.isEmpty() && Files.isDirectory(path.resolve(name))) {
                known = ofNames(names(path.resolve(name)));
            }
        }
        return known.orElseGet(() -> other(names));
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static LookAlike ofFile(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(4);
            boolean gzip = head.length > 1 && head[0] == 0x1f && head[1] == (byte) 0x8b;
            boolean zip = head.length > 1 && head[0] == 'P' && head[1] == 'K';
            if (gzip || zip) {
                String name = file.getFileName().toString();
                String command = zip ? "unzip " : name.contains(".tar") ? "tar xzf " : "gunzip ";
                return new LookAlike(
                        "a packed file",
                        "Unpack it (" + command + name + "), and name the folder.");
            }
        }
        return new LookAlike("a file", "Name the folder that holds the files.");
    }

    private static Optional<LookAlike> ofNames(Set<String> names) {
        if (names.contains("train.bin") && names.contains("fine_label_names.txt")) {
            return found("CIFAR-100, which has 100 classes and is not read here", CIFAR10);
        } else if (names.containsAll(List.of("train", "test", "meta"))) {
            return found("the Python version of CIFAR-100, which is not read here", CIFAR10);
        } else if (names.containsAll(List.of("data_batch_1", "test_batch"))) {
            return found("the Python version of CIFAR-10; the binary version is needed", CIFAR10);
        } else if (names.contains("data_batch_1.mat")) {
            return found("the MATLAB version of CIFAR-10; the binary version is needed", CIFAR10);
        } else if (names.contains("data_batch_1.bin")) {
            return found(
                    "the files of CIFAR-10",
                    "Name the folder that holds them, for the data set cifar10 (in a solver:"
                            + " dataset: \"cifar10\").");
        } else if (names.stream().anyMatch(n -> n.startsWith("train-images"))) {
            return found(
                    "the files of MNIST or Fashion-MNIST",
                    "Name the folder that holds them, for the data set mnist or fashion-mnist (in a"
                            + " solver: dataset: \"mnist\").");
        }
        return Optional.empty();
    }

    private static Optional<LookAlike> found(String what, String fix) {
        return Optional.of(new LookAlike(what, fix));
    }

    private static LookAlike other(Set<String> names) {
        if (names.isEmpty()) {
            return new LookAlike("an empty folder", "Check the path.");
        }
        for (String name : names) {
            if (name.matches(".*\\.(tar\\.gz|tgz|zip|tar)")) {
                return new LookAlike(
                        "the packed file " + name, "Unpack it, and name the folder it makes.");
            }
        }
        boolean pictures = names.stream().anyMatch(n -> n.matches("(?i).*\\.(png|jpe?g)"));
        String few = names.stream().limit(5).collect(Collectors.joining(", "));
        return new LookAlike(
                (pictures ? "single pictures, which are not read here: " : "other files: ")
                        + few
                        + (names.size() > 5 ? ", ..." : ""),
                "Name the folder that holds the data set's files.");
    }
}
