package org.duograph.tutorials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duograph.tutorials.LessonsTest.numbers;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.duograph.tutorials.compiler.FromNetToPlan;
import org.duograph.tutorials.debugging.WhenItDoesNotLearn;
import org.duograph.tutorials.operator.WriteAnOperator;
import org.duograph.tutorials.seeing.Seeing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The lessons that look inside print what their pages show; {@link LessonsTest} tells how to record
 * them anew.
 */
class InsideLessonsTest {
    @TempDir Path folder;

    @Test
    void netsThatDoNotLearnAreFoundOutAsTheirPageSays() throws Exception {
        RecordedLesson lesson = new RecordedLesson("debugging");
        String transcript = lesson.run(WhenItDoesNotLearn::main, folder, folder.toString());
        // A profile has other steps on another processor, and its numbers are times.
        Pattern profile = Pattern.compile("(?ms)^peak:.*?^sum[^\n]*\n|^slow[^\n]*\n|step \\d+, ");
        lesson.checkParts(transcript, new PrintedText(0.02, profile));
        lesson.checkPicture(folder.resolve("losses.svg"), new PrintedText(0.02));
        List<Double> first = numbers(transcript, "Fill: .* loss ([\\d.]+)");
        assertThat(first.get(0)).as("scores far too large").isGreaterThan(20);
        assertThat(first.get(1)).as("near log 10").isBetween(2.0, 3.0);
        List<Double> after80 = numbers(transcript, "after 80 steps: loss ([\\d.]+)");
        assertThat(after80.get(0)).as("healthy").isLessThan(0.1);
        assertThat(after80.get(1)).as("softmax twice").isBetween(1.4612, 2.0);
        assertThat(after80.get(2)).as("zeros").isBetween(2.29, 2.303);
        assertThat(after80.get(3)).as("dead").isBetween(2.29, 2.303);
        assertThat(transcript)
                .contains("hidden_w: gradients from 0.000 to 0.000")
                .contains("scores_w: gradients from 0.000 to 0.000")
                .contains("64 of 64 units are dead", ", 0 dead")
                .contains("rate 1.0000: loss 2.753, then 12.774, at last NaN")
                .contains("output 0 of 'Log'", "logarithms : Tensor had Inf values")
                .contains("label value of 10 which is outside the valid range of [0, 10)")
                .contains("rows of 1568 numbers, but W 10x2048 takes rows of 2048")
                .contains("difference (64, 64)", "the line: 1.500 x + 0.500, loss 0.0000");
        assertThat(Math.abs(numbers(transcript, "the line: (-?[\\d.]+) x").get(0)))
                .as("the slope that a wrong shape learns")
                .isLessThan(0.01);
        String[] profiles = transcript.split("profile of fast");
        assertThat(profiles[0]).containsPattern("\\d! .*PadImage .padded. .*reference");
        assertThat(profiles[1]).doesNotContain("!", "PadImage");
    }

    @Test
    void aNetBecomesAPlanAsItsPageSays() throws Exception {
        RecordedLesson lesson = new RecordedLesson("compiler");
        String transcript = lesson.run(FromNetToPlan::main, folder, folder.toString());
        lesson.checkParts(transcript, new PrintedText(0, Pattern.compile("(?m)^lane onednn.*")));
        lesson.checkPicture(folder.resolve("memory.svg"));
        assertThat(transcript)
                .contains("DropDeadNodes\n- probabilities = ", "DropIdentities\n- copy = ")
                .contains("+ factor = Constant()", "+ active = ConvRelu(")
                .contains("FCGradB WeightedSum", "Mul Conv Relu MaxPool FC Softmax Copy Copy Copy");
        double planned = whole(transcript, "([\\d,]+) bytes; if no two values shared");
        double unplanned = whole(transcript, "if no two values shared them: ([\\d,]+)");
        assertThat(planned / unplanned).as("a little more than half").isBetween(0.5, 0.6);
        assertThat(numbers(transcript, "(\\d+) to \\d+ in steps 0 to 1: scaled"))
                .as("pool stands where scaled stood")
                .isEqualTo(numbers(transcript, "(\\d+) to \\d+ in steps 2 to 3: pool"));
        String[] faces = transcript.substring(transcript.indexOf("\nworkspace ") + 1).split("\n");
        assertThat(faces[0].substring(10)).isEqualTo(faces[1].substring(10));
    }

    @Test
    void anOperatorIsWrittenAsItsPageSays() throws Exception {
        RecordedLesson lesson = new RecordedLesson("operator");
        String transcript = lesson.run(WriteAnOperator::main, folder, folder.toString());
        lesson.checkParts(transcript, new PrintedText(0.02, Pattern.compile("slow: step \\d+")));
        lesson.checkPicture(folder.resolve("waves.svg"), new PrintedText(0.1));
        List<Double> gradients = numbers(transcript, "gradient ([\\d.]+)");
        assertThat(gradients).hasSize(4);
        assertThat(numbers(transcript, "differences ([\\d.]+)"))
                .usingElementComparator((a, b) -> Math.abs(a - b) < 0.002 ? 0 : 1)
                .isEqualTo(gradients);
        assertThat(transcript)
                .containsPattern("= Snake\\(.*\\[onednn, java]")
                .containsPattern("= SnakeGradX\\(.*\\[java, reference]")
                .contains("(SnakeGradX) runs reference on java", "off by 0.0000");
        List<Double> seen = numbers(transcript, ": loss ([\\d.]+), of what");
        List<Double> unseen = numbers(transcript, "of what comes after ([\\d.]+)");
        assertThat(seen).hasSize(2).allMatch(loss -> loss < 0.001);
        assertThat(unseen.get(1)).as("Snake goes on").isLessThan(unseen.get(0) / 10);
    }

    @Test
    void aTrainingIsSeenAsItsPageSays() throws Exception {
        RecordedLesson lesson = new RecordedLesson("seeing");
        String transcript = lesson.run(Seeing::main, folder, folder.toString());
        Pattern slowest =
                Pattern.compile("(?m)^  [\\d.]+ ms .*"); // which they are is a matter of time
        lesson.checkParts(transcript, new PrintedText(0.02, slowest));
        lesson.checkPicture(folder.resolve("net.svg"));
        assertThat(transcript)
                .contains("session: {hidden_w=51, loss=51, notes=1}")
                .contains("workspace: {hidden_w=51, hidden_w/max=51, hidden_w/mean=51");
        List<Double> first = numbers(transcript, "loss from ([\\d.]+)");
        List<Double> last = numbers(transcript, "loss from [\\d.]+ to ([\\d.]+)");
        assertThat(last.get(0)).as("session").isLessThan(first.get(0) / 5);
        assertThat(last.get(1)).as("workspace").isLessThan(first.get(1) / 5);
    }

    /** The whole number, written with commas, that a pattern finds first. */
    private static double whole(String transcript, String pattern) {
        return Pattern.compile(pattern)
                .matcher(transcript)
                .results()
                .map(found -> Double.parseDouble(found.group(1).replace(",", "")))
                .findFirst()
                .orElseThrow();
    }
}
