package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.duograph.backend.cuda.library.CudaNatives;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a library is missing, or no GPU is there, a program is told which and what to do. */
class MissingLibrariesTest {
    @TempDir Path folder;

    @BeforeEach
    void needsTheStandIns() {
        StandInControl.require();
    }

    /** What a program of its own says that has another {@code LD_LIBRARY_PATH}. */
    static final class Program {
        private Program() {}

        /** Says why there is no GPU. */
        public static void main(String[] args) {
            System.out.println(CudaNatives.whyUnavailable().orElse("available"));
        }
    }

    private static String said(Path libraries, String devices)
            throws IOException, InterruptedException {
        return said(libraries, Map.of("STANDIN_DEVICES", devices));
    }

    private static String said(Path libraries, Map<String, String> environment)
            throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("java.class.path");
        ProcessBuilder builder =
                new ProcessBuilder(java, "-Xmx256m", "-cp", classes, Program.class.getName());
        builder.environment().put("LD_LIBRARY_PATH", libraries.toString());
        builder.environment().putAll(environment);
        Process program = builder.redirectErrorStream(true).start();
        String text = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(program.waitFor()).as(text).isZero();
        return text;
    }

    private static Path standIns() {
        return Path.of(System.getenv("LD_LIBRARY_PATH").split(":")[0]).toAbsolutePath();
    }

    @Test
    void withoutADriverItSaysSo() throws IOException, InterruptedException {
        assertThat(said(folder, "1"))
                .contains("no NVIDIA driver was found")
                .contains("libcuda.so.1")
                .contains("Install the driver");
    }

    @Test
    void withoutCudnnItSaysWhereToPutIt() throws IOException, InterruptedException {
        Files.copy(standIns().resolve("libcuda.so.1"), folder.resolve("libcuda.so.1"));
        assertThat(said(folder, "1"))
                .contains("cuDNN 9 was not found")
                .contains("libcudnn.so.9")
                .contains("LD_LIBRARY_PATH");
    }

    @Test
    void whatIsTooOldIsNamedWithWhatIsNeeded() throws IOException, InterruptedException {
        assertThat(said(standIns(), Map.of("STANDIN_DRIVER", "11040")))
                .contains("driver is too old")
                .contains("CUDA 11.4")
                .contains("CUDA 12 is needed");
        assertThat(said(standIns(), Map.of("STANDIN_CUDNN", "8907")))
                .contains("cuDNN 8.9.7 was found")
                .contains("cuDNN 9 is needed");
    }

    @Test
    void withoutAGpuItSaysSo() throws IOException, InterruptedException {
        assertThat(said(standIns(), "0")).contains("CUDA_ERROR_NO_DEVICE").contains("nvidia-smi");
        assertThat(said(standIns(), "1")).contains("available");
    }
}
