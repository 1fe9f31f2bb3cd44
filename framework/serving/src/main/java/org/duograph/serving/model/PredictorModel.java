package org.duograph.serving.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Predictor;

/**
 * A net of the workspace face with its weights. What it gives is found out by running it once or
 * twice on zeros, for nets do not say.
 */
final class PredictorModel implements Model {
    /** The signature by which a model that knows its classes names them. */
    private static final String CLASSIFY = "classify";

    private final Predictor predictor;
    private final String format;
    private final Optional<Pictures> pictures;
    private final Map<String, ServedSignature> signatures = new LinkedHashMap<>();

    /**
     * A model; it closes the predictor.
     *
     * @param ports what is known of its inputs; others are float32 of any shape
     * @param byRow whether the first extent of all inputs counts rows that have nothing to do with
     *     each other
     */
    PredictorModel(
            Predictor predictor,
            String format,
            Map<String, Port> ports,
            boolean byRow,
            Optional<Pictures> pictures) {
        this.predictor = predictor;
        this.format = format;
        this.pictures = pictures;
        Map<String, Port> inputs = new LinkedHashMap<>();
        for (String blob : predictor.inputs()) {
            inputs.put(blob, ports.getOrDefault(blob, new Port(DType.FLOAT32, null, blob)));
        }
        ServedSignature predict =
                ServedSignature.of(ServedSignature.PREDICT, inputs, outputs(inputs));
        signatures.put(ServedSignature.DEFAULT, byRow ? predict : predict.oneByOne());
        pictures.filter(p -> !p.classes().isEmpty())
                .ifPresent(
                        p ->
                                signatures.put(
                                        CLASSIFY,
                                        ServedSignature.of(
                                                ServedSignature.CLASSIFY,
                                                Map.of("inputs", inputs.get(p.input())),
                                                Map.of(
                                                        "scores",
                                                        predict.outputs().get(p.output())))));
    }

    private Map<String, Port> outputs(Map<String, Port> inputs) {
        Map<String, NDArray> one = probe(inputs, 1);
        Map<String, NDArray> two = one == null ? null : probe(inputs, 2);
        Map<String, Port> outputs = new LinkedHashMap<>();
        for (String blob : predictor.outputs()) {
            outputs.put(
                    blob,
                    one == null
                            ? new Port(DType.FLOAT32, null, blob)
                            : port(blob, one.get(blob).type(), two == null ? null : two.get(blob)));
        }
        return outputs;
    }

    /** What it gives for zeros; null if inputs are not known, or a net refuses so many rows. */
    private Map<String, NDArray> probe(Map<String, Port> inputs, int rows) {
        Map<String, NDArray> zeros = new LinkedHashMap<>();
        for (Map.Entry<String, Port> input : inputs.entrySet()) {
            ArrayType type = input.getValue().typeOf(rows);
            if (type == null) {
                return null;
            }
            zeros.put(input.getKey(), NDArray.zeros(type));
        }
        try {
            return predictor.run(zeros);
        } catch (IllegalArgumentException | IllegalStateException e) {
            return null;
        }
    }

    /** Extents that differ between one row and two are open. */
    private static Port port(String blob, ArrayType one, NDArray two) {
        List<Integer> dims = new ArrayList<>(one.shape().toList());
        boolean comparable = two != null && two.shape().rank() == dims.size();
        for (int axis = 0; comparable && axis < dims.size(); axis++) {
            if (two.shape().dim(axis) != dims.get(axis)) {
                dims.set(axis, Port.OPEN);
            }
        }
        return new Port(one.dtype(), dims, blob);
    }

    @Override
    public Map<String, ServedSignature> signatures() {
        return signatures;
    }

    @Override
    public synchronized Runner runner() {
        Predictor mine = predictor.share();
        return new Runner() {
            @Override
            public Map<String, NDArray> run(String signature, Map<String, NDArray> inputs) {
                return ask(mine, signatures.get(signature), inputs);
            }

            @Override
            public void close() {
                mine.close();
            }
        };
    }

    private static Map<String, NDArray> ask(
            Predictor predictor, ServedSignature signature, Map<String, NDArray> inputs) {
        Map<String, NDArray> blobs = new LinkedHashMap<>();
        inputs.forEach((name, array) -> blobs.put(signature.inputs().get(name).tensor(), array));
        Map<String, NDArray> answer = predictor.run(blobs);
        Map<String, NDArray> outputs = new LinkedHashMap<>();
        signature.outputs().forEach((name, port) -> outputs.put(name, answer.get(port.tensor())));
        return outputs;
    }

    @Override
    public Optional<Pictures> pictures() {
        return pictures;
    }

    @Override
    public String format() {
        return format;
    }

    @Override
    public void close() {
        predictor.close();
    }
}
