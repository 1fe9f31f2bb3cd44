package org.duograph.workspace.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.duograph.graph.Suggestion;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.Scopes;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.OperatorDef;
import org.duograph.workspace.proto.TensorProto.DataType;

/** What {@link Brew} keeps (open argument scopes, registered layers), and its odder layers. */
final class Layers {
    /** The layers, each with those options of a whole model that it understands. */
    private static final String TABLE =
            """
            fc
            conv order
            convTranspose order
            maxPool order
            maxPoolWithIndex order
            averagePool order
            relu
            prelu
            tanh
            sigmoid
            softmax
            softmaxWithLoss
            dropout is_test
            lrn order
            spatialBn order is_test
            instanceNorm order is_test
            layerNorm
            elementwiseLinear
            batchMatMul
            concat
            sum
            transpose
            flatten
            accuracy
            lstm
            gru
            rnn
            """;

    private static final Map<String, Set<String>> KNOWN = new LinkedHashMap<>();

    static {
        for (String line : TABLE.split("\n")) {
            List<String> words = List.of(line.split(" "));
            KNOWN.put(words.get(0), Set.copyOf(words.subList(1, words.size())));
        }
    }

    private static final Map<String, Layer> REGISTERED = new ConcurrentHashMap<>();
    private static final ThreadLocal<Map<String, List<Option>>> SCOPES =
            ThreadLocal.withInitial(LinkedHashMap::new);

    private Layers() {}

    static Scopes.Scope openScope(String layer, List<Option> options) {
        if (!KNOWN.containsKey(layer) && !REGISTERED.containsKey(layer)) {
            throw unknown(layer);
        }
        Map<String, List<Option>> scopes = SCOPES.get();
        List<Option> outer = scopes.getOrDefault(layer, List.of());
        List<Option> all = new ArrayList<>(outer);
        all.addAll(options);
        scopes.put(layer, all);
        return () -> scopes.put(layer, outer);
    }

    /** The options that open scopes give a layer; the innermost last. */
    static List<Option> scopeOf(String layer) {
        return SCOPES.get().getOrDefault(layer, List.of());
    }

    /** Whether a layer of Brew understands an option of a whole model. */
    static boolean understands(String layer, String option) {
        Set<String> some = KNOWN.get(layer);
        return some.contains(option) || !option.equals("order") && !option.equals("is_test");
    }

    /** The channels of the images that a layer reads. */
    static int channels(ModelHelper model, String layer, String in, Option... options) {
        Shape shape = model.type(in).shape();
        if (shape.rank() < 2) {
            throw new IllegalArgumentException(
                    "%s needs images, but blob \"%s\" is %s".formatted(layer, in, shape));
        }
        return shape.dim(new Options(model, layer, options).channelsLast() ? -1 : 1);
    }

    /** How many numbers of a blob come one after the other from {@code axis(i)} on. */
    static Shape rows(ModelHelper model, String layer, String in, Option... options) {
        Shape shape = model.type(in).shape();
        int axis = shape.axis(new Options(model, layer, options).number("axis", 1));
        return Shape.of(shape.toList().subList(axis, shape.rank()));
    }

    static void register(String name, Layer layer) {
        if (KNOWN.containsKey(name)) {
            throw new IllegalArgumentException(
                    "Brew has a layer \"%s\" already; give yours another name".formatted(name));
        }
        REGISTERED.put(name, layer);
    }

    static String add(
            String name,
            ModelHelper model,
            List<String> inputs,
            String output,
            List<Option> options) {
        Layer layer = REGISTERED.get(name);
        if (layer == null) {
            throw unknown(name);
        }
        List<Option> all = new ArrayList<>(scopeOf(name));
        all.addAll(options);
        return layer.add(model, inputs, output, all);
    }

    private static IllegalArgumentException unknown(String layer) {
        Set<String> known = new TreeSet<>(KNOWN.keySet());
        known.addAll(REGISTERED.keySet());
        return new IllegalArgumentException(
                "There is no layer \"%s\"%s (there are %s)"
                        .formatted(layer, Suggestion.among(layer, known), known));
    }

