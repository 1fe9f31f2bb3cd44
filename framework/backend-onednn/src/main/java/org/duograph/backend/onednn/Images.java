package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.duograph.tensor.Shape;

/** What the kernel families of images share: channels last, and sums over all but the channels. */
final class Images {
    private Images() {}

    /** N x C x H x W of which the channels stand next to each other. */
    static dnnl_memory_desc channelsLast(Draft d, long[] dims) {
        long c = dims[1];
        long w = dims[3];
        return d.strided(dims, dims[2] * w * c, 1, w * c, c);
    }

    /** Output {@code to} = input {@code from} summed over all axes but {@code channelAxis}. */
    static void sumPerChannel(Draft d, int from, int to, int channelAxis) {
        Shape shape = d.inShape(from);
        DnnlLayout standing = d.standing(from);
        ChannelWalk walk = ChannelWalk.over(standing, shape, channelAxis);
        if (walk == null) { // some other layout: ask for the plain one
            walk = ChannelWalk.plain(shape, channelAxis);
        } else {
            d.inputAsIs(from);
        }
        ChannelWalk chosen = walk;
        d.loop(
                "java",
                memory -> {
                    FloatBuffer x = new Place.In(from).find(memory).asFloats();
                    FloatBuffer sums = new Place.Out(to).find(memory).asFloats();
                    float[] partial = new float[chosen.block()];
                    return () -> chosen.sum(x, sums, partial);
                });
    }
}
