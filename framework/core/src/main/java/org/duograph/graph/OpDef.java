package org.duograph.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;

/**
 * Everything known about one operator type: what it is for a reader (summary, formula, operands,
 * attributes, example) and what it is for the engine (type rule, gradient rule, reference kernel).
 *
 * <p>Definitions are built once, with {@link #named}, and are immutable. A backend adds a faster
 * kernel elsewhere; nothing here knows of any backend.
 */
public final class OpDef {
    private final String type;
    private final String summary;
    private final String formula;
    private final List<Operand> inputs;
    private final List<Operand> outputs;
    private final Map<String, Attr> attrs;
    private final List<List<Integer>> inPlace;
    private final List<Sample> samples;
    private final List<Sample> wideSamples;
    private final TypeRule types;
    private final GradientRule gradient;
    private final ReferenceKernel kernel;
    private final Example example;
    private final Set<Unusual> mayDiffer;
    private final String difference;
    private final boolean random;
    private final ToLongFunction<Node> flops;
    private final Predicate<Node> identity;
    private final Predicate<Node> byImage;
    private final boolean byElement;
    private final String withRelu;
    private final boolean effect;
    private final Function<Node, HostCode> host;
    private final Map<Integer, Function<Node, NDArray>> foreseen;

    /** Takes what the builder holds now; what it is told later is of no effect. */
    OpDef(OpBuilder b) {
        type = b.type;
        summary = b.summary;
        formula = b.formula;
        inputs = List.copyOf(b.inputs);
        outputs = List.copyOf(b.outputs);
        attrs = Collections.unmodifiableMap(new LinkedHashMap<>(b.attrs));
        inPlace = List.copyOf(b.inPlace);
        samples = List.copyOf(b.samples);
        wideSamples = List.copyOf(b.wideSamples);
        types = b.types;
        gradient = b.gradient;
        kernel = b.kernel;
        example = b.example;
        mayDiffer = Collections.unmodifiableSet(EnumSet.copyOf(b.mayDiffer));
        difference = b.difference;
        random = b.random;
        flops = b.flops;
        identity = b.identity;
        byImage = b.byImage;
        byElement = b.byElement;
        withRelu = b.withRelu;
        effect = b.effect;
        host = b.host;
        foreseen = new LinkedHashMap<>(b.foreseen);
    }

    /** Starts the definition of operator {@code type}. */
    public static OpBuilder named(String type) {
        return new OpBuilder(type);
    }

    /** The operator's type, for example {@code Conv}. */
    public String type() {
        return type;
    }

    /** One sentence: what it computes. */
    public String summary() {
        return summary;
    }

    /** What it computes, as a formula, or an empty string where the summary says it all. */
    public String formula() {
        return formula;
    }

    /** The inputs, in order. */
    public List<Operand> inputs() {
        return inputs;
    }

    /** The outputs, in order. */
    public List<Operand> outputs() {
        return outputs;
    }

    /** The attributes by name, in order. */
    public Map<String, Attr> attrs() {
        return attrs;
    }

    /** The attribute of that name, or null. */
    public Attr attr(String name) {
        return attrs.get(name);
    }

    /** The gradient rule, or null where the operator has no gradient. */
    public GradientRule gradient() {
        return gradient;
    }

    /** The reference kernel, or null for a host operator. */
    public ReferenceKernel kernel() {
        return kernel;
    }

    /** Whether it is a host operator: Java code that sees whole arrays and the world outside. */
    public boolean isHost() {
        return host != null;
    }

    /**
     * Prepares the code of a host operator for one of its nodes.
     *
     * @throws IllegalArgumentException if the node's attributes do not fit
     */
    public HostCode hostCode(Node node) {
        return host.apply(node);
    }

    /**
     * Whether running it changes something outside of the graph: then it runs although nobody reads
     * its outputs, once in each run, and in order with others of the kind.
     */
    public boolean hasEffect() {
        return effect;
    }

    /** Whether results depend on {@link ReferenceKernel.Operands#random}. */
    public boolean isRandom() {
        return random;
    }

    /** The numbers at which a backend's kernel may give other results than the reference. */
    public Set<Unusual> mayDiffer() {
        return mayDiffer;
    }

    /** What it may give there; empty where {@link #mayDiffer} is. */
    public String difference() {
        return difference;
    }

