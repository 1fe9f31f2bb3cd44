package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.duograph.backend.Where;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.NativeBuffer;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.backend.onednn.library.Products;
import org.duograph.tensor.Shape;

/**
 * Sums over all axes but that of the channels: the gradients of biases.
 *
 * <p>The library has reductions, but over axes in the middle they are slow references (38 ms for
 * the images of 64 x 32 x 32 x 32, where the way taken here needs 0.1 ms). So pixels are summed by
 * a matrix product with a row of ones, in blocks where the images stand in blocks; what is left is
 * a number per image and channel.
 */
final class ChannelSums {
    private ChannelSums() {}

    /** Output {@code to} = input {@code from} summed over all axes but {@code channelAxis}. */
    static void draw(Draft d, int from, int to, int channelAxis) {
        Shape shape = d.inShape(from);
        ChannelWalk standing = ChannelWalk.over(d.standing(from), shape, channelAxis);
        if (standing != null) {
            d.inputAsIs(from);
        }
        ChannelWalk walk = standing == null ? ChannelWalk.plain(shape, channelAxis) : standing;
        if (walk.inner() == 1 && walk.groups() == 1) { // rows of channels: a single product
            product(d, from, new Where.Out(to), 1, walk.outer(), walk.block());
            return;
        }
        long batch = (long) walk.outer() * walk.groups();
        Where partial = d.scratch(batch * walk.block() * Float.BYTES);
        if (walk.block() == 1) {
            rows(d, from, partial, batch, walk.inner());
        } else {
            product(d, from, partial, batch, walk.inner(), walk.block());
        }
        addImages(d, partial, to, walk);
    }

    /** {@code to[b, i]} = sum over p of input[b, p, i]. */
    private static void product(Draft d, int from, Where to, long batch, long pixels, long block) {
        float[] numbers = new float[Math.toIntExact(pixels)];
        Arrays.fill(numbers, 1);
        dnnl_memory_desc ones = d.dense(1, 1, pixels);
        dnnl_memory_desc x = d.dense(batch, pixels, block);
        dnnl_memory_desc y = d.dense(batch, 1, block);
        Primitive product = Products.matmul(d, ones, x, y, d.attributes());
        d.step(product)
                .at(DNNL_ARG_SRC, d.fixed(numbers))
                .in(DNNL_ARG_WEIGHTS, from)
                .at(DNNL_ARG_DST, to)
                .run();
    }

    /** {@code to[b]} = sum over p of input[b, p]. */
    private static void rows(Draft d, int from, Where to, long batch, long pixels) {
        dnnl_memory_desc x = d.dense(batch, pixels);
        dnnl_memory_desc y = d.dense(batch, 1);
        dnnl_primitive_attr attr = d.attributes();
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        Primitive sum =
                d.primitive(
                        "sum of rows",
                        p,
                        dnnl_reduction_primitive_desc_create(
                                p, d.engine(), dnnl_reduction_sum, x, y, 0, 0, attr));
        d.step(sum).in(DNNL_ARG_SRC, from).at(DNNL_ARG_DST, to).run();
    }

    private static void addImages(Draft d, Where partial, int to, ChannelWalk walk) {
        int channels = walk.channels();
        int each = walk.groups() * walk.block(); // channels and padding of one image
        d.between(
                memory -> {
                    FloatBuffer parts = NativeBuffer.at(partial, memory).asFloats();
                    FloatBuffer sums = NativeBuffer.at(new Where.Out(to), memory).asFloats();
                    return () -> {
                        for (int c = 0; c < channels; c++) {
                            double sum = 0;
                            for (int n = 0; n < walk.outer(); n++) {
                                sum += parts.get(n * each + c);
                            }
                            sums.put(c, (float) sum);
                        }
                    };
                });
    }
}
