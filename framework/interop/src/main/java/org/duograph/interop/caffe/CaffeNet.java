package org.duograph.interop.caffe;

import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormatParseInfoTree;
import com.google.protobuf.TextFormatParseLocation;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.duograph.interop.caffe.proto.BlobProto;
import org.duograph.interop.caffe.proto.LayerParameter;
import org.duograph.interop.caffe.proto.NetParameter;
import org.duograph.interop.caffe.proto.NetState;
import org.duograph.messages.FileFormatException;
import org.duograph.messages.MessageFiles;
import org.duograph.tensor.Shape;

/**
 * A Caffe net: what is fed to it, and the layers that take part in a phase, in the order in which
 * they run.
 *
 * @param name its name, which may be empty
 * @param inputs blobs that the net itself names as fed, with their shapes; {@code Input} layers are
 *     among the layers
 * @param layers those of the phase
 */
public record CaffeNet(String name, Map<String, Shape> inputs, List<CaffeLayer> layers) {
    /** Copies inputs and layers. */
    public CaffeNet {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        layers = List.copyOf(layers);
    }

    /**
     * Reads a net, text or binary, in the form with {@code layer} or the older with {@code layers}.
     *
     * @param state the phase, level and stages; layers that take no part are left out
     * @param notes is told of fields that are left out because only other programs know them
     * @throws FileFormatException if the file holds anything else
     */
    public static CaffeNet read(Path file, NetState state, Consumer<String> notes)
            throws IOException {
        NetParameter net = MessageFiles.read(file, NetParameter.getDefaultInstance(), notes);
        List<LayerParameter> all = layers(net, file);
        List<Integer> lines = lines(file, net);
        List<CaffeLayer> layers = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (StateRules.takesPart(all.get(i), state)) {
                int line = i < lines.size() ? lines.get(i) : 0;
                layers.add(new CaffeLayer(i + 1, line, all.get(i), all.get(i).getBlobsList()));
            }
        }
        if (layers.isEmpty()) {
            throw new FileFormatException(
                    "%s has no layer that takes part in phase %s"
                            .formatted(file, state.getPhase()));
        }
        return new CaffeNet(net.getName(), inputs(net, file), layers);
    }

    private static List<LayerParameter> layers(NetParameter net, Path file)
            throws FileFormatException {
        if (net.getLayersCount() > 0 && net.getLayerCount() > 0) {
            throw new FileFormatException(
                    file + " has both \"layer\" and \"layers\"; write all layers in one form");
        }
        if (net.getLayersList().stream().anyMatch(OldLayers::isOldest)) {
            throw new FileFormatException(
                    "%s is written in Caffe's first form, of 2013. %s"
                            .formatted(
                                    file,
                                    "Caffe's own upgrade_net_proto_text and"
                                            + " upgrade_net_proto_binary make a newer one of it"));
        }
        return net.getLayersCount() == 0
                ? net.getLayerList()
                : net.getLayersList().stream().map(OldLayers::upgrade).toList();
    }

    /** The lines in which the layers of a text begin; none of a binary file. */
    private static List<Integer> lines(Path file, NetParameter net) throws IOException {
        TextFormatParseInfoTree.Builder places = TextFormatParseInfoTree.builder();
        try {
            TextFormat.Parser.newBuilder()
                    .setParseInfoTreeBuilder(places)
                    .setAllowUnknownFields(true)
                    .build()
                    .merge(
                            Files.readString(file),
                            ExtensionRegistry.getEmptyRegistry(),
                            NetParameter.newBuilder());
        } catch (TextFormat.ParseException | MalformedInputException e) {
            return List.of(); // it is binary, or else reading it has failed before
        }
        String field = net.getLayersCount() > 0 ? "layers" : "layer";
        return places
                .build()
                .getLocations(NetParameter.getDescriptor().findFieldByName(field))
                .stream()
                .map(TextFormatParseLocation::getLine)
                .map(line -> line + 1)
                .toList();
    }

    private static Map<String, Shape> inputs(NetParameter net, Path file)
            throws FileFormatException {
        Map<String, Shape> inputs = new LinkedHashMap<>();
        int dims = net.getInputDimCount();
        boolean oldDims = dims > 0 && dims == 4 * net.getInputCount();
        if (net.getInputShapeCount() != net.getInputCount() && !oldDims && dims > 0) {
            throw new FileFormatException(
                    "%s has %d inputs, so it needs %d times input_dim, found %d"
                            .formatted(file, net.getInputCount(), 4 * net.getInputCount(), dims));
        }
        for (int i = 0; i < net.getInputCount(); i++) {
            Shape shape = null;
            if (i < net.getInputShapeCount()) {
                shape = Weights.shape(net.getInputShape(i));
            } else if (oldDims) {
                shape = Shape.of(net.getInputDimList().subList(4 * i, 4 * i + 4));
            }
            inputs.put(net.getInput(i), shape);
        }
        return inputs;
    }

    /**
     * The same net with weights from a file; they go to the layers of the same names. What the file
     * has for other layers (of training, say) is left aside.
     *
     * @param notes is told which layers' weights are left aside
     * @throws FileFormatException if the file holds anything else, or weights for none of the
     *     layers
     */
    public CaffeNet withWeights(Path file, Consumer<String> notes) throws IOException {
        NetParameter model = MessageFiles.read(file, NetParameter.getDefaultInstance(), notes);
        Map<String, List<BlobProto>> byName = new LinkedHashMap<>();
        for (LayerParameter layer : layers(model, file)) {
            if (layer.getBlobsCount() > 0) {
                byName.put(layer.getName(), layer.getBlobsList());
            }
        }
        List<String> used = new ArrayList<>();
        List<CaffeLayer> filled = new ArrayList<>();
        for (CaffeLayer layer : layers) {
            List<BlobProto> blobs = byName.get(layer.name());
            filled.add(blobs == null ? layer : layer.withBlobs(blobs));
            used.add(layer.name());
        }
        List<String> aside = byName.keySet().stream().filter(n -> !used.contains(n)).toList();
        if (!aside.isEmpty() && aside.size() == byName.size()) {
            throw new FileFormatException(
                    "%s has weights for %s, but for no layer of this net; are these two files of one model?"
                            .formatted(file, aside));
        }
        if (!aside.isEmpty()) {
            notes.accept("%s: the weights of %s are left aside".formatted(file, aside));
        }
        return new CaffeNet(name, inputs, filled);
    }
}
