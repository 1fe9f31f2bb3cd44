package org.duograph.docs.snippets;

import static org.duograph.keras.Keras.add;
import static org.duograph.keras.Keras.batchNormalization;
import static org.duograph.keras.Keras.callbacks;
import static org.duograph.keras.Keras.concatenate;
import static org.duograph.keras.Keras.conv2d;
import static org.duograph.keras.Keras.dense;
import static org.duograph.keras.Keras.epochs;
import static org.duograph.keras.Keras.flatten;
import static org.duograph.keras.Keras.input;
import static org.duograph.keras.Keras.loadModel;
import static org.duograph.keras.Keras.maxPooling2d;
import static org.duograph.keras.Keras.validationSplit;
import static org.duograph.keras.Keras.verbose;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.duograph.keras.Model;
import org.duograph.keras.layer.KerasTensor;
import org.duograph.keras.layer.Layer;
import org.duograph.session.Tensor;
import org.duograph.tensor.NDArray;
import org.duograph.training.CSVLogger;
import org.duograph.training.EarlyStopping;
import org.duograph.training.History;
import org.duograph.training.ModelCheckpoint;
import org.duograph.training.ReduceLROnPlateau;

/** The other models on the page about Keras-like models. */
final class KerasModels {
    private KerasModels() {}

    /** Two pictures that are of the same thing, or not. */
    static Model twins() {
        // tag::twins[]
        KerasTensor left = input(28, 28, 1);
        KerasTensor right = input(28, 28, 1);
        Layer conv = conv2d(8, 3, "relu").padding("same").kernelRegularizer("l2(0.0001)"); // <1>
        Layer pool = maxPooling2d(2);
        Layer code = dense(16, "tanh");
        KerasTensor a = code.on(flatten().on(pool.on(conv.on(left)))); // <2>
        KerasTensor b = code.on(flatten().on(pool.on(conv.on(right))));
        KerasTensor both = batchNormalization().on(concatenate().on(a, b, add().on(a, b)));
        Model model = new Model(List.of(left, right), List.of(dense(1, "sigmoid").on(both)));
        model.compile("rmsprop(0.001)", "binary_crossentropy", "accuracy"); // <3>
        // end::twins[]
        return model;
    }

    static History fit(Model model, List<NDArray> x, List<NDArray> y, Path folder)
            throws IOException {
        // tag::fit[]
        History history =
                model.fit(
                        x,
                        y,
                        epochs(20),
                        validationSplit(0.25),
                        verbose(2),
                        callbacks(
                                new EarlyStopping("val_loss", 2).restoreBestWeights(),
                                new ReduceLROnPlateau("val_loss", 0.5, 1),
                                new ModelCheckpoint(folder + "/epoch-{epoch:02d}")
                                        .saveBestOnly("val_loss"),
                                new CSVLogger(folder.resolve("log.csv"))));
        history.plot(folder.resolve("history.svg"));
        // end::fit[]
        return history;
    }

    static NDArray files(Model model, List<NDArray> x, Path folder) throws IOException {
        // tag::files[]
        model.save(folder.resolve("twins")); // <1>
        model.exportSavedModel(folder.resolve("served")); // <2>
        try (Model back = loadModel(folder.resolve("twins"))) {
            NDArray same = back.predictAll(x).get(0);
            // end::files[]
            return same;
        }
    }

    static NDArray open(Model model, List<NDArray> x) {
        // tag::open[]
        Tensor picture = model.inputTensors().get(0); // <1>
        Tensor answer = model.outputTensors().get(0);
        Tensor matters = model.graph().gradients(answer, List.of(picture)).get(0).abs(); // <2>
        NDArray where =
                model.session()
                        .feed(picture, x.get(0))
                        .feed(model.inputTensors().get(1), x.get(1))
                        .run(matters);
        // end::open[]
        return where;
    }
}