    /** The hand-checkable example; null for a host operator that has none. */
    public Example example() {
        return example;
    }

    /** The shapes to test it with. */
    public List<Sample> samples() {
        return samples;
    }

    /**
     * Larger shapes to test backends with, at which they may take another way than at those of
     * {@link #samples}. Tests that run the reference kernel many times leave them out.
     */
    public List<Sample> wideSamples() {
        return wideSamples;
    }

    /**
     * The floating-point operations of one run of {@code node}, a multiplication and an addition
     * counted as two; 0 where the definition does not count them, because they are few for the
     * numbers that are read.
     */
    public long flops(Node node) {
        return flops.applyAsLong(node);
    }

    /** Whether the first output of {@code node} is its first input, number by number. */
    public boolean isIdentity(Node node) {
        return identity.test(node);
    }

    /**
     * Whether {@code node} treats each image by itself: image i of its first output (along the
     * first dimension) comes from image i of its first input and from the other inputs as a whole.
     */
    public boolean isByImage(Node node) {
        return byImage.test(node);
    }

    /**
     * Whether the operator treats each element by itself: where all inputs are of one shape, or
     * single numbers, an element of an output comes from the elements in its place, and it does not
     * matter which place that is.
     */
    public boolean isByElement() {
        return byElement;
    }

    /**
     * The numbers of an output of one of the operator's nodes, where they follow from the types of
     * its operands alone; else null.
     */
    public NDArray foreseen(Value output) {
        Function<Node, NDArray> rule = foreseen.get(output.index());
        return rule == null ? null : rule.apply(output.node());
    }

    /**
     * The type of the operator that gives Relu of this one's result, from the same inputs and
     * attributes; an empty string where there is none.
     */
    public String withRelu() {
        return withRelu;
    }

    /**
     * Whether the reference kernel may write output {@code output} into the memory of input {@code
     * input}. What a backend's own kernel may, its blueprint says.
     */
    public boolean mayOverwrite(int output, int input) {
        return inPlace.contains(List.of(output, input));
    }

    /** The operand that input {@code i} belongs to; the last one repeats where it is MANY. */
    public Operand input(int i) {
        return inputs.get(Math.min(i, inputs.size() - 1));
    }

    /** The operand that output {@code i} belongs to; the last one repeats where it is MANY. */
    public Operand output(int i) {
        return outputs.get(Math.min(i, outputs.size() - 1));
    }

    /** Whether only type and shape of input {@code i} are used. */
    public boolean isShapeOnly(int i) {
        return input(i).kind() == Operand.Kind.SHAPE_ONLY;
    }

    /** The name of input {@code i}, numbered where the operand is MANY. */
    public String inputName(int i) {
        Operand operand = input(i);
        boolean many = operand.kind() == Operand.Kind.MANY;
        return operand.name() + (many ? i - (inputs.size() - 1) : "");
    }

    /**
     * Checks the number of inputs and their element types, and infers the types of the outputs.
     *
     * @throws IllegalArgumentException if they do not fit
     */
    public List<ArrayType> infer(Attrs attrs, List<ArrayType> inputTypes) {
        int least = 0;
        for (int i = 0; i < inputs.size(); i++) {
            boolean needed = input(i).kind() == Operand.Kind.ONE || isShapeOnly(i);
            least = needed ? i + 1 : least;
        }
        boolean many = !inputs.isEmpty() && input(inputs.size()).kind() == Operand.Kind.MANY;
        if (inputTypes.size() < least || (!many && inputTypes.size() > inputs.size())) {
            throw new IllegalArgumentException(
                    "%s takes the inputs %s, found %d"
                            .formatted(type, describeInputs(), inputTypes.size()));
        }
        ElementTypes.check(this, inputTypes);
        return types.infer(new TypeRule.Site(this, attrs, inputTypes));
    }

    private String describeInputs() {
        List<String> names = new ArrayList<>();
        for (Operand o : inputs) {
            names.add(
                    switch (o.kind()) {
                        case OPTIONAL, CONSTANT -> "[" + o.name() + "]";
                        case MANY -> o.name() + "...";
                        default -> o.name();
                    });
        }
        return names.toString();
    }

    @Override
    public String toString() {
        return type;
    }
}
