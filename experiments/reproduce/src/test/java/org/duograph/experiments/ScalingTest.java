package org.duograph.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.duograph.experiments.harness.NetSpec;
import org.duograph.experiments.harness.ScalingRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ScalingTest {
    @Test
    void workersOnLoopbackAreMeasuredAloneAndTogether(@TempDir Path out) throws Exception {
        StringWriter said = new StringWriter();
        CommandLine line = Scaling.commandLine().setOut(new PrintWriter(said));
        int code =
                line.execute(
                        "--loopback",
                        "--links=0",
                        "--workers=1,2",
                        "--batch=2",
                        "--steps=1",
                        "--rounds=1",
                        "--out=" + out);
        assertThat(code).isZero();
        List<ScalingRow> rows = ScalingRow.read(out.resolve("scaling.csv"));
        assertThat(rows).extracting(ScalingRow::workers).containsExactly(1, 2);
        assertThat(rows)
                .allSatisfy(
                        row -> {
                            assertThat(row.batch()).isEqualTo(2);
                            assertThat(row.compute()).isPositive();
                            assertThat(row.step()).isPositive();
                        });
        assertThat(rows.get(1).latency()).isPositive();
        assertThat(rows.get(1).bytes())
                .isEqualTo(ScalingWorker.bytesOf(NetSpec.named("six")))
                .isEqualTo(4L * 2_168_362);
        assertThat(said.toString()).contains("images/s", "scaling.csv");
    }

    @Test
    void limitsWithoutNamespacesAreRefused() {
        StringWriter said = new StringWriter();
        CommandLine line = Scaling.commandLine().setErr(new PrintWriter(said));
        assertThat(line.execute("--loopback", "--links=0,100")).isEqualTo(2);
        assertThat(said.toString()).contains("--loopback has no limits");
        assertThat(line.execute("--net=vgg1")).isEqualTo(2);
    }
}
