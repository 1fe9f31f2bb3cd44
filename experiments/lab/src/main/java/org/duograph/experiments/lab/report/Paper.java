package org.duograph.experiments.lab.report;

/**
 * The numbers that the paper reports in its section 5: TensorFlow 1 and Caffe2 on one NVIDIA K80.
 * The only numbers in the report that were not measured by it.
 */
final class Paper {
    static final String CITATION =
            "Baige Liu and Xiaoxue Zang (Stanford University): Caffe2 vs. TensorFlow: Which is a"
                    + " Better Deep Learning Framework?";

    static final String TENSORFLOW = "TensorFlow 1, K80 (paper)";
    static final String CAFFE2 = "Caffe2, K80 (paper)";

    /** Seconds that {@link #ARGMAX_CALLS} calls took in TensorFlow and in NumPy. */
    static final double ARGMAX_TENSORFLOW = 0.4066;

    static final double ARGMAX_NUMPY = 0.0075;

    static final int ARGMAX_CALLS = 9984;

    /** Batches in an epoch of training and of inference, and epochs. */
    static final int TRAINING_BATCHES = 781;

    static final int INFERENCE_BATCHES = 156;
    static final int EPOCHS = 10;
    static final int TRAINING_STEPS = EPOCHS * TRAINING_BATCHES;

    private Paper() {}
}
