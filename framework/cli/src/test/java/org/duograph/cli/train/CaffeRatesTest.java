package org.duograph.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntToDoubleFunction;
import org.duograph.cli.CommandLineRun;
import org.duograph.messages.MessageFiles;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rates are those of Caffe's solver, whose first step is number 0. */
class CaffeRatesTest {
    private static final int STEPS = 25;

    @TempDir Path folder;

    /** Compares each step's change of a weight whose gradient is always 1 with the formula. */
    private static void compare(String words, IntToDoubleFunction caffe) throws IOException {
        Solver solver =
                MessageFiles.parseText(
                        "base_lr: 0.5 max_iter: 25 " + words, "words", Solver.getDefaultInstance());
        ModelHelper model = new ModelHelper("m");
        String y = Brew.fc(model, "x", "y", 1, 1);
        model.addGradientOperators(model.op("SumElements", y, "loss"));
        Settings.of("words", solver).optimizer(STEPS).build(model);
        try (Workspace w = new Workspace("java", 1)) {
            w.runNetOnce(model.paramInitNet().proto());
            w.feedBlob("x", NDArray.of(Shape.of(1, 1), 1f));
            w.createNet(model.net().proto());
            for (int iter = 0; iter < STEPS; iter++) {
                double before = w.fetchBlob("y_b").item();
                w.runNet(model.net().name());
                double rate = before - w.fetchBlob("y_b").item();
                assertThat(rate)
                        .as(words + ", iter " + iter)
                        .isCloseTo(caffe.applyAsDouble(iter), within(1e-5));
            }
        }
    }

    @Test
    void eachPolicyIsCaffes() throws IOException {
        compare("lr_policy: 'fixed'", i -> 0.5);
        compare("lr_policy: 'step' gamma: 0.1 stepsize: 7", i -> 0.5 * Math.pow(0.1, i / 7));
        compare(
                "lr_policy: 'multistep' gamma: 0.5 stepvalue: 3 stepvalue: 10",
                i -> i < 3 ? 0.5 : i < 10 ? 0.25 : 0.125);
        compare("lr_policy: 'exp' gamma: 0.9", i -> 0.5 * Math.pow(0.9, i));
        compare("lr_policy: 'inv' gamma: 0.1 power: 0.75", i -> 0.5 * Math.pow(1 + 0.1 * i, -0.75));
        compare("lr_policy: 'poly' power: 2", i -> 0.5 * Math.pow(1 - i / 25.0, 2));
        compare(
                "lr_policy: 'sigmoid' gamma: -0.5 stepsize: 10",
                i -> 0.5 / (1 + Math.exp(0.5 * (i - 10))));
    }

    @Test
    void aRunOfOneStepByPolyMovesAsFarAsOneByFixed() throws IOException {
        TinyTraining tiny = TinyTraining.in(folder);
        String rest = " dataset: 'mnist' batch_size: 32 max_iter: 1 random_seed: 7";
        Path fixed = folder.resolve("fixed");
        Path poly = folder.resolve("poly");
        good(tiny.trainBy("lr_policy: 'fixed'" + rest, "--out", fixed));
        good(tiny.trainBy("lr_policy: 'poly' power: 1" + rest, "--out", poly));
        assertThat(poly.resolve("tiny_init.pb"))
                .hasSameBinaryContentAs(fixed.resolve("tiny_init.pb"));
    }

    private static void good(CommandLineRun run) {
        assertThat(run.code()).as(run.err()).isZero();
    }
}
