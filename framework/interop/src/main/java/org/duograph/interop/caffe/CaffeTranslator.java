package org.duograph.interop.caffe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Suggestion;
import org.duograph.interop.caffe.Translation.Step;
import org.duograph.interop.caffe.proto.NetState;
import org.duograph.interop.caffe.proto.Phase;
import org.duograph.tensor.Shape;
import org.duograph.workspace.proto.NetDef;

/**
 * Makes an init net and a predict net of a Caffe net with its weights.
 *
 * <p>All layers are looked at before anything is refused: the message names each layer that can't
 * be translated, where it stands, and why.
 */
public final class CaffeTranslator {
    private final CaffeNet net;
    private final Options options;
    private final NetDef.Builder init = NetDef.newBuilder();
    private final NetDef.Builder predict = NetDef.newBuilder();
    private final Map<String, Shape> inputs = new LinkedHashMap<>();
    private final Map<String, Shape> shapes = new LinkedHashMap<>();
    private final Set<String> unread = new LinkedHashSet<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    /**
     * How to translate.
     *
     * @param state the phase, level and stages with which the net was read
     * @param removeLegacyPad whether poolings get pads that fit the shapes of the inputs, in place
     *     of {@code legacy_pad}, which fits any
     * @param shapes shapes of inputs that the net does not give, or gives otherwise
     */
    public record Options(NetState state, boolean removeLegacyPad, Map<String, Shape> shapes) {
        /** Phase TEST, {@code legacy_pad}, the net's own shapes. */
        public static final Options DEFAULT =
                new Options(NetState.newBuilder().setPhase(Phase.TEST).build(), false, Map.of());

        /** Copies the shapes. */
        public Options {
            shapes = Map.copyOf(shapes);
        }

        boolean trains() {
            return state.getPhase() == Phase.TRAIN;
        }
    }

    private CaffeTranslator(CaffeNet net, Options options) {
        this.net = net;
        this.options = options;
    }

    /**
     * Translates a net.
     *
     * @throws IllegalArgumentException if there are layers that can't be translated; the message
     *     lists all of them
     */
    public static Translation translate(CaffeNet net, Options options) {
        CaffeTranslator translator = new CaffeTranslator(net, options);
        translator.net.inputs().forEach(translator::input);
        for (int i = 0; i < net.layers().size(); i++) {
            i += translator.layer(i);
        }
        return translator.finish();
    }

    /** A blob that is fed. */
    private void input(String blob, Shape given) {
        Shape shape = options.shapes().getOrDefault(blob, given);
        shapes.put(blob, shape);
        if (shape == null) {
            refused.add("input \"%s\": %s".formatted(blob, InputLayers.needsShape(blob)));
        } else {
            inputs.put(blob, shape);
            unread.remove(blob);
        }
    }

    /** Translates one layer, and the one after it where both are one; returns how many more. */
    private int layer(int index) {
        CaffeLayer layer = net.layers().get(index);
        LayerType type = LayerTypes.find(layer.type());
        if (type == null) {
            String near = Suggestion.among(layer.type(), LayerTypes.names());
            refuse(layer, "there is no translation of this type" + near);
            layer.tops().forEach(top -> shapes.put(top, null));
            return 0;
        }
        CaffeLayer next = index + 1 < net.layers().size() ? net.layers().get(index + 1) : null;
        boolean folds = next != null && folds(layer, next, index + 2);
        int from = predict.getOpCount();
        try {
            List<Shape> tops = shapesOf(layer, type);
            if (tops == null) {
                layer.tops().forEach(top -> shapes.put(top, null));
                return 0;
            }
            TranslationSite site = site(layer, tops);
            if (InputLayers.isInput(layer.type())) {
                feed(layer, tops);
            } else if (folds) {
                NormLayers.translate(site, next);
            } else {
                type.meaning().translate(site);
            }
            note(layer, tops, from, folds ? next : null);
        } catch (IllegalArgumentException | ArithmeticException e) {
            refuse(layer, e.getMessage());
            layer.tops().forEach(top -> shapes.put(top, null));
            return 0;
        }
        return folds ? 1 : 0;
    }

