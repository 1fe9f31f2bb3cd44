package org.duograph.experiments.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class Int8InferenceTest {
    @Test
    void eachNetHasALine() {
        StringWriter printed = new StringWriter();
        CommandLine program = Int8Inference.commandLine().setOut(new PrintWriter(printed));
        assertThat(program.execute("--net", "six", "--batch", "2", "--rounds", "1")).isZero();
        assertThat(printed.toString()).contains("ratio", "six ").doesNotContain("NaN");
    }
}
