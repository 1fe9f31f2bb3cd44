package org.duograph.serving.examples;

import java.util.List;
import java.util.Map;
import org.duograph.serving.Code;
import org.duograph.serving.Refusal;
import org.duograph.serving.batch.Batcher;
import org.duograph.serving.model.ExampleArrays;
import org.duograph.serving.model.Pictures;
import org.duograph.serving.model.ServedSignature;
import org.duograph.serving.proto.ClassificationResult;
import org.duograph.serving.proto.Classifications;
import org.duograph.serving.proto.Example;
import org.duograph.serving.proto.Input;
import org.duograph.serving.proto.Regression;
import org.duograph.serving.proto.RegressionResult;
import org.duograph.serving.versions.ModelVersion;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/** Asks models with examples. */
public final class ExampleCalls {
    private static final String CLASSES = "classes";
    private static final String SCORES = "scores";
    private static final String OUTPUTS = "outputs";

    private final Batcher batcher;

    /** Asks by way of a batcher. */
    public ExampleCalls(Batcher batcher) {
        this.batcher = batcher;
    }

    /**
     * For each example, classes and their scores.
     *
     * @param version in use
     * @param signature empty for the default
     * @param deadline as {@link System#nanoTime}
     * @throws Refusal if the signature does not classify, or the examples do not fit
     */
    public ClassificationResult classify(
            ModelVersion version, String signature, Input input, long deadline) {
        String name = signature.isEmpty() ? ServedSignature.DEFAULT : signature;
        ServedSignature called =
                signature(version, name, ServedSignature.CLASSIFY, "classification");
        List<Example> examples = examples(input, "ClassificationRequest");
        boolean knows =
                called.outputs().containsKey(CLASSES) || called.outputs().containsKey(SCORES);
        if (!knows) {
            throw new Refusal(
                    Code.FAILED_PRECONDITION,
                    "Expected classification signature outputs to contain at least one of"
                            + " \"classes\" or \"scores\". Signature has: "
                            + called.outputs().keySet());
        }
        Map<String, NDArray> outputs = run(version, name, called, examples, deadline);
        NDArray classes = outputs.get(CLASSES);
        NDArray scores = outputs.get(SCORES);
        require(CLASSES, classes, DType.STRING, examples.size());
        require(SCORES, scores, DType.FLOAT32, examples.size());
        List<String> labels =
                classes == null
                        ? version.pictures().map(Pictures::classes).orElse(List.of())
                        : List.of();
        int count = (classes == null ? scores : classes).shape().dim(1);
        ClassificationResult.Builder result = ClassificationResult.newBuilder();
        for (int row = 0; row < examples.size(); row++) {
            Classifications.Builder all = result.addClassificationsBuilder();
            for (int i = 0; i < count; i++) {
                var one = all.addClassesBuilder();
                if (classes != null) {
                    one.setLabel(classes.getText(row * count + i));
                } else if (i < labels.size()) {
                    one.setLabel(labels.get(i));
                }
                if (scores != null) {
                    one.setScore((float) scores.get(row * count + i));
                }
            }
        }
        return result.build();
    }

    private static void require(String what, NDArray array, DType dtype, int rows) {
        if (array == null) {
            return;
        }
        if (array.shape().rank() != 2 || array.shape().dim(0) != rows) {
            throw Refusal.invalid(
                    "Expected Tensor shape: [batch_size num_classes] but got " + array.shape());
        }
        if (array.dtype() != dtype) {
            throw Refusal.invalid(
                    "Expected %s Tensor of %s. Got: %s".formatted(what, dtype, array.dtype()));
        }
    }

    /**
     * For each example, a number.
     *
     * @param version in use
     * @param signature empty for the default
     * @param deadline as {@link System#nanoTime}
     * @throws Refusal if the signature does not regress, or the examples do not fit
     */
    public RegressionResult regress(
            ModelVersion version, String signature, Input input, long deadline) {
        String name = signature.isEmpty() ? ServedSignature.DEFAULT : signature;
        ServedSignature called = signature(version, name, ServedSignature.REGRESS, "regression");
        List<Example> examples = examples(input, "RegressionRequest");
        NDArray numbers = run(version, name, called, examples, deadline).get(OUTPUTS);
        boolean column = numbers != null && numbers.size() == examples.size();
        if (!column || numbers.dtype() != DType.FLOAT32) {
            throw Refusal.invalid(
                    "Expected output Tensor shape to be either [batch_size] or [batch_size, 1] of"
                            + " float but got "
                            + (numbers == null ? "no \"outputs\"" : numbers.type()));
        }
        RegressionResult.Builder result = RegressionResult.newBuilder();
        for (int i = 0; i < examples.size(); i++) {
            result.addRegressions(Regression.newBuilder().setValue((float) numbers.get(i)));
        }
        return result.build();
    }

    private static ServedSignature signature(
            ModelVersion version, String name, String method, String kind) {
        ServedSignature signature = version.signatures().get(name);
        if (signature == null) {
            throw Refusal.invalid("No signature was found with the name: " + name);
        }
        if (!signature.method().equals(method)) {
            throw Refusal.invalid(
                    "Expected %s signature method_name to be %s. Was: %s"
                            .formatted(kind, method, signature.method()));
        }
        return signature;
    }

    private static List<Example> examples(Input input, String request) {
        List<Example> examples = ExampleArrays.examples(input);
        if (examples.isEmpty()) {
            throw Refusal.invalid(request + "::input is empty.");
        }
        return examples;
    }

    private Map<String, NDArray> run(
            ModelVersion version,
            String name,
            ServedSignature called,
            List<Example> examples,
            long deadline) {
        Map<String, NDArray> inputs = ExampleArrays.inputs(called, examples);
        return batcher.run(version, name, inputs, deadline);
    }
}
