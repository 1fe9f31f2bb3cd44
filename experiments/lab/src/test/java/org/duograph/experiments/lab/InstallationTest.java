package org.duograph.experiments.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {
    private static final int SIZE = 100_000;

    @TempDir private Path root;

    @Test
    void aFolderOfClassesCountsAsTheJarThatItBecomes() throws IOException {
        Path classes = Files.createDirectories(root.resolve("module/target/classes/a"));
        Files.writeString(classes.resolve("A.class"), "a".repeat(SIZE));
        Path jar = Files.write(root.resolve("other.jar"), new byte[SIZE]);
        Path target = Files.createDirectories(root.resolve("experiments/some/target"));
        String list = classes.getParent() + java.io.File.pathSeparator + jar;
        Files.writeString(target.resolve("download.txt"), list);
        Installation some = new Installation("some", "", "some", Map.of(), "");
        long packed = some.downloadBytes(root) - SIZE;
        assertThat(packed).isBetween(100L, SIZE / 10L);
        assertThat(Installation.packedBytes(classes.getParent())).isEqualTo(packed);
    }
}
