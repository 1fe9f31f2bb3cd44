package org.duograph.cli.train;

import java.io.IOException;

/** Writes down how a training goes, while it does. */
interface Recorder {
    /** What is written, as the beginning of a sentence: {@code The table of the training}. */
    String what();

    /**
     * A step was done.
     *
     * @param step its number, the first being 1
     * @param rate its learning rate
     */
    void step(int step, double rate, double loss) throws IOException;

    /**
     * An epoch is over, or the net was tested.
     *
     * @param step how many steps were done
     * @param epoch how many epochs have been trained, with a fraction
     * @param rate the learning rate of the last step
     * @param accuracy of the test images, from 0 to 1; NaN if it was not measured
     */
    void line(int step, double epoch, double rate, double accuracy) throws IOException;
}
