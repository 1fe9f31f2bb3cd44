package org.duograph.backend.cuda.lesson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duograph.backend.cuda.library.CudaNatives;
import org.duograph.workspace.net.Net;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the lesson shows is what its program prints, on the libraries that stand in for a GPU's.
 *
 * <p>After a wanted change, {@code -Dduograph.record=true} writes it anew.
 */
class SameNetTest {
    private static final Path RECORDED = Path.of("src/test/resources/lesson");

    @BeforeEach
    void needsAGpuOrItsStandIn() {
        assumeTrue(
                CudaNatives.whyUnavailable().isEmpty(),
                () -> CudaNatives.whyUnavailable().orElse(""));
        Net.releaseNames();
    }

    @Test
    void bothLearnTheSame() throws IOException {
        String printed = SameNet.losses("onednn", "cuda");
        check("losses.txt", printed);
        List<String> lines = printed.lines().skip(1).toList();
        for (String line : lines) {
            String[] numbers = line.strip().split("\\s+");
            assertThat(Double.parseDouble(numbers[2]))
                    .isCloseTo(Double.parseDouble(numbers[1]), within(2e-4));
        }
        double first = Double.parseDouble(lines.get(0).strip().split("\\s+")[2]);
        double last = Double.parseDouble(lines.get(lines.size() - 1).strip().split("\\s+")[2]);
        assertThat(last).as("it learns").isLessThan(first / 2);
    }

    @Test
    void aStepIsOneGraph() throws IOException {
        String printed = SameNet.plan("cuda");
        check("plan.txt", printed);
        assertThat(printed).contains("lane cuda:").contains("one CUDA graph of");
        assertThat(printed.lines()).as("nothing runs elsewhere").hasSize(1);
    }

    @Test
    void aLossCanBeReadLate() throws IOException {
        check("late.txt", SameNet.late("cuda"));
    }

    private static void check(String file, String printed) throws IOException {
        String text = printed.replace(System.lineSeparator(), "\n");
        if (Boolean.getBoolean("duograph.record")) {
            Files.writeString(RECORDED.resolve(file), text);
        }
        assertThat(text).isEqualTo(Files.readString(RECORDED.resolve(file)));
    }
}
