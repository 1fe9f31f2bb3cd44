package org.duograph.keras.layer;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.duograph.graph.Suggestion;

/** All layers by name, for models that are read from files. */
public final class Layers {
    private static final Map<String, Supplier<Layer>> KINDS = new ConcurrentSkipListMap<>();

    static {
        register(InputLayer::new);
        register(Dense::new);
        register(Activation::new);
        register(Flatten::new);
        register(Reshape::new);
        register(Permute::new);
        register(Dropout::new);
        register(Conv2D::new);
        register(DepthwiseConv2D::new);
        register(SeparableConv2D::new);
        register(MaxPooling2D::new);
        register(AveragePooling2D::new);
        register(GlobalMaxPooling2D::new);
        register(GlobalAveragePooling2D::new);
        register(BatchNormalization::new);
        register(LayerNormalization::new);
        register(ZeroPadding2D::new);
        register(UpSampling2D::new);
        register(Channels::new);
        register(Add::new);
        register(Multiply::new);
        register(Maximum::new);
        register(Concatenate::new);
        register(Embedding::new);
        register(PositionEmbedding::new);
        register(SelfAttention::new);
        register(SimpleRNN::new);
        register(LSTM::new);
        register(GRU::new);
        register(Bidirectional::new);
    }

    private Layers() {}

    /** Lets files name a layer of one's own, by its class' simple name. */
    public static void register(Supplier<Layer> layer) {
        KINDS.put(layer.get().getClass().getSimpleName(), layer);
    }

    /**
     * The layer of a name, with arguments.
     *
     * @throws IllegalArgumentException if there is none, or it has not these arguments
     */
    public static Layer of(String kind, Map<String, ?> arguments) {
        Supplier<Layer> made = KINDS.get(kind);
        if (made == null) {
            throw new IllegalArgumentException(
                    "There is no layer \"%s\"%s (Layers.register makes layers of your own known)"
                            .formatted(kind, Suggestion.among(kind, KINDS.keySet())));
        }
        Layer layer = made.get();
        for (Map.Entry<String, ?> argument : arguments.entrySet()) {
            if (argument.getKey().equals("input_shape")) {
                layer.inputShape();
            }
            layer.with(argument.getKey(), argument.getValue());
        }
        return layer;
    }
}
