package org.duograph.experiments.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duograph.experiments.lab.report.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

class ExperimentsTest {
    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        List<Installation> installations =
                List.of(
                        new Installation("linear", "a", "", Map.of(), ""),
                        new Installation("array", "", "", Map.of(), ""),
                        new Installation("absent", "", "absent", Map.of(), "./mvnw -Pabsent"));
        CommandLine line =
                Experiments.commandLine(folder, installations)
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err));
        String[] where = {"--out", folder.resolve("out").toString()};
        return line.execute(
                Stream.concat(Stream.of(args), Stream.of(where)).toArray(String[]::new));
    }

    @Test
    void argmaxIsMeasuredReportedAndKept() {
        assertThat(run("argmax", "--rounds", "1")).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("Scaled down: 1 rounds instead of 5.")
                .contains("Missing: absent, it is not compiled here yet; run ./mvnw -Pabsent.")
                .contains("Report: ");
        assertThat(folder.resolve("out/index.html")).content().contains("argmax");
        assertThat(folder.resolve("out/measurements").toFile().list())
                .hasSize(3)
                .contains("versions.txt");
        assertThat(run("report")).isZero();
    }

    @Test
    void aReportNamesTheVersionsThatWereMeasured() throws Exception {
        Path measurements = Files.createDirectories(folder.resolve("out/measurements"));
        Files.writeString(measurements.resolve("versions.txt"), "aaa\nbbb\n");
        assertThat(run("report")).isZero();
        assertThat(folder.resolve("out/tables/machine.csv"))
                .content()
                .contains("\"aaa, then bbb\"\n");
        assertThat(run("argmax", "--rounds", "1")).as(err.toString()).isZero();
        assertThat(folder.resolve("out/tables/machine.csv"))
                .content()
                .containsPattern("aaa, then bbb, then \\w+");
    }

    @Test
    void systemsSaysWhoIsHere() {
        assertThat(run("systems")).isZero();
        assertThat(out.toString())
                .containsPattern("linear a +here")
                .containsPattern("absent +missing: .* ./mvnw -Pabsent");
    }

    @Test
    void helpListsTheExperiments() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("figure2", "bars", "Writes the report");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "figure9|There is no experiment \"figure9\"; there are [table2,",
                "table2 --rounds 0|Counts must be at least 1, found 0",
                "table2 --images 3|--images must be at least 64",
                "table2 --only caffe|there is no system \"caffe\"; there are [linear",
                "table2 --nets vgg12|no experiment uses \"vgg12\"; they use [six, vgg16,",
            })
    void wrongUsageIsExplained(String command, String explanation) {
        assertThat(run(command.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(explanation).doesNotContain("\tat ");
    }

    @Test
    void aFileThatIsNoMeasurementIsNamed() throws Exception {
        Path measurements = Files.createDirectories(folder.resolve("out/measurements"));
        Files.writeString(measurements.resolve("x.json"), "{ \"request\" : ");
        assertThat(run("report")).isOne();
        assertThat(err.toString())
                .contains("Error: ", "x.json is not a measurement; delete it")
                .doesNotContain("\tat ");
    }

    @Test
    void aFileThatIsNoReportsResultsIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("x.json"), "{}");
        assertThat(run("report", "--earlier", file.toString())).isOne();
        assertThat(err.toString()).contains("x.json is no results.json of a report");
    }

    @Test
    void measurementsNameTheirCommitAndProcessor() throws Exception {
        assertThat(run("argmax", "--rounds", "1")).as(err.toString()).isZero();
        Run run = Run.read(folder.resolve("out/results.json")).get(0);
        assertThat(run.measurements())
                .isNotEmpty()
                .allSatisfy(
                        m -> {
                            assertThat(m.origin().commit()).isNotEmpty();
                            assertThat(m.origin().processor())
                                    .isEqualTo(run.environment().get("processor"));
                        });
    }

    @ParameterizedTest
    @EnumSource
    void everyExperimentAsksForSomethingInRequestsOfDifferentKeys(Experiment experiment) {
        var requests = experiment.requests(Scale.FULL);
        assertThat(requests).isNotEmpty().doesNotHaveDuplicates();
        assertThat(requests.stream().map(r -> r.key())).doesNotHaveDuplicates();
    }
}
