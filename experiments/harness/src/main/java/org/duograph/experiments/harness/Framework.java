package org.duograph.experiments.harness;

/**
 * A framework as the harness sees it. Each implementation sets its framework up as that one's own
 * documentation advises, and as fast as it gets.
 *
 * <p>Found with {@link java.util.ServiceLoader} through {@link Provider}: only one framework is on
 * the class path of a measuring process.
 */
public interface Framework extends AutoCloseable {
    /** Opens a framework in one of the ways in which it can be set up. */
    interface Provider {
        /** The framework's name, such as {@code pytorch}. */
        String name();

        /**
         * Loads the framework's native library and makes it ready: when this returns, nothing of it
         * is still being loaded.
         *
         * @param variant how to set it up, such as {@code channels-last}; empty for the only way
         * @throws IllegalArgumentException if there is no such variant; the message lists them
         */
        Framework open(String variant);
    }

    /** Version, instruction set, threads: a line for the report. */
    String describe();

    /** The order in which it wants the numbers of images. */
    ImageOrder imageOrder();

    /** Constructs a net: layers, gradients and optimizer. {@link Model#initialize} comes next. */
    Model construct(Setup setup);

    /** Constructs and initialises a net. */
    default Model build(Setup setup) {
        Model model = construct(setup);
        model.initialize();
        return model;
    }

    /** Prepares finding the index of the largest of {@code n} numbers, a column n x 1. */
    Argmax argmax(int n);

    /**
     * Floating point operations per second of a big float32 matrix product, the fastest of a few
     * tries; 0 if the framework does not offer to measure it.
     */
    default double peakFlops() {
        return 0;
    }

    @Override
    void close();

    /** How the numbers of a batch of images stand. */
    enum ImageOrder {
        /** Images, channels, rows, columns. */
        NCHW,
        /** Images, rows, columns, channels. */
        NHWC
    }

    /**
     * What to build.
     *
     * @param net the layers
     * @param batch images per batch, for training and inference alike
     * @param training whether to build gradients and optimizer too; without, {@link
     *     Model#trainStep} is not called and their memory is not needed
     * @param momentum of gradient descent: {@code v = momentum v + gradient; w = w - rate v}
     * @param weightDecay the share of each weight of convolutions and dense layers (no bias, scale
     *     or shift) that is added to its gradient; 0 leaves this out
     * @param seed the seed of the initialisers
     */
    record Setup(
            NetSpec net,
            int batch,
            boolean training,
            float momentum,
            float weightDecay,
            long seed) {}

    /**
     * Finds the index of the largest number, through all of the framework that a user would use.
     */
    interface Argmax extends AutoCloseable {
        /** The index of the largest of these n numbers; the first one of equals. */
        long of(float[] numbers);

        @Override
        void close();
    }
}
