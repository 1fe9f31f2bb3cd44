package org.duograph.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.data.ProgressBar;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenersTest {
    private static final Samples ONES = Samples.of(2, NDArray.vector(1, 1, 1, 1));

    @TempDir Path folder;

    private final List<Double> losses = new ArrayList<>();
    private final Line line = new Line();
    private int epoch = -1;

    /** A learner whose validation losses are these, whatever it learns. */
    private Learner losing(double... valLosses) {
        return new Learner() {
            @Override
            public Map<String, Double> train(List<NDArray> batch) {
                return line.train(batch);
            }

            @Override
            public Map<String, Double> evaluate(List<NDArray> batch) {
                epoch++;
                losses.add(valLosses[epoch]);
                return Map.of("loss", valLosses[epoch]);
            }

            @Override
            public double learningRate() {
                return line.learningRate();
            }

            @Override
            public void setLearningRate(double rate) {
                line.setLearningRate(rate);
            }

            @Override
            public List<NDArray> weights() {
                return line.weights();
            }

            @Override
            public void setWeights(List<NDArray> weights) {
                line.setWeights(weights);
            }

            @Override
            public void save(Path path) throws IOException {
                line.save(path);
            }
        };
    }

    private History fit(Learner learner, int epochs, Listener... listeners) {
        return new Trainer(learner, listeners)
                .fit(ONES, Samples.of(4, NDArray.vector(1, 1, 1, 1)), epochs);
    }

    @Test
    void trainingStopsWhenTheLossGetsNoBetter() {
        EarlyStopping stopping = new EarlyStopping("val_loss", 2);
        History history = fit(losing(5, 4, 4.5, 3, 3.1, 3, 1), 7, stopping);
        assertThat(history.epochs()).hasSize(6);
        assertThat(stopping.stoppedEpoch()).isEqualTo(5);
        EarlyStopping patient = new EarlyStopping("val_loss", 0);
        epoch = -1;
        assertThat(fit(losing(5, 4, 4), 3, patient.minDelta(0.5)).epochs()).hasSize(3);
        epoch = -1;
        assertThat(fit(losing(5, 4.6, 4), 3, patient.minDelta(0.5)).epochs()).hasSize(2);
    }

    @Test
    void theWeightsOfTheBestEpochComeBack() {
        List<Double> numbers = new ArrayList<>();
        LambdaCallback note = new LambdaCallback().onEpochEnd((e, n) -> numbers.add(line.number));
        fit(losing(5, 3, 4, 4), 4, note, new EarlyStopping("val_loss", 2).restoreBestWeights());
        assertThat(line.number).isCloseTo(numbers.get(1), within(1e-6));
        assertThat(numbers.get(3)).isGreaterThan(numbers.get(1));
    }

    @Test
    void accuraciesAreBetterWhenLarger() {
        Monitor accuracy = new Monitor("val_accuracy", 0);
        assertThat(List.of(0.5, 0.4, 0.6).stream().map(accuracy::improves))
                .containsExactly(true, false, true);
        assertThat(accuracy.best()).isEqualTo(0.6);
    }

    @Test
    void aNumberThatThereIsNotIsAnErrorThatSaysWhatToDo() {
        assertThatThrownBy(() -> new Trainer(line, new EarlyStopping()).fit(ONES, 1))
                .hasMessage(
                        "Early stopping watches \"val_loss\", but an epoch has only [loss]. Give fit validation samples, or watch another number");
    }

    @Test
    void checkpointsHaveNumbersInTheirNames() {
        Map<String, Double> numbers = Map.of("val_loss", 0.2449);
        assertThat(ModelCheckpoint.filled("w.{epoch:02d}-{val_loss:.2f}", 2, numbers))
                .isEqualTo("w.03-0.24");
        assertThat(ModelCheckpoint.filled("w{epoch}", 11, numbers)).isEqualTo("w12");
        assertThatThrownBy(() -> ModelCheckpoint.filled("w{acc:.2f}", 2, numbers))
                .hasMessageContaining("asks for {acc:.2f}, but an epoch has only");
        assertThatThrownBy(() -> ModelCheckpoint.filled("w{epoch:x}", 2, numbers))
                .hasMessageContaining("\"x\" in \"w{epoch:x}\" is no format");
        assertThatThrownBy(() -> new ModelCheckpoint("w-{epoch"))
                .hasMessageContaining("\"w-{epoch\" has a brace without its other");
    }

    @Test
    void onlyTheBestIsSaved() {
        String name = folder.resolve("w{epoch}").toString();
        fit(losing(5, 6, 4), 3, new ModelCheckpoint(name).saveBestOnly("val_loss"));
        assertThat(folder.resolve("w1")).exists();
        assertThat(folder.resolve("w2")).doesNotExist();
        assertThat(folder.resolve("w3")).exists();
    }

    @Test
    void ratesFollowAScheduleOrAPlateau() {
        List<Double> rates = new ArrayList<>();
        LambdaCallback note = new LambdaCallback().onEpochEnd((e, n) -> rates.add(line.rate));
        fit(losing(1, 1, 1), 3, new LearningRateScheduler(e -> 1.0 / (e + 1)), note);
        assertThat(rates).containsExactly(1.0, 0.5, 1.0 / 3);
        rates.clear();
        epoch = -1;
        fit(losing(1, 1), 2, LearningRateScheduler.ofLast((e, rate) -> rate * 3), note);
        assertThat(rates.get(1)).isCloseTo(3, within(1e-9));
        rates.clear();
        epoch = -1;
        line.rate = 1;
        ReduceLROnPlateau plateau = new ReduceLROnPlateau("val_loss", 0.1, 2).notBelow(0.05);
        fit(losing(3, 3, 3, 3, 3, 3, 2), 7, note, plateau);
        assertThat(rates).containsExactly(1.0, 1.0, 1.0, 0.1, 0.1, 0.05, 0.05);
    }

    @Test
    void numbersGoToAFileOfCommas() throws IOException {
        Path file = folder.resolve("log.csv");
        fit(losing(5, 4), 2, new CSVLogger(file));
        assertThat(Files.readAllLines(file)).hasSize(3).startsWith("epoch,loss,val_loss");
        assertThat(Files.readAllLines(file).get(2)).startsWith("1,0.").endsWith(",4.0");
        epoch = -1;
        fit(losing(3), 1, new CSVLogger(file).appending());
        assertThat(Files.readAllLines(file)).hasSize(4);
        assertThat(Files.readString(file)).endsWith(",3.0\n");
    }

    @Test
    void aLossThatIsNoNumberEndsTheTraining() {
        line.rate = Double.POSITIVE_INFINITY;
        TerminateOnNaN stop = new TerminateOnNaN();
        History history = new Trainer(line, stop).fit(ONES, 5);
        assertThat(stop.stoppedBatch()).isEqualTo(1);
        assertThat(history.epochs()).containsExactly(0);
    }

    @Test
    void aBarShowsEachEpoch() {
        StringBuilder out = new StringBuilder();
        ProgressBar bar = ProgressBar.on(out, false);
        new Trainer(line, new BarListener(bar)).fit(ONES, 2);
        assertThat(out.toString().lines().filter(l -> l.contains("Epoch 2/2: 4 samples in")))
                .hasSize(1)
                .allMatch(l -> l.contains("loss 0."));
    }

    @Test
    void theHistoryIsATextAndAPicture() throws IOException {
        History history = fit(losing(5, 4, 3), 3);
        assertThat(history.toString().lines())
                .hasSize(3)
                .element(2)
                .asString()
                .endsWith("val_loss 3.0000");
        assertThatThrownBy(() -> history.get("los")).hasMessageContaining("did you mean \"loss\"");
        history.plot(folder.resolve("history.svg"));
        String svg = Files.readString(folder.resolve("history.svg"));
        assertThat(svg).startsWith("<svg ").contains("<polyline points=").endsWith("</svg>\n");
        String curve = svg.substring(svg.indexOf("class=\"validation\" points=\""));
        assertThat(curve.split("\"")[3].split(" ")).hasSize(3);
        assertThat(new History().svg()).contains("</svg>");
    }
}
