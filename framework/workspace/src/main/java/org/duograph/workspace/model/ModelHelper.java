package org.duograph.workspace.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.Devices;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.net.Scopes;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.DeviceOption;
import org.duograph.workspace.proto.OperatorDef;

/**
 * A model under construction: a net, a second net that initialises its parameters, and the list of
 * parameters. Caffe2's word is kept.
 *
 * <p>Toy regression, from Caffe2's tutorials:
 *
 * <pre>{@code
 * ModelHelper model = new ModelHelper("regression");
 * model.input("X", Shape.of(64, 2));
 * String y = Brew.fc(model, "X", "Y", 1);
 * String distance = model.op("SquaredL2Distance", List.of(y, "truth"), "distance");
 * String loss = model.op("AveragedLoss", distance, "loss");
 * model.addGradientOperators(loss);
 * Optimizers.sgd(0.05).build(model);
 *
 * workspace.runNetOnce(model.paramInitNet());
 * workspace.createNet(model);
 * workspace.runNet(model.net().name(), 100);
 * }</pre>
 */
public final class ModelHelper {
    private final Net net;
    private final Net paramInitNet;
    private final ModelHelper whole;
    private final boolean initParams;
    private final List<Option> argScope;
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final Map<String, String> paramToGrad = new LinkedHashMap<>();
    private final Map<String, ArrayType> inputs = new LinkedHashMap<>();
    private final BlobTypes types;
    private boolean hasGradients;
    private String updateCondition;

    /**
     * A model that initialises its parameters.
     *
     * @param name the name of its net; the net for initialisation is called {@code name_init}
     * @param argScope options for all its layers, such as {@code order("NHWC")} or {@code test()}
     */
    public ModelHelper(String name, Option... argScope) {
        this(name, true, argScope);
    }

    private ModelHelper(String name, boolean initParams, Option... argScope) {
        this.net = new Net(name);
        this.paramInitNet = new Net(name + "_init");
        this.whole = null;
        this.initParams = initParams;
        this.argScope = List.of(argScope);
        this.types = new BlobTypes(net);
    }

    /** A model whose parameters exist already: another model's, or loaded ones. */
    public static ModelHelper withoutInit(String name, Option... argScope) {
        return new ModelHelper(name, false, argScope);
    }

    private ModelHelper(String name, ModelHelper whole) {
        this.net = new Net(name);
        this.paramInitNet = whole.paramInitNet;
        this.whole = whole;
        this.initParams = whole.initParams;
        this.argScope = whole.argScope;
        this.types = whole.types.inside(net);
    }

    /**
     * A model for a net that is run inside this one, for each step of a sequence, say: it has a net
     * of its own, and its parameters become this model's.
     */
    public ModelHelper inner(String name) {
        return new ModelHelper(name, this);
    }

    /** Whether this model, or one around it, has a blob of that name. */
    boolean isVisible(String blob) {
        return net.blobIsDefined(blob) || (whole != null && whole.isVisible(blob));
    }

    /** The net. */
    public Net net() {
        return net;
    }

    /** The net that initialises the parameters; to be run once. */
    public Net paramInitNet() {
        return paramInitNet;
    }

    /**
     * Declares a float32 blob that is fed before the net runs: {@code input("data", Shape.of(64, 3,
     * 32, 32))}. Layers that are told no sizes take them from what they read.
     *
     * @return its full name
     */
    public String input(String name, Shape shape) {
        return input(name, new ArrayType(DType.FLOAT32, shape));
    }

    /**
     * Declares a blob of any type that is fed before the net runs.
     *
     * @return its full name
     * @throws IllegalArgumentException if the net has a blob of that name
     */
    public String input(String name, ArrayType type) {
        String full = Scopes.scoped(name);
        net.addExternalInput(full);
        inputs.put(full, type);
        types.put(full, type);
        return full;
    }

    /** The inputs that were declared, with their types. */
    public Map<String, ArrayType> inputs() {
        return Collections.unmodifiableMap(inputs);
    }

