package org.duograph.serving;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.saved.SavedModel;
import org.duograph.session.saved.Signature;
import org.duograph.tensor.DType;

/** TensorFlow Serving's toy models, built anew. */
public final class SavedModels {
    private SavedModels() {}

    /** y = x / 2 + b, with a signature to predict and one to regress. */
    public static void halfPlus(Path folder, float b) {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1);
        Variable a = g.variable("a", 0.5f);
        Variable plus = g.variable("b", b);
        Tensor y = x.times(a).plus(plus);
        Tensor column = g.placeholder("x2", DType.FLOAT32, -1, 1);
        Tensor y2 = column.times(a).plus(plus);
        Map<String, Signature> signatures =
                Map.of(
                        Signature.DEFAULT,
                        Signature.predict(Map.of("x", x), Map.of("y", y)),
                        "tensorflow/serving/regress",
                        new Signature(
                                Map.of("inputs", column),
                                Map.of("outputs", y2),
                                "tensorflow/serving/regress"),
                        "classify_x_to_y",
                        new Signature(
                                Map.of("inputs", column),
                                Map.of("scores", y2),
                                "tensorflow/serving/classify"));
        try (Session s = new Session(g)) {
            s.initialize();
            Path near = folder.resolveSibling("." + folder.getFileName() + "-in-the-making");
            SavedModel.save(s, near, signatures);
            Files.move(near, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Two inputs of several types, two outputs. */
    public static void severalInputs(Path folder) {
        Graph g = new Graph();
        Tensor signal = g.placeholder("signal", DType.FLOAT32, -1, 3);
        Tensor count = g.placeholder("count", DType.INT32, -1);
        Tensor sum = signal.plus(1f);
        Tensor more = count.plus(count);
        Tensor text = g.placeholder("text", DType.STRING, -1);
        Map<String, Signature> signatures =
                Map.of(
                        Signature.DEFAULT,
                        Signature.predict(
                                Map.of("signal", signal, "count", count),
                                Map.of("sum", sum, "more", more)),
                        "echo",
                        Signature.predict(
                                Map.of("text", text), Map.of("text_bytes", text.identity())));
        try (Session s = new Session(g)) {
            SavedModel.save(s, folder, signatures);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
