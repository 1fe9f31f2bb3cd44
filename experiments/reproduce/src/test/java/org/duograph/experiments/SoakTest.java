package org.duograph.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.duograph.data.Cifar10;
import org.duograph.data.Shapes10;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoakTest {
    @Test
    void aShortSoakPrintsWhatItSawAndJudgesIt(@TempDir Path folder) throws IOException {
        Path data = folder.resolve("data");
        Cifar10.write(new Shapes10(1, 40, 10).generate(), data);
        StringWriter out = new StringWriter();
        Path report = folder.resolve("out");
        int exit =
                Soak.commandLine()
                        .setOut(new PrintWriter(out))
                        .execute(
                                "--steps=24",
                                "--every=4",
                                "--batch=8",
                                "--data=" + data,
                                "--out=" + report);
        assertThat(exit).as(out.toString()).isBetween(0, 1); // so few steps may not be flat yet
        assertThat(out.toString())
                .contains("native handles  flat")
                .contains("native memory   flat")
                .contains("direct buffers  flat");
        assertThat(report.resolve("soak.csv")).content().hasLineCount(7);
        assertThat(report.resolve("soak.svg")).content().contains("<svg", "resident set");
    }

    @Test
    void stepsThatAreTooFewToJudgeAreRefused() {
        StringWriter err = new StringWriter();
        int exit = Soak.commandLine().setErr(new PrintWriter(err)).execute("--steps=100");
        assertThat(exit).isEqualTo(2);
        assertThat(err.toString()).contains("--steps at least four times --every");
    }

    @Test
    void aTrendIsTheLeastSquaresLine() {
        List<Footprint> samples = new ArrayList<>();
        for (int i = 0; i <= 10; i++) {
            long noise = i % 2 == 0 ? 5 : -5;
            samples.add(new Footprint(100 * i, 1000 + 3 * i, 1000 + noise, 7, 0, 0));
        }
        Trend rising = Trend.of(samples, Footprint::resident);
        assertThat(rising.growth()).isCloseTo(30, within(1e-9));
        assertThat(rising.isFlat(0.02)).isFalse();
        assertThat(rising.isFlat(0.03)).isTrue();
        assertThat(Trend.of(samples, Footprint::heap).isFlat(0.002)).isTrue();
        assertThat(Trend.of(samples, Footprint::direct).isFlat(0)).isTrue();
    }
}
