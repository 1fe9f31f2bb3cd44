package org.duograph.tutorials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.duograph.data.DataSources;
import org.duograph.data.Mnist;
import org.duograph.data.Texts;
import org.duograph.testing.OutsideData;
import org.duograph.tutorials.basics.FirstNet;
import org.duograph.tutorials.characters.CharRnn;
import org.duograph.tutorials.cifar10.SixLayers;
import org.duograph.tutorials.clothes.Clothes;
import org.duograph.tutorials.control.DecideAndRepeat;
import org.duograph.tutorials.faces.TwoWays;
import org.duograph.tutorials.gradients.HowGradientsWork;
import org.duograph.tutorials.regression.ToyRegression;
import org.duograph.tutorials.sequences.FirstSequences;
import org.duograph.tutorials.sessions.FirstSession;
import org.duograph.tutorials.zoo.ModelZoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The lessons print what their pages show.
 *
 * <p>After a wanted change, {@code -Dduograph.record=true} writes the recorded outputs anew.
 */
class LessonsTest {
    @TempDir Path folder;

    @Test
    void theFirstNetRunsAsItsPageSays() throws Exception {
        RecordedLesson lesson = new RecordedLesson("basics");
        String transcript = lesson.run(FirstNet::main, folder, folder.toString());
        lesson.checkParts(transcript, new PrintedText(1e-4));
        lesson.checkPicture(folder.resolve("my_first_net.svg"));
    }

    @Test
    void theFirstSessionRunsAsItsPageSays() throws Exception {
        RecordedLesson lesson = new RecordedLesson("sessions");
        String transcript = lesson.run(FirstSession::main, folder, folder.toString());
        lesson.checkParts(transcript, new PrintedText(1e-4));
        List<Double> losses = numbers(transcript, "loss ([\\d.]+)");
        assertThat(losses.get(losses.size() - 1)).isLessThan(losses.get(0) / 1000);
        assertThat(transcript).contains("the line: 4.000 x + 1.000");
        String[] sides = transcript.substring(transcript.indexOf("session:   Y = ")).split("\n");
        assertThat(sides[0].substring(11)).isEqualTo(sides[1].substring(11)); // both faces agree
    }

    @Test
    void bothFacesSayTheSameAsTheirPageSays() throws Exception {
        RecordedLesson lesson = new RecordedLesson("faces");
        String transcript = lesson.run(TwoWays::main, folder);
        lesson.checkParts(transcript, new PrintedText(1e-4));
        assertThat(transcript).contains("same numbers: true");
        assertThat(transcript.split("FC, Softmax")).as("the same operators").hasSize(3);
        List<String> earlier = List.of("a misspelt operator", "a misspelt name", "weights for");
        for (String mistake : earlier) { // a graph knows names and shapes while it is built
            assertThat(transcript).containsPattern(mistake + ".* when .* while it is written");
        }
        assertThat(transcript)
                .containsPattern("rows of four numbers +when it runs +when it is fed")
                .containsPattern("no mistake at all +never +never");
    }

    @Test
    void gradientsWorkAsTheirPageSays() throws Exception {
        RecordedLesson lesson = new RecordedLesson("gradients");
        String transcript = lesson.run(HowGradientsWork::main, folder, folder.toString());
        lesson.checkParts(transcript, new PrintedText(1e-3));
        lesson.checkPicture(folder.resolve("tanh.svg"), new PrintedText(0.005));
        assertThat(transcript).contains("dw = 30.0, db = 10.0, dx = 20.0"); // by hand
        assertThat(transcript)
                .contains("of w: w_grad = 30.0\nof b: v_grad = 10.0\nof x: x_grad = 20.0");
        assertThat(transcript).contains("dw = 30.0\ndb = 10.0\ndx = 20.0");
        assertThat(transcript).contains("= Sum(", "dx = 13.0"); // 2 * 5 + 3
        assertThat(transcript).contains("3 x^2: off by 0.0", "2 x^2: off by 4.0");
        List<Double> offs = numbers(transcript, "slope [\\d.]+, off by (-?[\\d.]+)");
        assertThat(Math.abs(offs.get(2))).as("a thousandth").isLessThan(Math.abs(offs.get(0)));
        assertThat(Math.abs(offs.get(4))).as("too small").isGreaterThan(Math.abs(offs.get(2)));
        List<Double> newton = numbers(transcript, "downhill, ([\\d.]+) Newton");
        List<Double> downhill = numbers(transcript, "([\\d.]+) downhill");
        assertThat(newton.get(newton.size() - 1)).isEqualTo(3);
        assertThat(downhill.get(downhill.size() - 1)).isGreaterThan(3.001);
    }

