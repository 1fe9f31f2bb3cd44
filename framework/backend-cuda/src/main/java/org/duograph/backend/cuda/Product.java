package org.duograph.backend.cuda;

import java.util.ArrayList;
import java.util.List;
import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.DnnConvolution.Direction;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.backend.tuning.Alternative;
import org.duograph.ops.conv.ConvGeometry;
import org.duograph.ops.view.Window;

/**
 * The product y = a b of plain matrices, or of many pairs of them; a or b, or both, may stand
 * transposed.
 *
 * <p>cuDNN has no products of matrices, but a matrix is a batch of images of one pixel, whose
 * channels are the columns. So a product is a convolution with filters of one pixel where b stands
 * transposed, its gradient of the images where neither does, and that of the filters where a does:
 * nothing is moved. What is left, and pairs, a kernel of our own does, in float32.
 *
 * @param m rows of y
 * @param n columns of y
 * @param k terms of each sum
 * @param transA whether a stands k x m
 * @param transB whether b stands n x k
 * @param batch how many pairs
 */
record Product(int m, int n, int k, boolean transA, boolean transB, int batch) {
    private static final String MODULE = "matmul";

    /** As in matmul.cu. */
    private static final int TILE = 64;

    private static final int MOST_BLOCKS_Y = 65535;

    /** Multiply-adds from which on an alternative can save more than the measuring costs. */
    private static final long WORTH_TIMING = 2_000_000;

    /**
     * Where its matrices stand; and a number for each column to add, or null; and Relu, perhaps.
     */
    record Places(Where a, Where b, Where y, Where bias, boolean relu) {
        /** Nothing is added. */
        Places(Where a, Where b, Where y) {
            this(a, b, y, null, false);
        }
    }

    /** Whether it is large enough for the difference between the ways to matter. */
    boolean isWorthTiming() {
        return (long) m * n * k * batch >= WORTH_TIMING;
    }

    /** The ways to compute it, first the one to take untimed. */
    List<Alternative<Draft>> alternatives(Draft asked, Places at) {
        List<Alternative<Draft>> all = new ArrayList<>();
        if (batch == 1 && !(transA && transB)) {
            all.addAll(asConvolution(at).alternatives(asked));
        }
        if (all.isEmpty() || !asked.options().deterministic()) {
            all.add(new Alternative<>("tiles", d -> draw(d, at)));
        }
        return all;
    }

    private Convolution asConvolution(Places at) {
        Convolution plain =
                transB
                        ? new Convolution(pixels(m, k, n), Direction.FORWARD, at.a, at.b, at.y)
                        : transA
                                ? new Convolution(
                                        pixels(k, n, m), Direction.FILTER, at.b, at.y, at.a)
                                : new Convolution(
                                        pixels(m, n, k), Direction.DATA, at.y, at.b, at.a);
        return plain.then(at.bias, at.relu);
    }

    /** Images of one pixel, and filters of one pixel. */
    private static ConvGeometry pixels(int images, int channels, int filters) {
        Window one = new Window(1, 1, 1, 1, 0, 0, 0, 0, 1, 1);
        return new ConvGeometry(images, channels, 1, 1, filters, 1, 1, 1, one, false);
    }

    private void draw(Draft d, Places at) {
        long tiles = (long) tiles(m) * tiles(n);
        d.launch(MODULE, "product")
                .blocks(tiles, Math.min(batch, MOST_BLOCKS_Y))
                .at(at.a)
                .at(at.b)
                .at(at.y)
                .ints(m, n, k, transA ? 1 : 0, transB ? 1 : 0, batch)
                .at(at.bias)
                .integer(at.relu ? 1 : 0)
                .add();
    }

    private static int tiles(int rows) {
        return (rows + TILE - 1) / TILE;
    }
}
