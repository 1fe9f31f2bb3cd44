package org.duograph.experiments.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.duograph.data.Cifar10;
import org.duograph.data.DataSet;
import org.duograph.data.Shapes10;
import org.duograph.session.data.Dataset;
import org.duograph.session.data.DatasetReader;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FeedingTest {
    private static final DataSet FEW = new Shapes10(1, 40, 10).generate();

    @TempDir Path folder;

    private static List<NDArray> fourth(Dataset data) {
        try (DatasetReader reader = data.read()) {
            for (int i = 0; i < 3; i++) {
                reader.next();
            }
            return reader.next();
        }
    }

    @Test
    void aPipelineGivesTheSameBatchesHoweverManyThreadsMakeThem() throws IOException {
        Pipelines pipelines = new Pipelines(FEW.train(), 8);
        for (int way = 0; way < 2; way++) {
            Dataset alone = way == 0 ? pipelines.records(1) : pipelines.jpeg(1);
            Dataset several = way == 0 ? pipelines.records(3) : pipelines.jpeg(3);
            List<NDArray> batch = fourth(alone);
            assertThat(batch.get(0).shape()).isEqualTo(Shape.of(8, 3, 32, 32));
            assertThat(batch.get(1).shape()).isEqualTo(Shape.of(8));
            assertThat(fourth(several.prefetch(2))).isEqualTo(batch);
        }
    }

    @Test
    void aNetLearnsFromAPipeline() throws IOException {
        Pipelines pipelines = new Pipelines(FEW.train(), 8);
        try (FedTraining training = new FedTraining(pipelines.jpeg(2).prefetch(2))) {
            float before = training.train(1);
            assertThat(training.train(40)).isLessThan(before);
        }
    }

    @Test
    void eachPipelineHasALine() throws IOException {
        Cifar10.write(FEW, folder.resolve("few"));
        StringWriter printed = new StringWriter();
        CommandLine command = Feeding.commandLine().setOut(new PrintWriter(printed));
        String few = folder.resolve("few").toString();
        assertThat(command.execute("--data", few, "--batch", "4", "--steps", "1", "--rounds", "2"))
                .isZero();
        assertThat(printed.toString())
                .containsPattern("(?m)^records +[\\d,]+ +[\\d,]+ +[\\d,]+ +\\d+%")
                .containsPattern("(?m)^jpeg +[\\d,]+ +[\\d,]+ +[\\d,]+ +\\d+%");
        assertThat(command.execute("--threads", "0")).isEqualTo(2);
    }
}