    @Test
    void aLineIsLearntAsItsPageSays() throws Exception {
        RecordedLesson lesson = new RecordedLesson("regression");
        String transcript = lesson.run(ToyRegression::main, folder, folder.toString());
        lesson.checkParts(transcript, new PrintedText(2e-3));
        lesson.checkPicture(folder.resolve("loss.svg"), new PrintedText(0.005));
        lesson.checkPicture(folder.resolve("line.svg"), new PrintedText(0.005));
        assertThat(transcript).contains("same losses: true");
        double slope = numbers(transcript, "the line: (-?[\\d.]+) x").get(0);
        double offset = numbers(transcript, "the line: [\\d.]+ x \\+ ([\\d.]+)").get(0);
        assertThat(slope).as("near the truth, 1.5").isBetween(1.4, 1.6);
        assertThat(offset).as("near the truth, 0.5").isBetween(0.4, 0.6);
        assertThat(numbers(transcript, "the formula: ([\\d.]+) x").get(0))
                .as("the learnt line is the formula's")
                .isCloseTo(slope, within(2e-3));
        List<Double> losses = numbers(transcript, "epoch +\\d+: loss ([\\d.]+)");
        assertThat(losses).hasSize(14); // of both faces
        assertThat(losses.get(6)).as("half the noise's variance").isBetween(0.015, 0.025);
        List<Double> after12 = numbers(transcript, "rate .* ([\\d.]+)(?=\n|$)");
        assertThat(after12).hasSize(4);
        assertThat(after12.get(0)).as("too slow").isGreaterThan(1);
        assertThat(after12.get(2)).as("there at once").isLessThan(0.03);
        assertThat(after12.get(3)).as("too fast").isGreaterThan(100);
    }

    @Test
    void netsDecideAndRepeatAsTheirPageSays() throws Exception {
        RecordedLesson lesson = new RecordedLesson("control");
        String transcript = lesson.run(DecideAndRepeat::main, folder);
        lesson.checkParts(transcript, new PrintedText(1e-3));
        Map<String, String> parts = RecordedLesson.parts(transcript);
        assertThat(parts.get("choose-1")).as("both faces").isEqualTo(parts.get("choose-2"));
        assertThat(parts.get("repeat-1")).as("both faces").isEqualTo(parts.get("repeat-2"));
        assertThat(transcript).contains("-> 3.0, slope -1.0", "root of 1: 1.000 in 0 steps");
        List<Double> slopes = numbers(transcript, "slope ([\\d.]+), by");
        List<Double> formula = numbers(transcript, "by formula ([\\d.]+)");
        assertThat(slopes.get(0)).as("no iteration").isEqualTo(1).isNotEqualTo(formula.get(0));
        assertThat(slopes.subList(1, 4)).isEqualTo(formula.subList(1, 4));
        assertThat(transcript).contains("27: 111 steps", "credit    2  0  2  0  1", "sum 14.0");
    }

    @Test
    void aTrainedNetIsPutToWorkAsItsPageSays() throws Exception {
        RecordedLesson lesson = new RecordedLesson("zoo");
        String transcript = lesson.run(ModelZoo::main, folder, folder.toString());
        // How many of the drawings are named rightly hangs on the last digits of the weights.
        Pattern right = Pattern.compile("\\d+(?= of 300 test pictures)");
        lesson.checkParts(transcript, new PrintedText(0.1, right));
        lesson.checkPicture(folder.resolve("drawings.png"), 1);
        lesson.checkPicture(folder.resolve("style.png"), 3);
        assertThat(transcript).contains("Trouser", "Bag", "same answers, but for rounding: true");
        List<Double> best = numbers(transcript, "(?m)^[\\w/-]+ ([01]\\.\\d{3}), ");
        assertThat(best).hasSize(4);
        assertThat(best.get(3)).as("of the heart").isLessThan(best.get(0));
        List<Double> named = numbers(transcript, "(\\d+) of 300 test pictures");
        assertThat(named).hasSize(5).allMatch(n -> n > 250);
        assertThat(named.get(1))
                .as("fine-tuned, and from nothing")
                .isCloseTo(named.get(3), within(30.0));
        assertThat(named.get(4)).as("written and read").isEqualTo(named.get(0));
        List<Double> style = numbers(transcript, "style ([\\d.]+), content");
        List<Double> content = numbers(transcript, "content ([\\d.]+)");
        assertThat(style.get(style.size() - 1)).isLessThan(style.get(0) / 5);
        assertThat(content.get(0)).isZero();
        assertThat(content.get(content.size() - 1)).isGreaterThan(0.1);
    }

