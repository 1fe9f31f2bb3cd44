package org.duograph.interop.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duograph.interop.onnx.OnnxTestFolder.Outcome;
import org.duograph.interop.onnx.OnnxTestFolder.Verdict;
import org.duograph.plan.Placement;
import org.duograph.testing.OutsideData;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * ONNX's own tests, as Debian packs them: 1,072 models with recorded inputs and outputs.
 *
 * <p>What is skipped, and why, is recorded for the documentation; after a wanted change, {@code
 * -Dduograph.record=true} writes it anew.
 */
@Timeout(600) // a thousand plans, on a busy machine
class OnnxTestDataTest {
    private static final Path RECORDED =
            Path.of("../../docs-site/src/recorded/onnx-skipped.adoc").toAbsolutePath().normalize();

    @CsvSource({"java, 1020", "onednn, 1020"})
    @ParameterizedTest
    void nearlyAllPassAndNoneFails(String backend, int least) throws IOException {
        List<OnnxTestFolder> tests = OnnxTestFolder.below(OutsideData.onnx("data"));
        List<String> failed = new ArrayList<>();
        Map<String, List<String>> skipped = new TreeMap<>();
        int passed = 0;
        try (Placement placement = Placement.of(backend)) {
            for (OnnxTestFolder test : tests) {
                String name = test.folder().getFileName().toString();
                Outcome outcome = test.run(placement);
                if (outcome.verdict() == Verdict.PASS) {
                    passed++;
                } else if (outcome.verdict() == Verdict.FAIL) {
                    failed.add(name + ": " + outcome.reason());
                } else {
                    skipped.computeIfAbsent(reason(outcome), r -> new ArrayList<>()).add(name);
                }
            }
        }
        assertThat(failed).isEmpty();
        if (tests.size() == 1072) { // of another version, other tests are skipped
            assertThat(passed).isGreaterThanOrEqualTo(least);
            checkRecord(page(passed, skipped));
        }
    }

    /** The reason without the model's and the node's name. */
    private static String reason(Outcome outcome) {
        String last = outcome.reason().lines().reduce((first, second) -> second).orElse("").strip();
        return last.replaceFirst("^(\\S+) \"[^\"]*\": ", "$1: ")
                .replaceFirst("; did you mean.*", "");
    }

    private static String page(int passed, Map<String, List<String>> skipped) {
        StringBuilder text = new StringBuilder();
        int count = skipped.values().stream().mapToInt(List::size).sum();
        text.append("Of %,d tests %,d pass and %d are skipped:\n\n".formatted(1072, passed, count));
        text.append("[cols=\"3,1,4\",options=\"header\"]\n|===\n|reason |tests |names\n\n");
        skipped.forEach(
                (reason, names) ->
                        text.append("|pass:q[")
                                .append(reason.replace("|", "\\|"))
                                .append("] |")
                                .append(names.size())
                                .append(" |`")
                                .append(String.join("`, `", names))
                                .append("`\n"));
        return text.append("|===\n").toString();
    }

    private static void checkRecord(String page) throws IOException {
        if (Boolean.getBoolean("duograph.record")) {
            Files.writeString(RECORDED, page);
        }
        assertThat(page).isEqualTo(Files.readString(RECORDED).replace("\r\n", "\n"));
    }
}