    /** Convolutions of groups of channels, one by one. */
    static String splitConv(
            ModelHelper model, String in, String out, int dimIn, int dimOut, Option... given) {
        Options o = new Options(model, "conv", given);
        int groups = o.groups(out, dimIn, dimOut);
        Argument order = Ops.arg("order", o.channelsLast() ? "NHWC" : "NCHW");
        List<String> parts =
                IntStream.range(0, groups).mapToObj(i -> aside(out, "_gconv_split_" + i)).toList();
        List<String> split = model.op("Split", List.of(in), parts, order);
        List<Option> each = new ArrayList<>(List.of(given));
        each.add(Option.group(1));
        List<String> results = new ArrayList<>();
        for (int i = 0; i < groups; i++) {
            results.add(
                    Brew.conv(
                            model,
                            split.get(i),
                            out + "_gconv_" + i,
                            dimIn / groups,
                            dimOut / groups,
                            each.toArray(Option[]::new)));
        }
        List<String> written = List.of(out, aside(out, "_concat_dims"));
        return model.op("Concat", results, written, order).get(0);
    }

    static String layerNorm(ModelHelper model, String in, String out, Shape size, Options o) {
        Initializer one = o.take("weight_init", Initializer.constant(1));
        Initializer zero = o.take("bias_init", Initializer.constant(0));
        String scale = model.createParam(out + "_scale", size, one, Parameter.Kind.WEIGHT);
        String bias = model.createParam(out + "_bias", size, zero, Parameter.Kind.BIAS);
        Argument[] where = {Ops.arg("broadcast", 1), Ops.arg("axis", o.number("axis", 1))};
        o.absent("epsilon", 1e-4f);
        List<String> normalised = List.of(out, out + "_mean", out + "_std");
        String y = Brew.op(model, o, "LayerNorm", List.of(in), normalised);
        String scaled = model.op("Mul", List.of(y, scale), out + "_scaled", where);
        return model.op("Add", List.of(scaled, bias), out + "_biased", where);
    }

    static String counter(ModelHelper model, String name) {
        String counter = Scopes.scoped(name);
        fillOnce(model, counter, Ops.arg("value", 0), Ops.arg("dtype", DataType.INT64.getNumber()));
        return model.op("Iter", counter, counter);
    }

    /** A blob of one number, initialised with the parameters; the name is taken as it is. */
    static String fillOnce(ModelHelper model, String name, Argument... args) {
        if (!model.paramInitNet().blobIsDefined(name)) {
            List<Argument> all = new ArrayList<>(List.of(Ops.arg("shape", Shape.of(1).toList())));
            all.addAll(List.of(args));
            OperatorDef fill =
                    Ops.operator(
                            "ConstantFill", List.of(), List.of(name), all.toArray(Argument[]::new));
            model.paramInitNet().add(fill.toBuilder().setName("").build());
        }
        return name;
    }

    static void addWeightDecay(ModelHelper model, double decay) {
        if (decay < 0) {
            throw new IllegalArgumentException("Weight decay can't be negative: " + decay);
        }
        if (decay == 0) {
            return;
        }
        String wd = fillOnce(model, Scopes.scoped("wd"), Ops.arg("value", (float) decay));
        String one = fillOnce(model, Scopes.scoped("ONE"), Ops.arg("value", 1f));
        Map<String, String> gradients = model.paramToGrad();
        for (String weight : model.weights()) {
            String gradient = gradients.get(weight);
            if (gradient != null && model.net().ofRows(gradient) != null) {
                throw new IllegalArgumentException(
                        "Weight decay would change all rows of \"%s\", whose gradient is of those that were looked up; create it as a BIAS, which decay leaves alone"
                                .formatted(weight));
            }
            if (gradient != null) {
                model.op("WeightedSum", List.of(gradient, one, weight, wd), gradient);
            }
        }
    }

    static List<String> dbInput(
            ModelHelper model, List<String> out, int batchSize, String db, String dbType) {
        String reader = "dbreader_" + db;
        if (!model.paramInitNet().blobIsDefined(reader)) {
            OperatorDef open =
                    Ops.operator(
                            "CreateDB",
                            List.of(),
                            List.of(reader),
                            Ops.arg("db", db),
                            Ops.arg("db_type", dbType));
            model.paramInitNet().add(open.toBuilder().setName("").build());
        }
        if (!model.net().blobIsDefined(reader)) {
            model.net().addExternalInput(reader);
        }
        return model.op(
                "TensorProtosDBInput", List.of(reader), out, Ops.arg("batch_size", batchSize));
    }

    /** The name of a further output: {@code gpu_0/conv1} becomes {@code gpu_0/_conv1_mask}. */
    static String aside(String out, String suffix) {
        int plain = out.lastIndexOf('/') + 1;
        return out.substring(0, plain) + "_" + out.substring(plain) + suffix;
    }
}
