package org.duograph.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duograph.cli.CommandLineRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code duograph train --report}. */
class TrainingReportTest {
    @TempDir Path folder;

    @Test
    void aPageSaysHowItLearntAndWhereItErrs() throws IOException {
        TinyTraining tiny = TinyTraining.in(folder);
        Path page = folder.resolve("report.html");
        CommandLineRun run =
                tiny.train("max_iter: 14 test_interval: 6", "--report", page, "--backend", "java");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("Report: " + page);
        Matcher told = Pattern.compile("step 14: test accuracy ([\\d.]+)%").matcher(run.out());
        assertThat(told.find()).isTrue();
        String html = Files.readString(page);
        assertThat(html)
                .contains("<h1>Training of tiny</h1>")
                .contains("After 14 steps it names " + told.group(1) + "% of 100 test images")
                .contains(">loss</text>", ">test accuracy</text>", ">step</text>")
                .contains("<tr><th scope=\"row\">7</th><td>")
                .contains("<title>What is taken for what</title>")
                .contains("The worst mistakes")
                .contains("<pre>duograph train --net " + folder.resolve("net.pbtxt"))
                .contains("--report " + page);
        assertThat(html.split("<polyline", -1)).as("two curves").hasSize(1 + 2);
        Matcher points = Pattern.compile("polyline points=\"([^\"]*)\"").matcher(html);
        assertThat(points.find()).isTrue();
        assertThat(points.group(1).split(" ")).as("losses").hasSize(14);
        assertThat(points.find()).isTrue();
        assertThat(points.group(1).split(" ")).as("tests").hasSize(3);
    }
}
