package org.duograph.keras.layer;

import java.util.List;
import org.duograph.session.Tensor;

/** Windows of images that become one pixel each. */
abstract class Pooling2D extends Windows2D {
    private final String operator;

    Pooling2D(String operator) {
        super("pool_size");
        this.operator = operator;
        config().define("pool_size", List.of(2, 2))
                .define("strides", List.of(0, 0))
                .define("padding", "valid");
    }

    @Override
    final int channels(int channels) {
        return channels;
    }

    /** Windows stand side by side if nobody says strides. */
    @Override
    final int[] steps() {
        int[] said = super.steps();
        return said[0] == 0 ? span() : said;
    }

    @Override
    protected final Tensor call(Calling calling, List<Tensor> inputs) {
        return calling.graph()
                .op(operator)
                .input(inputs.get(0))
                .attr("ksize", List.of(1, span()[0], span()[1], 1))
                .attr("strides", strides())
                .attr("padding", padding())
                .tensor();
    }
}
