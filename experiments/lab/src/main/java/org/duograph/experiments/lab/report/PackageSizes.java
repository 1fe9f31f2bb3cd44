package org.duograph.experiments.lab.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** How large a download is, beside what the paper's section 7.2 says of Caffe2. */
final class PackageSizes {
    private static final double CAFFE2 = 37.1; // the paper's section 7.2

    private final Map<String, Long> sizes;

    private PackageSizes(Map<String, Long> sizes) {
        this.sizes = sizes;
    }

    /** Of what the file says, a name and bytes in each line; of nothing if there is no file. */
    static Section section(Path file) throws IOException {
        Map<String, Long> sizes = new HashMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                int comma = line.indexOf(',');
                try {
                    sizes.put(line.substring(0, comma), Long.valueOf(line.substring(comma + 1)));
                } catch (RuntimeException e) {
                    throw new IOException(
                            "%s: expected a name and bytes, found \"%s\"".formatted(file, line), e);
                }
            }
        }
        return new PackageSizes(sizes).section();
    }

    private Section section() {
        Table table =
                new Table(
                        "packages",
                        "Sizes of packages, megabytes of 1,000,000 bytes",
                        "package",
                        "MB",
                        "what is in it");
        table.row(
                Cell.paper("Caffe2 (paper)"),
                Cell.paper("" + CAFFE2),
                Cell.paper("the framework, as the paper's section 7.2 has it"));
        row(table, "duograph-lite", "lite", "runs models on phones; Java alone");
        row(table, "duograph.jar", "duograph.jar", "all commands and faces, oneDNN, the server");
        row(table, "its classes of Duograph", "ours", "in duograph.jar, compressed");
        row(table, "its native libraries", "natives", "oneDNN for this machine's platform");
        row(table, "its other files", "others", "protobuf, gRPC, Jetty and more; trained weights");
        row(table, "TensorFlow Lite 2.14.0, Android", "tflite-aar", "four kinds of processors");
        return new Section("packages", "Package sizes")
                .words(
                        "What one has to download for a framework, or ship inside an app. Sizes are"
                                + " those of the files that were there when this report was written:"
                                + " ./mvnw package builds Duograph's, and Maven's dependency:get"
                                + " fetches org.tensorflow:tensorflow-lite:2.14.0:aar. How small"
                                + " TensorFlow and PyTorch are on a desktop stands under \"Download"
                                + " size\".")
                .table(table);
    }

    private void row(Table table, String name, String key, String what) {
        Long bytes = sizes.get(key);
        table.row(
                Cell.words(name),
                bytes == null ? Cell.NOT_MEASURED : Cell.number(Digits.of(bytes / 1e6)),
                Cell.words(what));
    }
}
