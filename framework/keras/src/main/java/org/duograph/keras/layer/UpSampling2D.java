package org.duograph.keras.layer;

import java.util.List;
import org.duograph.session.Tensor;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Images [n, height, width, channels] enlarged: each pixel becomes a square of its like. */
public final class UpSampling2D extends Layer {
    UpSampling2D() {
        config().define("size", List.of(2, 2));
    }

    /** So many times as high and as wide. */
    public UpSampling2D(int size) {
        this();
        with("size", Sizes.positive("up_sampling2d", "size", size));
    }

    @Override
    protected int[] outputShape(List<int[]> inputs) {
        int[] x = one(inputs, 3, "images (None, height, width, channels)");
        int[] size = config().ints("size");
        return new int[] {x[0] * size[0], x[1] * size[1], x[2]};
    }

    @Override
    protected Tensor call(Calling calling, List<Tensor> inputs) {
        Tensor x = inputs.get(0);
        int[] size = config().ints("size");
        int[] in = Sizes.sample(x.shape());
        NDArray ones =
                NDArray.full(
                        new ArrayType(DType.FLOAT32, Shape.of(1, 1, size[0], 1, size[1], 1)), 1);
        Tensor spread =
                x.reshape(-1, in[0], 1, in[1], 1, in[2]).times(calling.graph().constant(ones));
        return spread.reshape(-1, in[0] * size[0], in[1] * size[1], in[2]);
    }
}
