package org.duograph.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duograph.keras.Keras.concatenate;
import static org.duograph.keras.Keras.conv2d;
import static org.duograph.keras.Keras.dense;
import static org.duograph.keras.Keras.dropout;
import static org.duograph.keras.Keras.flatten;
import static org.duograph.keras.Keras.input;
import static org.duograph.keras.Keras.maxPooling2d;

import java.util.List;
import org.duograph.keras.layer.KerasTensor;
import org.duograph.keras.layer.Layer;
import org.duograph.tensor.DType;
import org.junit.jupiter.api.Test;

/** Tables as Keras 2.3 prints them. */
class SummaryTest {
    @Test
    void aSequentialHasThreeColumns() {
        try (Sequential model =
                new Sequential(
                        dense(512, "relu").inputShape(784),
                        dropout(0.2),
                        dense(512, "relu"),
                        dropout(0.2),
                        dense(10, "softmax"))) {
            StringBuilder out = new StringBuilder();
            model.printingTo(out).summary();
            assertThat(out.toString())
                    .isEqualTo(
                            """
                            Model: "sequential_1"
                            _________________________________________________________________
                            Layer (type)                 Output Shape              Param #  \s
                            =================================================================
                            dense_1 (Dense)              (None, 512)               401920   \s
                            _________________________________________________________________
                            dropout_1 (Dropout)          (None, 512)               0        \s
                            _________________________________________________________________
                            dense_2 (Dense)              (None, 512)               262656   \s
                            _________________________________________________________________
                            dropout_2 (Dropout)          (None, 512)               0        \s
                            _________________________________________________________________
                            dense_3 (Dense)              (None, 10)                5130     \s
                            =================================================================
                            Total params: 669,706
                            Trainable params: 669,706
                            Non-trainable params: 0
                            _________________________________________________________________
                            """);
        }
    }

    @Test
    void aModelWithBranchesSaysWhatIsConnectedToWhat() {
        KerasTensor left = input("left", DType.FLOAT32, 28, 28, 1);
        KerasTensor right = input("right", DType.FLOAT32, 28, 28, 1);
        Layer conv = conv2d(8, 3, "relu");
        Layer pool = maxPooling2d(2);
        Layer flat = flatten();
        KerasTensor a = flat.on(pool.on(conv.on(left)));
        KerasTensor b = flat.on(pool.on(conv.on(right)));
        KerasTensor y = dense(1, "sigmoid").on(concatenate().on(a, b));
        try (Model model = new Model(List.of(left, right), List.of(y))) {
            assertThat(model.summaryText())
                    .isEqualTo(
                            """
                            Model: "model_1"
                            __________________________________________________________________________________________________
                            Layer (type)                    Output Shape         Param #     Connected to                    \s
                            ==================================================================================================
                            left (InputLayer)               (None, 28, 28, 1)    0                                           \s
                            __________________________________________________________________________________________________
                            right (InputLayer)              (None, 28, 28, 1)    0                                           \s
                            __________________________________________________________________________________________________
                            conv2d_1 (Conv2D)               (None, 26, 26, 8)    80          left[0][0]                      \s
                                                                                             right[0][0]                     \s
                            __________________________________________________________________________________________________
                            max_pooling2d_1 (MaxPooling2D)  (None, 13, 13, 8)    0           conv2d_1[0][0]                  \s
                                                                                             conv2d_1[1][0]                  \s
                            __________________________________________________________________________________________________
                            flatten_1 (Flatten)             (None, 1352)         0           max_pooling2d_1[0][0]           \s
                                                                                             max_pooling2d_1[1][0]           \s
                            __________________________________________________________________________________________________
                            concatenate_1 (Concatenate)     (None, 2704)         0           flatten_1[0][0]                 \s
                                                                                             flatten_1[1][0]                 \s
                            __________________________________________________________________________________________________
                            dense_1 (Dense)                 (None, 1)            2705        concatenate_1[0][0]             \s
                            ==================================================================================================
                            Total params: 2,785
                            Trainable params: 2,785
                            Non-trainable params: 0
                            __________________________________________________________________________________________________
                            """);
        }
    }

    @Test
    void aChainMadeOfTensorsShowsItsInput() {
        KerasTensor x = input(784);
        Layer frozen = dense(10).trainable(false);
        try (Model model = new Model(x, dense(2).on(frozen.on(x)))) {
            assertThat(model.summaryText())
                    .contains("input_1 (InputLayer)         (None, 784)               0         \n")
                    .contains("Trainable params: 22\n")
                    .contains("Non-trainable params: 7,850\n");
        }
    }
}