    /**
     * The type of a blob of the net, as it follows from those of the inputs.
     *
     * @throws IllegalArgumentException if it is not known; or if an operator does not fit what it
     *     reads, which the message names
     */
    public ArrayType type(String blob) {
        ArrayType type = types.of(blob);
        if (type == null) {
            throw new IllegalArgumentException(
                    "The type of blob \"%s\" of model \"%s\" is not known; declare what it is computed from by input(name, shape), or give the layer its sizes"
                            .formatted(blob, net.name()));
        }
        return type;
    }

    List<Option> argScope() {
        return argScope;
    }

    /** Appends an operator to the net; see {@link Net#op(String, List, List, Argument...)}. */
    public List<String> op(
            String type, List<String> inputs, List<String> outputs, Argument... args) {
        return net.op(type, inputs, outputs, args);
    }

    /** Appends an operator with one output to the net; returns the output. */
    public String op(String type, List<String> inputs, String output, Argument... args) {
        return net.op(type, inputs, output, args);
    }

    /** Appends an operator with one input and one output to the net; returns the output. */
    public String op(String type, String input, String output, Argument... args) {
        return net.op(type, input, output, args);
    }

    /**
     * Creates a parameter, or finds it if there is one of that name and shape.
     *
     * @return its full name
     * @throws IllegalArgumentException if there is one of that name but another shape
     */
    public String createParam(
            String name, Shape shape, Initializer initializer, Parameter.Kind kind) {
        String full = ParameterSharing.resolve(name);
        if (!full.startsWith(Scopes.prefix()) && !net.blobIsDefined(full)) {
            net.addExternalInput(full); // so that this name is meant as it stands
        }
        types.put(full, new ArrayType(DType.FLOAT32, shape));
        if (whole != null) {
            return whole.createParam(name, shape, initializer, kind);
        }
        Parameter before = parameters.get(full);
        if (before != null) {
            if (before.shape() != null && !before.shape().equals(shape)) {
                throw new IllegalArgumentException(
                        "Parameter \"%s\" is %s already and can't be %s as well; give the layer another name"
                                .formatted(full, before.shape(), shape));
            }
            return full;
        }
        if (initParams) {
            List<Argument> args = new ArrayList<>(List.of(Ops.arg("shape", shape.toList())));
            args.addAll(initializer.args());
            OperatorDef fill =
                    Ops.operator(
                            initializer.type(),
                            List.of(),
                            List.of(full),
                            args.toArray(Argument[]::new));
            paramInitNet.add(fill.toBuilder().setName("").build());
        } else if (!paramInitNet.blobIsDefined(full)) {
            paramInitNet.addExternalInput(full);
        }
        parameters.put(full, new Parameter(full, shape, kind));
        return full;
    }

    /** Declares a blob of the net, initialised elsewhere, to be a parameter. */
    public String addParameter(String name, Parameter.Kind kind) {
        parameters.putIfAbsent(name, new Parameter(name, null, kind));
        return name;
    }

    /** All parameters, in the order in which they were made. */
    public List<Parameter> allParams() {
        return List.copyOf(parameters.values());
    }

    /** The names of what is learnt, inside the open name scope. */
    public List<String> params() {
        return names(Parameter.Kind.WEIGHT, Parameter.Kind.BIAS);
    }

    /** The names of the weights, inside the open name scope. */
    public List<String> weights() {
        return names(Parameter.Kind.WEIGHT);
    }

    /** The names of the biases, inside the open name scope. */
    public List<String> biases() {
        return names(Parameter.Kind.BIAS);
    }

    /** The names of what is kept but not learnt, inside the open name scope. */
    public List<String> computedParams() {
        return names(Parameter.Kind.COMPUTED);
    }

    private List<String> names(Parameter.Kind... kinds) {
        return parameters.values().stream()
                .filter(p -> List.of(kinds).contains(p.kind()))
                .map(Parameter::name)
                .filter(name -> name.startsWith(Scopes.prefix()))
                .toList();
    }

    /** How many numbers the parameters of known shape that are learnt have. */
    public long learntNumbers() {
        return parameters.values().stream()
                .filter(p -> p.isLearnt() && p.shape() != null)
                .mapToLong(p -> p.shape().size())
                .sum();
    }

