package org.duograph.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duograph.cli.CommandLineRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code duograph train --trace}. */
class TracedTrainingTest {
    @TempDir Path folder;
    private TinyTraining tiny;

    @BeforeEach
    void files() throws IOException {
        tiny = TinyTraining.in(folder);
    }

    private Path snapshot(String out, int steps, Object... more) throws IOException {
        Path to = folder.resolve(out);
        Object[] all = java.util.Arrays.copyOf(more, more.length + 2);
        all[more.length] = "--out";
        all[more.length + 1] = to;
        CommandLineRun run = tiny.train("max_iter: " + steps, all);
        assertThat(run.code()).as(run.err()).isZero();
        if (more.length > 0) {
            int traced = Math.min(20, steps);
            assertThat(run.out()).contains("Timeline of step " + traced + ": ");
        }
        return to.resolve("tiny_iter_" + steps + ".minidb");
    }

    @Test
    void theTwentiethStepIsATimelineWithMemoryAndNothingElseChanges() throws IOException {
        Path trace = folder.resolve("trace.json");
        Path traced = snapshot("traced", 22, "--trace", trace);
        assertThat(traced).hasSameBinaryContentAs(snapshot("plain", 22));
        String json = Files.readString(trace);
        assertThat(json)
                .startsWith("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[")
                .contains("\"ph\":\"C\",\"name\":\"memory in use\"")
                .contains("\"run\":19,")
                .doesNotContain("\"run\":18,", "\"run\":20,");
        assertThat(json.split("\"cat\":\"Conv\"", -1)).as("one, in one run").hasSize(1 + 1);
        assertThat(json).as("forward, backward").contains("\"cat\":\"ConvGrad");
    }

    @Test
    void theTimelineMayGoOutAndTheSolverComeIn() throws IOException {
        InputStream before = System.in;
        List<Object> arguments = tiny.arguments("max_iter: 1", "--trace", "-");
        int solver = arguments.indexOf("--solver") + 1;
        byte[] text = Files.readAllBytes((Path) arguments.set(solver, "-"));
        System.setIn(new ByteArrayInputStream(text));
        try {
            CommandLineRun run = CommandLineRun.good(arguments.toArray());
            assertThat(run.out()).startsWith("{\"displayTimeUnit\"").endsWith("}\n");
            assertThat(run.err()).contains("step 1: test accuracy");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void aShortRunOnSeveralDevicesTracesItsLastStep() throws IOException {
        Path trace = folder.resolve("trace.json");
        Path traced = snapshot("traced", 2, "--devices", "cpu:2", "--trace", trace);
        assertThat(Files.readString(trace)).contains("\"run\":1,").doesNotContain("\"run\":0,");
        Path plain = folder.resolve("plain");
        tiny.train("max_iter: 2", "--devices", "cpu:2", "--out", plain);
        assertThat(traced).hasSameBinaryContentAs(plain.resolve("tiny_iter_2.minidb"));
    }
}
