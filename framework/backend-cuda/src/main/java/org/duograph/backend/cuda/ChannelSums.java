package org.duograph.backend.cuda;

import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.backend.cuda.library.Launch;
import org.duograph.ops.view.Channels;

/** The sum of each channel of an array, and how long channels are cut for sums. */
final class ChannelSums {
    /** Elements that one block of threads should sum. */
    private static final int PIECE = 8192;

    /** So many blocks keep a GPU busy. */
    private static final int MANY = 2048;

    private ChannelSums() {}

    /** In how many pieces each channel is summed; the same on every GPU, so that bits are. */
    static int pieces(Channels c) {
        int useful = (c.each() + PIECE - 1) / PIECE;
        return Math.max(1, Math.min(useful, MANY / Math.max(1, c.count())));
    }

    /** As the kernels take it. */
    static int[] struct(Channels c) {
        return new int[] {c.outer(), c.count(), c.inner(), pieces(c)};
    }

    /** Room for a double for each piece. */
    static Where scratch(Draft d, Channels c) {
        return d.scratch((long) pieces(c) * c.count() * Double.BYTES);
    }

    /** Starts a block for each piece of each channel. */
    static Launch launch(Draft d, String kernel, Channels c) {
        int length = (c.each() + pieces(c) - 1) / pieces(c);
        return d.launch(NormKernels.MODULE, kernel)
                .threads(Launch.threadsFor(length))
                .blocks((long) c.count() * pieces(c));
    }

    /** Writes the sums of the channels of {@code from} into output {@code output}. */
    static void draw(Draft d, Where from, Channels c, int output) {
        Where parts = pieces(c) == 1 ? null : scratch(d, c);
        launch(d, "channel_sums", c).at(from).ints(struct(c)).at(parts).out(output).add();
        if (parts != null) {
            d.launch(NormKernels.MODULE, "channel_sums_of_pieces")
                    .over(c.count())
                    .at(parts)
                    .ints(struct(c))
                    .out(output)
                    .add();
        }
    }
}
