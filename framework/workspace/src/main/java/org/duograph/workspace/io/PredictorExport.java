package org.duograph.workspace.io;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.duograph.messages.FileFormatException;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.proto.BlobsMap;
import org.duograph.workspace.proto.MetaNetDef;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.NetsMap;
import org.duograph.workspace.proto.OperatorDef;
import org.duograph.workspace.proto.PredictorConsts;

/**
 * A whole trained model in one file: the net that predicts, its parameters, and the names of its
 * inputs and outputs. It is the minidb that Caffe2's {@code predictor_exporter.save_to_db} writes
 * and its {@code prepare_prediction_net} reads.
 *
 * <pre>{@code
 * PredictorExport.of(net, List.of("data"), Map.of("data", Shape.of(1, 1, 28, 28)))
 *         .save(Path.of("lenet.minidb"), workspace::fetchBlob);
 * PredictorExport.Loaded model = PredictorExport.load(Path.of("lenet.minidb"));
 * Predictor predictor = new Predictor(model.init(), model.predict());
 * }</pre>
 *
 * @param predict from inputs and parameters to its external outputs
 * @param inputs the blobs that are fed
 * @param parameters the blobs that are saved
 * @param shapes the shapes of some inputs and outputs, for those who create them before they feed
 */
public record PredictorExport(
        NetDef predict, List<String> inputs, List<String> parameters, Map<String, Shape> shapes) {
    private static final PredictorConsts KEYS = PredictorConsts.getDefaultInstance();

    /**
     * A model as it came out of a file.
     *
     * @param init fills the parameters
     * @param predict from inputs and parameters to its external outputs
     * @param inputs the blobs to feed
     * @param shapes the shapes that the file gives of inputs and outputs; often none
     */
    public record Loaded(
            NetDef init, NetDef predict, List<String> inputs, Map<String, Shape> shapes) {}

    /**
     * A model to save.
     *
     * @throws IllegalArgumentException if the net reads a blob that is neither input nor parameter,
     *     or has no external output
     */
    public PredictorExport {
        inputs = List.copyOf(inputs);
        parameters = List.copyOf(parameters);
        shapes = Collections.unmodifiableMap(new TreeMap<>(shapes)); // files have them in order
        Set<String> open = read(predict);
        inputs.forEach(open::remove);
        parameters.forEach(open::remove);
        if (!open.isEmpty()) {
            throw new IllegalArgumentException(
                    "Net \"%s\" reads %s, which are neither among the inputs %s nor the parameters; name them"
                            .formatted(predict.getName(), open, inputs));
        }
        if (predict.getExternalOutputCount() == 0) {
            throw new IllegalArgumentException(
                    "Net \"%s\" declares no external_output, so it has no answer; add the blobs that are to be one"
                            .formatted(predict.getName()));
        }
    }

    /** The model in which everything that the net reads and does not compute is a parameter. */
    public static PredictorExport of(
            NetDef predict, List<String> inputs, Map<String, Shape> shapes) {
        Set<String> parameters = read(predict);
        inputs.forEach(parameters::remove);
        return new PredictorExport(predict, inputs, List.copyOf(parameters), shapes);
    }

    /** What operators read before any writes it. */
    private static Set<String> read(NetDef net) {
        Set<String> read = new LinkedHashSet<>();
        Set<String> written = new LinkedHashSet<>();
        for (var op : net.getOpList()) {
            op.getInputList().stream().filter(blob -> !written.contains(blob)).forEach(read::add);
            written.addAll(op.getOutputList());
        }
        return read;
    }

    /**
     * Writes the file.
     *
     * @param numbers gives the numbers of a parameter, such as {@code workspace::fetchBlob}
     */
    public void save(Path file, Function<String, NDArray> numbers) throws IOException {
        Map<String, Object> blobs = new LinkedHashMap<>();
        blobs.put(KEYS.getMETANETDEF(), contents().toByteString());
        parameters.forEach(name -> blobs.put(name, numbers.apply(name)));
        BlobFiles.save(file, blobs);
    }

    private MetaNetDef contents() {
        NetDef globalInit =
                NetDef.newBuilder()
                        .setName("global-init")
                        .addOp(
                                Ops.operator(
                                        "Load", List.of(KEYS.getPREDICTORDBREADER()), parameters))
                        .addExternalInput(KEYS.getPREDICTORDBREADER())
                        .addAllExternalOutput(parameters)
                        .build();
        NetDef.Builder predictInit = NetDef.newBuilder().setName("predict-init");
        shapes.forEach(
                (blob, shape) ->
                        predictInit
                                .addOp(
                                        Ops.operator(
                                                "ConstantFill",
                                                List.of(),
                                                List.of(blob),
                                                Ops.arg("shape", shape.toList())))
                                .addExternalOutput(blob));
        return MetaNetDef.newBuilder()
                .addBlobs(blobs(KEYS.getPARAMETERSBLOBTYPE(), parameters))
                .addBlobs(blobs(KEYS.getINPUTSBLOBTYPE(), inputs))
                .addBlobs(blobs(KEYS.getOUTPUTSBLOBTYPE(), predict.getExternalOutputList()))
                .addNets(net(KEYS.getGLOBALINITNETTYPE(), globalInit))
                .addNets(net(KEYS.getPREDICTINITNETTYPE(), predictInit.build()))
                .addNets(net(KEYS.getPREDICTNETTYPE(), predict))
                .build();
    }

    private static BlobsMap blobs(String key, List<String> names) {
        return BlobsMap.newBuilder().setKey(key).addAllValue(names).build();
    }

    private static NetsMap net(String key, NetDef net) {
        return NetsMap.newBuilder().setKey(key).setValue(net).build();
    }

    /**
     * Reads a file.
     *
     * @throws FileFormatException if it is no such file, or lacks a net or a parameter
     */
    public static Loaded load(Path file) throws IOException {
        Map<String, Object> all = BlobFiles.loadAny(file, name -> true);
        MetaNetDef contents = contents(file, all.get(KEYS.getMETANETDEF()));
        NetDef predict =
                contents.getNetsList().stream()
                        .filter(n -> n.getKey().equals(KEYS.getPREDICTNETTYPE()))
                        .map(NetsMap::getValue)
                        .findFirst()
                        .orElseThrow(() -> lacks(file, "net " + KEYS.getPREDICTNETTYPE()));
        NetDef.Builder init = NetDef.newBuilder().setName(predict.getName() + "_init");
        for (String name : names(contents, KEYS.getPARAMETERSBLOBTYPE())) {
            if (!(all.get(name) instanceof NDArray numbers)) {
                throw lacks(file, "parameter \"" + name + "\"");
            }
            init.addAllOp(GivenTensors.operators(name, numbers));
        }
        return new Loaded(
                init.build(), predict, names(contents, KEYS.getINPUTSBLOBTYPE()), shapes(contents));
    }

    /** The shapes of what the net that creates inputs and outputs fills. */
    private static Map<String, Shape> shapes(MetaNetDef contents) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (NetsMap net : contents.getNetsList()) {
            if (net.getKey().equals(KEYS.getPREDICTINITNETTYPE())) {
                for (OperatorDef op : net.getValue().getOpList()) {
                    op.getArgList().stream()
                            .filter(a -> a.getName().equals("shape") && op.getOutputCount() == 1)
                            .forEach(a -> shapes.put(op.getOutput(0), Shape.of(a.getIntsList())));
                }
            }
        }
        return shapes;
    }

    private static MetaNetDef contents(Path file, Object blob) throws FileFormatException {
        try {
            if (blob instanceof ByteString bytes) {
                return MetaNetDef.parseFrom(bytes);
            }
            if (blob instanceof String text) {
                return MetaNetDef.parseFrom(ByteString.copyFromUtf8(text));
            }
        } catch (InvalidProtocolBufferException e) {
            throw new FileFormatException(
                    "%s is damaged: its table of contents, %s, is no MetaNetDef"
                            .formatted(file, KEYS.getMETANETDEF()),
                    e);
        }
        throw new FileFormatException(
                "%s is no exported model: it has no blob %s. A file of weights alone is read with Load, and a net's with --init"
                        .formatted(file, KEYS.getMETANETDEF()));
    }

    private static FileFormatException lacks(Path file, String what) {
        return new FileFormatException(
                "%s is no whole model: it lacks %s. Export it anew".formatted(file, what));
    }

    private static List<String> names(MetaNetDef contents, String key) {
        return contents.getBlobsList().stream()
                .filter(b -> b.getKey().equals(key))
                .flatMap(b -> b.getValueList().stream())
                .toList();
    }
}
