package org.duograph.experiments.recurrent;

/** The {@link Task} as a framework does it. */
interface Trainer extends AutoCloseable {
    /** Who it is, for the report. */
    String describe();

    /**
     * One step: forwards and backwards and, if asked for, the update of all parameters.
     *
     * @return the loss before the step
     */
    float step(boolean update);

    /** The sum of the squares of the gradient of the lower layer's weights, in the last step. */
    double gradientSquares();

    @Override
    void close();
}
