package org.duograph.experiments.harness;

/**
 * The numbers that the paper reports in its section 5: TensorFlow 1 and Caffe2 on one NVIDIA K80.
 * The only numbers in reports that were not measured by them.
 */
public final class Paper {
    /** How to cite it. */
    public static final String CITATION =
            "Baige Liu and Xiaoxue Zang (Stanford University): Caffe2 vs. TensorFlow: Which is a"
                    + " Better Deep Learning Framework?";

    /** How often the paper measured each. */
    public static final int RUNS = 10;

    /** Batches in an epoch of training. */
    public static final int TRAINING_BATCHES = 781;

    /** Batches in an epoch of inference. */
    public static final int INFERENCE_BATCHES = 156;

    /** Epochs of training. */
    public static final int EPOCHS = 10;

    /** Batches of the whole training. */
    public static final int TRAINING_STEPS = EPOCHS * TRAINING_BATCHES;

    /** TensorFlow 1's rows of Tables 2 and 3. */
    public static final Row TENSORFLOW =
            new Row("TensorFlow 1, K80 (paper)", 4.71, 89.43, 3.96, 3.960, 3.405);

    /** Caffe2's rows of Tables 2 and 3. */
    public static final Row CAFFE2 =
            new Row("Caffe2, K80 (paper)", 1.89, 55.71, 0.40, 2.424, 1.854);

    /** Calls of argmax in the paper's experiment. */
    public static final int ARGMAX_CALLS = 9984;

    /** Seconds that {@link #ARGMAX_CALLS} calls took in TensorFlow. */
    public static final double ARGMAX_TENSORFLOW = 0.4066;

    /** Seconds that {@link #ARGMAX_CALLS} calls took in NumPy. */
    public static final double ARGMAX_NUMPY = 0.0075;

    private Paper() {}

    /**
     * What the paper says of the 6-layer net in a system.
     *
     * @param system the system and its GPU
     * @param construction graph construction and initialisation, seconds
     * @param training 10 epochs, seconds
     * @param inference an epoch, seconds
     * @param trainingGigabytes the GPU's memory in training, 10^9 bytes
     * @param inferenceGigabytes the same in inference
     */
    public record Row(
            String system,
            double construction,
            double training,
            double inference,
            double trainingGigabytes,
            double inferenceGigabytes) {}
}
