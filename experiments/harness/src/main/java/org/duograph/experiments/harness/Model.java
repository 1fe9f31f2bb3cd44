package org.duograph.experiments.harness;

import java.nio.FloatBuffer;
import java.util.List;

/** A net constructed by a framework. One thread uses it. */
public interface Model extends AutoCloseable {
    /**
     * Fills the parameters by the framework's own initialisers: He for filters and weights, zero
     * for biases and shifts, one for scales. Called once, before anything else. When this returns,
     * nothing is left to be built in the first step, as far as the framework lets one do that.
     */
    void initialize();

    /**
     * One step of gradient descent on a full batch. When it returns, the step is over.
     *
     * @param images a direct buffer of batch x 3 x 32 x 32 floats in {@link Framework#imageOrder},
     *     position 0, unchanged until this returns
     * @param labels class numbers, one per image
     * @return the loss before the step
     */
    float trainStep(FloatBuffer images, int[] labels, float learningRate);

    /**
     * Class scores of a full batch with the present parameters; batch normalisation uses running
     * means and variances.
     *
     * @param images as for {@link #trainStep}
     * @param scores where to write batch x 10 scores, before softmax
     */
    void infer(FloatBuffer images, float[] scores);

    /**
     * Replaces all parameters, and sets momenta to zero, running means to 0 and running variances
     * to 1.
     *
     * @param parameters in the order and shapes of {@link NetSpec#parameters}
     */
    void load(List<float[]> parameters);

    /** Bytes that the framework planned for values and scratch memory, or 0 if it does not say. */
    long plannedBytes();

    /** Bytes of a GPU's memory that it has taken; 0 if it does not compute on one. */
    default long deviceBytes() {
        return 0;
    }

    @Override
    void close();
}
