package org.duograph.docs.snippets;

import static org.duograph.keras.Keras.batchSize;
import static org.duograph.keras.Keras.dense;
import static org.duograph.keras.Keras.dropout;
import static org.duograph.keras.Keras.epochs;
import static org.duograph.keras.Keras.flatten;
import static org.duograph.keras.Keras.validation;

import java.io.IOException;
import org.duograph.data.DataSet;
import org.duograph.data.FashionMnist;
import org.duograph.keras.Sequential;
import org.duograph.tensor.NDArray;
import org.duograph.training.History;

/** The ten lines on the page about Keras-like models. */
final class FashionInTenLines {
    private FashionInTenLines() {}

    /** What the ten lines made. */
    record Made(Sequential model, History history, NDArray classes) {}

    static Made run() throws IOException {
        // tag::ten[]
        DataSet data = FashionMnist.load(); // <1>
        Sequential model =
                new Sequential(
                        flatten(28, 28), dense(128, "relu"), dropout(0.2), dense(10, "softmax"));
        model.compile("adam", "sparse_categorical_crossentropy", "accuracy");
        model.summary();
        History history =
                model.fit(data.train(), epochs(5), batchSize(32), validation(data.test())); // <2>
        System.out.println(model.evaluate(data.test()));
        NDArray classes = model.predict(data.test()).argMax(1); // <3>
        // end::ten[]
        return new Made(model, history, classes);
    }
}
