package org.duograph.backend.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.duograph.backend.Backend;
import org.junit.jupiter.api.Test;

/** What the backend says of itself, in Java machines that are started in different ways. */
class EngineTest {
    /** Prints what a backend says of itself. */
    static final class Says {
        private Says() {}

        public static void main(String[] args) {
            try (Backend backend = new VectorBackend()) {
                System.out.println(backend.description());
            }
        }
    }

    @Test
    void vectorsAreUsedWhereTheModuleIsResolvedAndC2Compiles() throws Exception {
        assertThat(says("--add-modules", "jdk.incubator.vector")).contains("vectors of ");
    }

    @Test
    void withoutTheModuleLoopsRunAndWhatToDoIsSaid() throws Exception {
        assertThat(says())
                .contains("plain loops (the Vector API is not there: start Java with --add-modules")
                .contains("JDK_JAVA_OPTIONS");
    }

    @Test
    void withoutC2VectorsAreFoundToBeSlow() throws Exception {
        assertThat(says("--add-modules", "jdk.incubator.vector", "-XX:TieredStopAtLevel=1"))
                .contains("plain loops (vectors are slow here")
                .contains("TieredStopAtLevel");
    }

    @Test
    void aPropertyTurnsVectorsOff() throws Exception {
        assertThat(says("--add-modules", "jdk.incubator.vector", "-Dduograph.vector.api=off"))
                .contains("plain loops (-Dduograph.vector.api=off says so)");
    }

    private static String says(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Says.class.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }
}