    private void feed(CaffeLayer layer, List<Shape> tops) {
        for (int i = 0; i < tops.size(); i++) {
            inputs.put(layer.tops().get(i), tops.get(i));
        }
    }

    /** Keeps in mind what the layer wrote and which operators do it. */
    private void note(CaffeLayer layer, List<Shape> tops, int from, CaffeLayer folded) {
        CaffeLayer last = folded == null ? layer : folded;
        layer.bottoms().forEach(unread::remove);
        for (int i = 0; i < last.tops().size(); i++) {
            shapes.put(last.tops().get(i), tops.get(i));
            if (!InputLayers.isInput(layer.type())) {
                unread.remove(last.tops().get(i));
                unread.add(last.tops().get(i));
            }
        }
        List<CaffeLayer> both = folded == null ? List.of(layer) : List.of(layer, folded);
        if (predict.getOpCount() > from) {
            steps.add(new Step(both, from, predict.getOpCount()));
        }
    }

    /** The shapes of the layer's tops; null where a bottom is of a layer that was refused. */
    private List<Shape> shapesOf(CaffeLayer layer, LayerType type) {
        List<Shape> bottoms = new ArrayList<>();
        for (String bottom : layer.bottoms()) {
            if (!shapes.containsKey(bottom)) {
                throw new IllegalArgumentException(
                        "it reads \"%s\", which no layer before it writes%s"
                                .formatted(bottom, Suggestion.among(bottom, shapes.keySet())));
            }
            bottoms.add(shapes.get(bottom));
        }
        if (bottoms.contains(null)) {
            return null;
        }
        LayerTypes.checkCounts(layer);
        if (InputLayers.isInput(layer.type())) {
            return InputLayers.shapes(layer, options.shapes());
        }
        return type.shapes().of(layer, bottoms);
    }

    private TranslationSite site(CaffeLayer layer, List<Shape> tops) {
        List<Shape> bottoms = layer.bottoms().stream().map(shapes::get).toList();
        return new TranslationSite(layer, bottoms, tops, options, init, predict);
    }

    /**
     * Whether a Scale right behind a BatchNorm is its scale and bias. A blob between the two that
     * others read as well keeps them apart.
     */
    private boolean folds(CaffeLayer layer, CaffeLayer next, int after) {
        if (!NormLayers.areOne(layer, next)) {
            return false;
        }
        String between = layer.tops().get(0);
        if (next.tops().get(0).equals(between)) {
            return true;
        }
        for (CaffeLayer later : net.layers().subList(after, net.layers().size())) {
            if (later.bottoms().contains(between)) {
                return false;
            }
            if (later.tops().contains(between)) {
                return true;
            }
        }
        return true;
    }

    private void refuse(CaffeLayer layer, String why) {
        refused.add(layer.place() + ": " + why);
    }

    private Translation finish() {
        if (!refused.isEmpty()) {
            throw new IllegalArgumentException(
                    "%d of the %d layers can't be translated:%n  %s"
                            .formatted(
                                    refused.size(),
                                    net.layers().size(),
                                    String.join(System.lineSeparator() + "  ", refused)));
        }
        String name = net.name().isEmpty() ? "caffe" : net.name();
        List<String> weights = List.copyOf(predict.getExternalInputList());
        requireDistinct(weights);
        predict.setName(name)
                .clearExternalInput()
                .addAllExternalInput(inputs.keySet())
                .addAllExternalInput(weights)
                .addAllExternalOutput(unread);
        init.setName(name + "_init").addAllExternalOutput(weights);
        return new Translation(init.build(), predict.build(), inputs, steps);
    }

    /** Weights get names of layers, which might be those of blobs or of each other. */
    private void requireDistinct(List<String> weights) {
        Set<String> seen = new LinkedHashSet<>(shapes.keySet());
        for (String weight : weights) {
            if (!seen.add(weight)) {
                throw new IllegalArgumentException(
                        "Two blobs would be called \"%s\", one of them a weight; rename the layer in both files"
                                .formatted(weight));
            }
        }
    }
}
