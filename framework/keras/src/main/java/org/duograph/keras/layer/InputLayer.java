package org.duograph.keras.layer;

import java.util.List;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;

/** What a model is fed: a shape and a name. */
public final class InputLayer extends Layer {
    /** An input that is said in a file. */
    InputLayer() {
        config().define("shape", List.of()).define("dtype", DType.FLOAT32.lowerName());
    }

    /** An input of samples of this shape. */
    public static KerasTensor of(DType dtype, int... shape) {
        return named(null, dtype, shape);
    }

    /** An input of samples of this shape under a name of its own; null for {@code input_1}. */
    public static KerasTensor named(String name, DType dtype, int... shape) {
        for (int d : shape) {
            if (d < 1) {
                throw new IllegalArgumentException(
                        "An input's shape is that of one sample, all extents known; found "
                                + KerasTensor.text(shape));
            }
        }
        InputLayer layer = new InputLayer();
        layer.with("shape", shape).with("dtype", dtype.lowerName());
        if (name != null) {
            layer.named(name);
        }
        return layer.on();
    }

    @Override
    protected int[] outputShape(List<int[]> inputs) {
        return config().ints("shape");
    }

    @Override
    protected DType outputType(List<DType> inputs) {
        String dtype = config().text("dtype");
        return DType.named(dtype)
                .orElseThrow(() -> new IllegalArgumentException("There is no type " + dtype));
    }

    @Override
    protected Tensor call(Calling calling, List<Tensor> inputs) {
        throw new IllegalStateException("An input is fed, not computed");
    }

    @Override
    public String kind() {
        return "input";
    }
}
