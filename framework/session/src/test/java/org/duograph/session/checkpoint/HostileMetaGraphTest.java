package org.duograph.session.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.train.MomentumOptimizer;
import org.duograph.testing.Draw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes of a graph next to a checkpoint are, it is read or refused. */
@Timeout(600) // thousands of draws, on a busy machine
class HostileMetaGraphTest {
    static List<byte[]> metas() {
        Graph graph = new Graph();
        var w = graph.variable("w", new float[] {1, 2});
        new MomentumOptimizer(0.1, 0.9).minimize(w.read().square().sum());
        try {
            Path folder = Files.createTempDirectory("meta");
            try (Session s = new Session(graph)) {
                s.initialize();
                new Saver(graph).save(s, folder.resolve("m"));
            }
            return List.of(Files.readAllBytes(folder.resolve("m.meta")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @MethodSource("metas")
    @Timeout(60)
    @FuzzTest
    void aMetaGraphIsReadOrRefused(byte[] bytes) throws IOException {
        Path file = Files.createTempFile("hostile", ".meta");
        try {
            Files.write(file, bytes);
            assertThat(Saver.importMetaGraph(file).graph().variables()).isNotEmpty();
        } catch (IOException | IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void soIsADamagedOne() {
        List<byte[]> whole = metas();
        Draw.times(1000, draw -> aMetaGraphIsReadOrRefused(draw.hostile(whole)));
    }
}