    @Test
    void sequencesAreLearntAsTheirPageSays() throws Exception {
        RecordedLesson lesson = new RecordedLesson("sequences");
        String transcript = lesson.run(FirstSequences::main, folder);
        lesson.checkParts(transcript, new PrintedText(0.05)); // rounding grows from step to step
        List<Double> losses = numbers(transcript, "mean loss ([\\d.]+)");
        assertThat(losses.get(losses.size() - 1)).isLessThan(losses.get(0) / 20);
        assertThat(transcript).contains("key 9 is looked at", "two halves end as the whole does");
        assertThat(transcript.split("is looked at")).as("only one key").hasSize(2);
    }

    @Test
    void clothesAreToldApartAsTheirPageSays() throws Exception {
        requireFashionMnist();
        RecordedLesson lesson = new RecordedLesson("clothes");
        String transcript = lesson.run(Clothes::main, folder, "quick", folder.toString());
        // Rounding differs between processors and grows from step to step.
        Pattern free =
                Pattern.compile("(?m)^\\d [A-Z].*%$|^\\d+(?= of 1000)|^ *\\d+ % .*$|[\\d.]+ %$");
        lesson.checkParts(transcript, new PrintedText(0.1, free));
        lesson.checkPicture(folder.resolve("clothes.png"));
        lesson.checkPicture(folder.resolve("loss.svg"), new PrintedText(0.25));
        Pattern anything = Pattern.compile("(?s).+"); // the table's numbers, which are free
        lesson.checkPicture(folder.resolve("confusion.svg"), new PrintedText(0, anything));
        lesson.checkSize(folder.resolve("mistakes.png"));
        lesson.checkSize(folder.resolve("filters.png"));
        List<Double> right = numbers(transcript, "right ([\\d.]+) %");
        assertThat(right).hasSize(8);
        assertThat(right.get(3)).as("in a workspace").isBetween(80.0, 95.0);
        assertThat(right.get(7)).as("in a session").isCloseTo(right.get(3), within(5.0));
        double training = numbers(transcript, "epoch 4: loss ([\\d.]+)").get(0);
        double testing = numbers(transcript, "epoch 4: loss .* on test images ([\\d.]+)").get(0);
        assertThat(training).as("some of it is learnt by heart").isLessThan(testing - 0.05);
        List<Double> found = numbers(transcript, "(?m)^\\d [A-Z].* ([\\d.]+)%$");
        assertThat(found).as("of each class, what was found").hasSize(10);
        assertThat(found.indexOf(Collections.min(found))).as("shirts are the hardest").isEqualTo(6);
        assertThat(found.get(1)).as("trousers are easy").isGreaterThan(90);
        List<Double> shirts = numbers(transcript, "(?<=6 Shirt {7}[ \\d]{0,60} )(\\d+)(?![\\d.])");
        assertThat(shirts.get(0) + shirts.get(2) + shirts.get(4))
                .as("taken for T-shirts, pullovers and coats")
                .isGreaterThan(shirts.get(1) + shirts.get(3) + shirts.get(5));
        String shoe = "(?:Sneaker|Sandal|Ankle boot)";
        Pattern shoes = Pattern.compile(" % " + shoe + ", really " + shoe);
        assertThat(shoes.matcher(transcript).results()).as("of 8").hasSizeGreaterThan(4);
    }

    /** Takes minutes, so it runs only when asked for; its training is on the page. */
    @Test
    void clothesAreLearntFromAllImages() throws Exception {
        assumeTrue(Boolean.getBoolean("duograph.slow"), "takes minutes: -Dduograph.slow=true");
        requireFashionMnist();
        RecordedLesson lesson = new RecordedLesson("clothes-real");
        String transcript = lesson.run(Clothes::main, folder, folder.toString());
        assertThat(transcript).contains("60,000 training and 10,000 test images");
        int from = transcript.indexOf("\n== In a workspace");
        int to = transcript.indexOf("\n== In a session");
        Pattern share = Pattern.compile("[\\d.]+(?= %)");
        lesson.checkParts(transcript.substring(from, to), new PrintedText(0.05, share));
        assertThat(numbers(transcript, "right ([\\d.]+) %").get(3)).isGreaterThan(88);
    }

    private static void requireFashionMnist() {
        try {
            Mnist.FASHION.find(null, DataSources.standard());
        } catch (IOException e) {
            abort(e.getMessage());
        }
    }

    @Test
    void theSixLayersLearnAsTheirPageSays() throws Exception {
        RecordedLesson lesson = new RecordedLesson("cifar10");
        String transcript = lesson.run(SixLayers::main, folder, "quick", folder.toString());
        // Rounding differs between processors and grows from step to step.
        Pattern guesses = Pattern.compile("(?m)^ *\\d+ % [\\w-]+(?=, really)|[\\d.]+(?= % of)");
        lesson.checkParts(transcript, new PrintedText(0.08, guesses));
        lesson.checkPicture(folder.resolve("six_layers.svg"));
        assertThat(percentRight(transcript)).isGreaterThan(25); // 10 would be guessing
        assertThat(numbers(transcript, "(?m)^ *(\\d+) % [\\w-]+, really"))
                .as("how sure it is of eight images")
                .hasSize(8)
                .allMatch(percent -> percent > 10 && percent <= 100);
        assertTheStepGetsByWithLessThanHalf(transcript);
        List<Double> losses = numbers(transcript, "mean loss ([\\d.]+)");
        assertThat(losses.get(0)).isBetween(2.2, 2.5); // near log 10: nothing is known yet
        assertThat(losses.get(losses.size() - 1)).isLessThan(losses.get(0) - 0.5);
        lesson.checkPicture(folder.resolve("images.png"));
    }

