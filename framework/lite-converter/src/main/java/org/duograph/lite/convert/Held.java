package org.duograph.lite.convert;

/**
 * A value of the graph as the model holds it.
 *
 * @param tensor the tensor
 * @param order how its numbers stand
 */
record Held(LiteTensor tensor, Order order) {

    /** How the numbers of a tensor stand, compared with those of the value. */
    enum Order {
        /** As in the value. */
        PLAIN,

        /** The value is N x C x H x W, the tensor N x H x W x C. */
        CHANNELS_LAST
    }

    boolean isChannelsLast() {
        return order == Order.CHANNELS_LAST;
    }
}
