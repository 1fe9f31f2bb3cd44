package org.duograph.experiments.lab.report;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.duograph.experiments.harness.Measurement;
import org.duograph.experiments.harness.Paper;

/** A number that one measurement gives. */
enum Quantity {
    /** Seconds to load the framework and its native library. */
    LOAD(m -> m.seconds().load()),
    /** The paper's "construction + initialisation": seconds to build a net and make it ready. */
    BUILD(m -> m.seconds().build()),
    /** Of {@link #BUILD}, what comes before initialisation, where the two were told apart. */
    CONSTRUCT(
            m ->
                    m.seconds().initialize() == 0
                            ? 0
                            : m.seconds().build() - m.seconds().initialize()),
    /** Of {@link #BUILD}, filling the parameters and what else makes the net ready. */
    INITIALIZE(m -> m.seconds().initialize()),
    /** Seconds of the first step, batch or call. */
    FIRST(m -> m.seconds().first()),
    /**
     * Seconds from nothing to the end of the first step, in which some frameworks go on building.
     */
    READY(m -> m.seconds().load() + m.seconds().build() + m.seconds().first()),
    /** Seconds of a step, batch or call: the median of those that one process timed. */
    STEP(Quantity::step),
    /** Images per second, by {@link #STEP}. */
    IMAGES_PER_SECOND(m -> step(m) == 0 ? 0 : m.request().batch() / step(m)),
    /** Seconds of as many training steps as the paper made. */
    PAPER_TRAINING(
            m -> m.seconds().training() / Math.max(1, m.losses().size()) * Paper.TRAINING_STEPS),
    /** Seconds of as many batches of inference as the paper made. */
    PAPER_INFERENCE(
            m ->
                    m.seconds().inference()
                            / Math.max(1, m.request().steps())
                            * Paper.INFERENCE_BATCHES),
    /** The share of test images that were classified right at the end. */
    ACCURACY(m -> m.accuracies().isEmpty() ? 0 : m.accuracies().get(m.accuracies().size() - 1)),
    /**
     * The most bytes that the process had resident; of one that computes on a GPU, what it took of
     * the GPU's memory.
     */
    PEAK_BYTES(m -> m.bytes().device() > 0 ? m.bytes().device() : m.bytes().peak()),
    /** Bytes that the framework planned. */
    PLANNED_BYTES(m -> m.bytes().planned()),
    /** Bytes to download. */
    DOWNLOAD_BYTES(m -> m.bytes().download()),
    /** Floating point operations per second. */
    FLOPS(Measurement::flops);

    private final ToDoubleFunction<Measurement> value;

    Quantity(ToDoubleFunction<Measurement> value) {
        this.value = value;
    }

    /** The number; 0 if this measurement has none. */
    double of(Measurement measurement) {
        return value.applyAsDouble(measurement);
    }

    private static double step(Measurement measurement) {
        List<Double> steps = measurement.seconds().steps();
        return steps.isEmpty() ? 0 : new Spread(steps).median();
    }
}
