package org.duograph.interop.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duograph.graph.Node;
import org.duograph.interop.onnx.proto.OptionalProto;
import org.duograph.interop.onnx.proto.SequenceProto;
import org.duograph.interop.onnx.proto.TensorProto;
import org.duograph.interop.onnx.proto.TypeProto;
import org.duograph.interop.onnx.proto.ValueInfoProto;
import org.duograph.messages.FileFormatException;
import org.duograph.messages.MessageFiles;
import org.duograph.plan.Placement;
import org.duograph.plan.StepFacts;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/**
 * A test in the layout that ONNX's own have: {@code model.onnx}, and beside it folders {@code
 * test_data_set_0} and so on, with {@code input_0.pb} and what should come of it, {@code
 * output_0.pb}.
 *
 * <p>As in ONNX's own runner, numbers may differ by 1e-7 and a thousandth of what is expected.
 *
 * @param folder the folder
 */
public record OnnxTestFolder(Path folder) {
    private static final double RELATIVE = 1e-3;
    private static final double ABSOLUTE = 1e-7;

    /** Tests that can't be passed as they are recorded, and why. */
    private static final Map<String, String> DOUBTFUL =
            Map.of(
                    "test_adam_multiple",
                    "it was recorded with an epsilon of 0.01, which its model does not say",
                    "test_cast_FLOAT_to_BFLOAT16",
                    "it was recorded with bits cut off, and Cast rounds to the nearest number");

    /** How a test went. */
    public enum Verdict {
        /** What came is what was expected. */
        PASS,
        /** It isn't, or an error came instead. */
        FAIL,
        /** The model asks for what is not offered, or what it gives is a matter of chance. */
        SKIP
    }

    /**
     * How a test went, and why.
     *
     * @param verdict how
     * @param reason why not as expected; empty if it passed
     */
    public record Outcome(Verdict verdict, String reason) {}

    /** Whether there is a model in the folder. */
    public boolean isTest() {
        return Files.isRegularFile(folder.resolve("model.onnx"));
    }

