package org.duograph.experiments.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackagesTest {
    @Test
    void whatWasNotBuiltIsNotThere(@TempDir Path empty) throws IOException {
        assertThat(Packages.measure(empty, empty)).isEmpty();
    }

    @Test
    void filesAreMeasuredAndTheWholeJarByItsParts(@TempDir Path root) throws IOException {
        Path lite = Files.createDirectories(root.resolve("framework/lite/target"));
        Files.write(lite.resolve("duograph-lite-0.1.0-sources.jar"), new byte[99]);
        Files.write(lite.resolve("duograph-lite-0.1.0.jar"), new byte[7]);
        Path cli = Files.createDirectories(root.resolve("framework/cli/target"));
        Path jar = cli.resolve("duograph.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (String name : new String[] {"org/duograph/A.class", "a/libb.so.3", "c.txt"}) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(name.getBytes());
                zip.closeEntry();
            }
        }
        Path aar =
                Files.createDirectories(root.resolve("org/tensorflow/tensorflow-lite/2.14.0"))
                        .resolve("tensorflow-lite-2.14.0.aar");
        Files.write(aar, new byte[11]);
        Map<String, Long> sizes = Packages.measure(root, root);
        assertThat(sizes)
                .containsEntry("lite", 7L)
                .containsEntry("tflite-aar", 11L)
                .containsEntry("duograph.jar", Files.size(jar));
        assertThat(sizes.get("ours")).isBetween(10L, 40L);
        assertThat(sizes.get("natives")).isBetween(5L, 30L);
        assertThat(sizes.get("others")).isBetween(3L, 20L);
        Packages.write(root, root, root.resolve("out"));
        assertThat(Files.readAllLines(root.resolve("out/packages.csv"))).contains("lite,7");
    }
}