    /**
     * Appends the operators that compute gradients of these losses; see {@link
     * Net#addGradientOperators(String...)}.
     *
     * @return for every blob that has a gradient, the gradient's name
     * @throws IllegalStateException if the model has gradient operators already
     */
    public Map<String, String> addGradientOperators(String... losses) {
        Map<String, String> starts = new LinkedHashMap<>();
        List.of(losses).forEach(loss -> starts.put(loss, null));
        return addGradientOperators(starts);
    }

    /**
     * The same, starting from given gradients.
     *
     * @param starts for each loss the blob with its gradient, or null for ones
     */
    public Map<String, String> addGradientOperators(Map<String, String> starts) {
        if (hasGradients) {
            throw new IllegalStateException(
                    "Model \"%s\" has gradient operators already; name all losses in one call"
                            .formatted(net.name()));
        }
        hasGradients = true;
        Map<String, String> gradients = net.addGradientOperators(starts);
        Set<String> taken = new LinkedHashSet<>();
        for (String param : names(Parameter.Kind.WEIGHT, Parameter.Kind.BIAS)) {
            String gradient = gradients.get(param);
            if (gradient != null) {
                // Optimizers write over gradients, so that parameters can't share one.
                String own = taken.add(gradient) ? gradient : ownCopy(gradient, param);
                paramToGrad.put(param, own);
            }
        }
        return gradients;
    }

    private String ownCopy(String gradient, String param) {
        OperatorDef copy =
                Ops.operator("Copy", List.of(gradient), List.of(param + "_autogen_own_grad"));
        net.add(copy.toBuilder().setName("").setIsGradientOp(true).build());
        return copy.getOutput(0);
    }

    /**
     * For each learnt parameter that a loss depends on, inside the open name scope, its gradient.
     */
    public Map<String, String> paramToGrad() {
        Map<String, String> inside = new LinkedHashMap<>(paramToGrad);
        inside.keySet().removeIf(name -> !name.startsWith(Scopes.prefix()));
        return inside;
    }

    /** Lets another blob be the gradient of a parameter, such as a clipped one. */
    public void setGradient(String param, String gradient) {
        if (paramToGrad.replace(param, gradient) == null) {
            throw new IllegalArgumentException(
                    "\"%s\" is no parameter with a gradient; there are %s"
                            .formatted(param, paramToGrad.keySet()));
        }
    }

    /** Lets optimizers change something only in steps in which a blob, a bool, holds. */
    void updateOnlyIf(String condition) {
        updateCondition = condition;
    }

    /** The blob that must hold for a step to change something; null if all steps do. */
    String updateCondition() {
        return updateCondition;
    }

    /** Whether a blob lives from run to run, as parameters do. */
    boolean isKept(String blob) {
        return parameters.containsKey(blob) || paramInitNet.blobIsDefined(blob);
    }

    /** Sets the device of both nets, for all operators that name none. */
    public ModelHelper runAllOn(DeviceOption device) {
        net.runAllOn(device);
        paramInitNet.runAllOn(device);
        return this;
    }

    /**
     * Lets all operators of both nets that name no device run on a GPU, the first of which is 0.
     */
    public ModelHelper runAllOnGpu(int gpu) {
        return runAllOn(Devices.cuda(gpu));
    }

    /**
     * Checks the model before it runs.
     *
     * @throws IllegalStateException if a learnt parameter has no gradient though there are gradient
     *     operators: no loss depends on it
     */
    public void validate() {
        List<String> idle =
                hasGradients
                        ? params().stream().filter(p -> !paramToGrad.containsKey(p)).toList()
                        : List.of();
        if (!idle.isEmpty()) {
            throw new IllegalStateException(
                    "No loss of model \"%s\" depends on its parameters %s: they won't learn"
                            .formatted(net.name(), idle));
        }
    }

    /**
     * The part of the net that computes {@code outputs} from {@code inputs}; see {@link
     * PredictorNet}.
     */
    public PredictorNet extractPredictorNet(List<String> inputs, List<String> outputs) {
        return PredictorNet.extract(net, inputs, outputs);
    }
}