    /**
     * The tests below a folder, itself among them, by name.
     *
     * @throws IOException if there is no such folder
     */
    public static List<OnnxTestFolder> below(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isDirectory)
                    .sorted()
                    .map(OnnxTestFolder::new)
                    .filter(OnnxTestFolder::isTest)
                    .toList();
        }
    }

    /** Runs the model on each of its data sets. */
    public Outcome run(Placement placement) {
        try {
            OnnxModel model = OnnxModel.read(folder.resolve("model.onnx"));
            List<Path> sets = files(folder, "test_data_set_");
            if (sets.isEmpty()) {
                return new Outcome(Verdict.FAIL, "there is no test_data_set_0 in it");
            }
            try (OnnxSession session = OnnxSession.over(model, placement)) {
                for (Path set : sets) {
                    Outcome outcome = run(session, model, set);
                    if (outcome.verdict() != Verdict.PASS) {
                        String why = DOUBTFUL.get(folder.getFileName().toString());
                        return why == null ? outcome : new Outcome(Verdict.SKIP, why);
                    }
                }
            }
            return new Outcome(Verdict.PASS, "");
        } catch (UnsupportedModelException e) {
            return new Outcome(Verdict.SKIP, e.getMessage());
        } catch (IOException | RuntimeException e) {
            return new Outcome(Verdict.FAIL, e.toString());
        }
    }

    /**
     * The steps of the plan that runs the model on its first data set.
     *
     * @throws UnsupportedModelException if the model asks for what is not offered
     */
    public List<StepFacts> steps(Placement placement) throws IOException {
        OnnxModel model = OnnxModel.read(folder.resolve("model.onnx"));
        try (OnnxSession session = OnnxSession.over(model, placement)) {
            return session.steps(feeds(model, folder.resolve("test_data_set_0")));
        }
    }

    private static Map<String, OnnxData> feeds(OnnxModel model, Path set) throws IOException {
        Map<String, OnnxData> feeds = new LinkedHashMap<>();
        List<ValueInfoProto> inputs = model.graph().getInputList();
        List<Path> given = files(set, "input_");
        for (int i = 0; i < given.size(); i++) {
            if (i >= inputs.size()) {
                throw new FileFormatException("the model has no input for " + given.get(i));
            }
            feeds.put(inputs.get(i).getName(), fitting(given.get(i), inputs.get(i)));
        }
        return feeds;
    }

    private static Outcome run(OnnxSession session, OnnxModel model, Path set) throws IOException {
        Map<String, OnnxData> feeds = feeds(model, set);
        Map<String, OnnxData> wanted = new LinkedHashMap<>();
        List<Path> files = files(set, "output_");
        List<ValueInfoProto> outputs = model.graph().getOutputList();
        for (int i = 0; i < files.size(); i++) {
            if (i >= outputs.size()) {
                throw new FileFormatException("the model has no output for " + files.get(i));
            }
            wanted.put(outputs.get(i).getName(), fitting(files.get(i), outputs.get(i)));
        }
        if (session.graph(feeds).nodes().stream().anyMatch(Node::isRandom)) {
            throw new UnsupportedModelException(
                    "what it gives is drawn by chance, and no two programs draw the same");
        }
        Map<String, OnnxData> found = session.runData(feeds);
        for (Map.Entry<String, OnnxData> expected : wanted.entrySet()) {
            String name = expected.getKey();
            String difference = difference(expected.getValue(), found.get(name));
            if (!difference.isEmpty()) {
                return new Outcome(Verdict.FAIL, "output \"" + name + "\": " + difference);
            }
        }
        return new Outcome(Verdict.PASS, "");
    }

    /**
     * What a file holds. ONNX's own tests write bfloat16 as if it were uint16.
     *
     * @throws UnsupportedModelException if it is of another shape than the model says
     */
    private static OnnxData fitting(Path file, ValueInfoProto value) throws IOException {
        OnnxData data = read(file, value.getType());
        if (!(data instanceof OnnxData.Array read) || !value.getType().hasTensorType()) {
            return data;
        }
        NDArray array = read.array();
        TypeProto.Tensor type = value.getType().getTensorType();
        if (type.getElemType() == OnnxType.code(DType.BFLOAT16) && array.dtype() == DType.UINT16) {
            array = NDArray.wrap(new ArrayType(DType.BFLOAT16, array.shape()), array.data());
        }
        if (type.hasShape() && type.getShape().getDimCount() != array.shape().rank()) {
            throw new UnsupportedModelException(
                    "\"%s\" is %s in the model, but %s in the recorded data"
                            .formatted(
                                    value.getName(),
                                    OnnxImporter.describe(value.getType()),
                                    array.type()));
        }
        return new OnnxData.Array(array);
    }

    /** Files or folders of a folder whose names begin so, by the number behind that. */
    private static List<Path> files(Path folder, String prefix) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            all.filter(file -> number(file, prefix) >= 0).forEach(files::add);
        }
        files.sort((a, b) -> Integer.compare(number(a, prefix), number(b, prefix)));
        return files;
    }

    private static int number(Path file, String prefix) {
        String name = file.getFileName().toString();
        String rest = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
        String digits = rest.endsWith(".pb") ? rest.substring(0, rest.length() - 3) : rest;
        return digits.matches("\\d{1,6}") ? Integer.parseInt(digits) : -1;
    }

    /**
     * Reads a file of test data.
     *
     * @param type what the model says that it is; where it says nothing, an array
     * @throws FileFormatException if the file holds anything else
     */
    public static OnnxData read(Path file, TypeProto type) throws IOException {
        return switch (type.getValueCase()) {
            case SEQUENCE_TYPE -> sequence(read(file, SequenceProto.getDefaultInstance()));
            case OPTIONAL_TYPE -> optional(read(file, OptionalProto.getDefaultInstance()));
            default -> array(read(file, TensorProto.getDefaultInstance()));
        };
    }

    private static <M extends com.google.protobuf.Message> M read(Path file, M prototype)
            throws IOException {
        return Files.size(file) == 0
                ? prototype
                : MessageFiles.parseBinary(Files.readAllBytes(file), file.toString(), prototype);
    }

    private static OnnxData array(TensorProto proto) throws IOException {
        return new OnnxData.Array(OnnxArrays.read(proto, null));
    }

    private static OnnxData sequence(SequenceProto proto) throws IOException {
        List<OnnxData> elements = new ArrayList<>();
        for (TensorProto element : proto.getTensorValuesList()) {
            elements.add(array(element));
        }
        for (SequenceProto element : proto.getSequenceValuesList()) {
            elements.add(sequence(element));
        }
        for (OptionalProto element : proto.getOptionalValuesList()) {
            elements.add(optional(element));
        }
        return new OnnxData.Sequence(elements);
    }

    private static OnnxData optional(OptionalProto proto) throws IOException {
        if (proto.hasTensorValue()) {
            return array(proto.getTensorValue());
        }
        return proto.hasSequenceValue()
                ? sequence(proto.getSequenceValue())
                : new OnnxData.Nothing();
    }

    /** In what the two differ; empty if in nothing that counts. */
    static String difference(OnnxData wanted, OnnxData found) {
        if (wanted instanceof OnnxData.Array a && found instanceof OnnxData.Array b) {
            return difference(a.array(), b.array());
        }
        if (wanted instanceof OnnxData.Sequence a && found instanceof OnnxData.Sequence b) {
            if (a.elements().size() != b.elements().size()) {
                return "%d elements were expected, found %d"
                        .formatted(a.elements().size(), b.elements().size());
            }
            for (int i = 0; i < a.elements().size(); i++) {
                String difference = difference(a.elements().get(i), b.elements().get(i));
                if (!difference.isEmpty()) {
                    return "element " + i + ": " + difference;
                }
            }
            return "";
        }
        boolean same = wanted instanceof OnnxData.Nothing && found instanceof OnnxData.Nothing;
        return same ? "" : wanted + " was expected, found " + found;
    }

    private static String difference(NDArray wanted, NDArray found) {
        if (!wanted.type().equals(found.type())) {
            return wanted.type() + " was expected, found " + found.type();
        }
        boolean reals = wanted.dtype().isFloating();
        for (int i = 0; i < wanted.size(); i++) {
            if (reals
                    ? !isNear(wanted.get(i), found.get(i))
                    : !wanted.getText(i).equals(found.getText(i))) {
                return "element %d should be %s and is %s"
                        .formatted(i, wanted.getText(i), found.getText(i));
            }
        }
        return "";
    }

    private static boolean isNear(double wanted, double found) {
        return Double.compare(wanted, found) == 0
                || wanted == found
                || Math.abs(wanted - found) <= ABSOLUTE + RELATIVE * Math.abs(wanted);
    }
}