    @Test
    void theNetLearnsToWriteAsItsPageSays() throws Exception {
        RecordedLesson lesson = new RecordedLesson("characters");
        String transcript = lesson.run(CharRnn::main, folder, folder.toString());
        // One letter that is drawn otherwise changes all that follow.
        Pattern written = Pattern.compile("(?m)(?:^\\|.*\n)+");
        lesson.checkParts(transcript, new PrintedText(0.1, written));
        List<Double> losses = numbers(transcript, "smoothed loss ([\\d.]+)");
        assertThat(losses.get(0)).isEqualTo(4.290); // log 73: nothing is known yet
        assertThat(losses.get(losses.size() - 1)).isLessThan(1.2);
        double calm = shareOfWords(transcript, "temperature 0.2");
        double wild = shareOfWords(transcript, "temperature 1.2");
        assertThat(shareOfWords(transcript, "== Before training")).isLessThan(0.3);
        assertThat(calm).isGreaterThan(0.9);
        assertThat(wild).isLessThan(calm);
        assertThat(shareOfWords(transcript, "== Saving and loading")).isGreaterThan(0.7);
    }

    @Test
    void theTransformerLearnsAsThePageSays() throws Exception {
        RecordedLesson lesson = new RecordedLesson("attention");
        String transcript = lesson.run(CharRnn::main, folder, "attention");
        Pattern written = Pattern.compile("(?m)(?:^\\|.*\n)+");
        lesson.checkParts(transcript, new PrintedText(0.1, written));
        List<Double> losses = numbers(transcript, "smoothed loss ([\\d.]+)");
        assertThat(losses.get(0)).isEqualTo(4.290); // log 73: nothing is known yet
        assertThat(losses.get(losses.size() - 1)).isLessThan(3.2);
    }

    /**
     * Which share of the words written after a heading, from three letters on, Newton wrote too.
     */
    private static double shareOfWords(String transcript, String heading) {
        Set<String> known = Set.copyOf(words(Texts.opticks()));
        String after = transcript.substring(transcript.indexOf(heading) + heading.length());
        List<String> written =
                words(
                        after.lines()
                                .skip(1)
                                .takeWhile(line -> line.startsWith("|"))
                                .collect(Collectors.joining("\n")));
        assertThat(written).as("words after " + heading).isNotEmpty();
        return written.stream().filter(known::contains).count() / (double) written.size();
    }

    private static List<String> words(String text) {
        return Pattern.compile("[A-Za-z]{3,}")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
    }

    /** Takes minutes, so it runs only when asked for; its training and test are on the page. */
    @Test
    void theSixLayersLearnCifar10() throws Exception {
        assumeTrue(Boolean.getBoolean("duograph.slow"), "takes minutes: -Dduograph.slow=true");
        OutsideData.cifar10();
        RecordedLesson lesson = new RecordedLesson("cifar10-real");
        String transcript = lesson.run(SixLayers::main, folder, folder.toString());
        assertThat(transcript).contains("50,000 training and 10,000 test images");
        int from = transcript.indexOf("\n== Training");
        int to = transcript.indexOf("\n== Saving");
        Pattern share = Pattern.compile("[\\d.]+(?= % of)");
        lesson.checkParts(transcript.substring(from, to), new PrintedText(0.1, share));
        assertThat(percentRight(transcript)).isGreaterThan(50);
    }

    private static void assertTheStepGetsByWithLessThanHalf(String transcript) {
        double planned = numbers(transcript, "memory of a step: ([\\d.]+) MB").get(0);
        double unplanned = numbers(transcript, "no two blobs shared it: ([\\d.]+) MB").get(0);
        assertThat(planned).isLessThan(unplanned / 2);
    }

    private static double percentRight(String transcript) {
        return numbers(transcript, "([\\d.]+) % of \\d+ test images").get(0);
    }

    static List<Double> numbers(String transcript, String pattern) {
        List<Double> numbers =
                Pattern.compile(pattern)
                        .matcher(transcript)
                        .results()
                        .map(found -> Double.parseDouble(found.group(1)))
                        .toList();
        assertThat(numbers).as(pattern).isNotEmpty();
        return numbers;
    }
}
