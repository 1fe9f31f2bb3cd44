package org.duograph.experiments.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.duograph.experiments.harness.Request;
import org.duograph.experiments.harness.Request.Kind;
import org.junit.jupiter.api.Test;

class ExperimentTest {
    @Test
    void theFullScaleIsNotScaledDown() {
        for (Request request : Experiment.ALL.requests(Scale.FULL)) {
            assertThat(Experiment.reductions(request, 5)).as(request.label()).isEmpty();
        }
    }

    @Test
    void whatIsLessIsNamed() {
        List<Request> quick = Experiment.ALL.requests(Scale.QUICK);

        assertThat(quick.stream().filter(r -> r.kind() == Kind.TABLE2))
                .singleElement()
                .extracting(r -> Experiment.reductions(r, 1))
                .isEqualTo("10 of 156 steps, 1 of 10 epochs, 640 images, 1 of 5 rounds");
        assertThat(quick.stream().filter(r -> r.kind() == Kind.LATENCY))
                .singleElement()
                .extracting(r -> Experiment.reductions(r, 5))
                .isEqualTo("50 of 1000 steps, 640 images");
    }

    @Test
    void smallerBatchesAreNamedAndStepsComparedAllTheSame() {
        Scale small = new Scale(5, 50, 10, 3, 0, 2, 1, "cifar10");
        assertThat(Experiment.GPU.requests(small))
                .filteredOn(r -> r.kind() == Kind.TRAIN && r.net().equals("six"))
                .extracting(r -> Experiment.reductions(r, 5))
                .containsExactly("2 of 64 images per batch, 50 of 100 steps");
    }

    @Test
    void whatIsMeasuredOnceAnywayIsNotScaledDown() {
        assertThat(Experiment.DOWNLOAD.requests(Scale.FULL))
                .extracting(r -> Experiment.reductions(r, 1))
                .containsExactly("");
        assertThat(Experiment.LEARNS.requests(Scale.FULL))
                .extracting(r -> Experiment.reductions(r, 1))
                .containsOnly("");
    }
}
