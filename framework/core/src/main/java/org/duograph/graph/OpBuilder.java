package org.duograph.graph;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.duograph.tensor.NDArray;

/** Collects the parts of a definition; {@link #build} checks that none is missing. */
public final class OpBuilder {
    private static final ToLongFunction<Node> NO_FLOPS = node -> 0;
    private static final Predicate<Node> NEVER = node -> false;
    private static final Predicate<Node> ALWAYS = node -> true;

    final String type;
    String summary;
    String formula = "";
    final List<Operand> inputs = new ArrayList<>();
    final List<Operand> outputs = new ArrayList<>();
    private List<Operand> newest;
    final Map<String, Attr> attrs = new LinkedHashMap<>();
    final List<List<Integer>> inPlace = new ArrayList<>();
    final List<Sample> samples = new ArrayList<>();
    final List<Sample> wideSamples = new ArrayList<>();
    TypeRule types;
    GradientRule gradient;
    ReferenceKernel kernel;
    Example example;
    Set<Unusual> mayDiffer = EnumSet.noneOf(Unusual.class);
    String difference = "";
    boolean random;
    ToLongFunction<Node> flops = NO_FLOPS;
    Predicate<Node> identity = NEVER;
    Predicate<Node> byImage = NEVER;
    boolean byElement;
    String withRelu = "";
    boolean effect;
    Function<Node, HostCode> host;
    final Map<Integer, Function<Node, NDArray>> foreseen = new LinkedHashMap<>();

    OpBuilder(String type) {
        this.type = type;
    }

    /** One sentence: what it computes. */
    public OpBuilder summary(String text) {
        this.summary = text;
        return this;
    }

    /** What it computes, as a formula in plain text. */
    public OpBuilder formula(String text) {
        this.formula = text;
        return this;
    }

    /** Adds an input. */
    public OpBuilder input(String name, String doc) {
        return add(inputs, name, Operand.Kind.ONE, doc);
    }

    /** Adds an input that may be left out. */
    public OpBuilder optionalInput(String name, String doc) {
        return add(inputs, name, Operand.Kind.OPTIONAL, doc);
    }

    /**
     * Adds an input whose numbers must be known when a node is appended; they become the attribute
     * of the same name.
     */
    public OpBuilder constantInput(String name, String doc) {
        return add(inputs, name, Operand.Kind.CONSTANT, doc).ofType(ElementTypes.WHOLES);
    }

    /** Adds an input that stands for any number of values. */
    public OpBuilder manyInputs(String name, String doc) {
        return add(inputs, name, Operand.Kind.MANY, doc);
    }

    /** Adds an input of which only type and shape are used. */
    public OpBuilder shapeOf(String name, String doc) {
        return add(inputs, name, Operand.Kind.SHAPE_ONLY, doc);
    }

    /** Adds an output. */
    public OpBuilder output(String name, String doc) {
        return add(outputs, name, Operand.Kind.ONE, doc);
    }

    /** Adds an output through which no gradient flows. */
    public OpBuilder auxiliaryOutput(String name, String doc) {
        return add(outputs, name, Operand.Kind.AUXILIARY, doc);
    }

    /**
     * Adds an output that is there for some attributes only (the type rule decides) and through
     * which no gradient flows.
     */
    public OpBuilder optionalOutput(String name, String doc) {
        return add(outputs, name, Operand.Kind.OPTIONAL, doc);
    }

    /** Adds an output that stands for any number of values. */
    public OpBuilder manyOutputs(String name, String doc) {
        return add(outputs, name, Operand.Kind.MANY, doc);
    }

    /** Adds an output that only this operator's gradient reads. */
    public OpBuilder savedOutput(String name, String doc) {
        return add(outputs, name, Operand.Kind.SAVED, doc);
    }

    private OpBuilder add(List<Operand> to, String name, Operand.Kind kind, String doc) {
        to.add(new Operand(name, kind, ElementTypes.UNSAID, doc));
        newest = to;
        return this;
    }

    /**
     * Says which element types the operand that was added last may have. Where this is not said, an
     * input holds floating-point numbers, the same for all such inputs, and an output has their
     * type, or that of the first input where there is none such.
     *
     * @throws IllegalStateException if no operand was added yet
     */
    public OpBuilder ofType(ElementTypes elements) {
        if (newest == null) {
            throw new IllegalStateException(
                    type + " says an element type before it has an operand; add the operand first");
        }
        newest.set(newest.size() - 1, newest.get(newest.size() - 1).with(elements));
        return this;
    }

    /** Adds attributes. */
    public OpBuilder attrs(Attr... more) {
        return attrs(List.of(more));
    }

    /** Adds attributes. */
    public OpBuilder attrs(Iterable<Attr> more) {
        more.forEach(a -> attrs.put(a.name(), a));
        return this;
    }

    /** Allows the reference kernel to write output {@code output} over input {@code input}. */
    public OpBuilder inPlace(int output, int input) {
        inPlace.add(List.of(output, input));
        return this;
    }

    /**
     * Says at which numbers among its inputs a backend may give other results.
     *
     * @param note a sentence: what it may give there
     */
    public OpBuilder mayDiffer(String note, Unusual... numbers) {
        this.mayDiffer.addAll(List.of(numbers));
        this.difference = note;
        return this;
    }

    /**
     * Makes it a host operator, which has Java code in place of a reference kernel.
     *
     * @param prepare makes the code ready for a node: looks into its attributes, once
     */
    public OpBuilder host(Function<Node, HostCode> prepare) {
        this.host = prepare;
        return this;
    }

    /** Says that running it changes something outside of the graph. */
    public OpBuilder effect() {
        this.effect = true;
        return this;
    }

    /** Says that results depend on random numbers. */
    public OpBuilder random() {
        this.random = true;
        return this;
    }

    /**
     * Counts the arithmetic of a node, where it is more than one operation for each number that is
     * read or written; see {@link OpDef#flops}.
     */
    public OpBuilder flops(ToLongFunction<Node> count) {
        this.flops = count;
        return this;
    }

    /** Says that the operator never changes its first input: a copy. */
    public OpBuilder identity() {
        return identityWhen(ALWAYS);
    }

    /** Says of which nodes the first output is the first input, unchanged. */
    public OpBuilder identityWhen(Predicate<Node> condition) {
        this.identity = condition;
        return this;
    }

    /** Says that each image is treated by itself; see {@link OpDef#isByImage}. */
    public OpBuilder byImage() {
        return byImageWhen(ALWAYS);
    }

    /** Says which nodes treat each image by itself. */
    public OpBuilder byImageWhen(Predicate<Node> condition) {
        this.byImage = condition;
        return this;
    }

    /** Says that each element is treated by itself; see {@link OpDef#isByElement}. */
    public OpBuilder byElement() {
        this.byElement = true;
        return this;
    }

    /** Says what output {@code i} holds, where that follows from the types of the operands. */
    public OpBuilder foreseen(int i, Function<Node, NDArray> numbers) {
        foreseen.put(i, numbers);
        return this;
    }

    /** Names the operator that computes this one and Relu of its result at once. */
    public OpBuilder withRelu(String type) {
        this.withRelu = type;
        return this;
    }

    /** The type rule. */
    public OpBuilder types(TypeRule rule) {
        this.types = rule;
        return this;
    }

    /** The gradient rule. */
    public OpBuilder gradient(GradientRule rule) {
        this.gradient = rule;
        return this;
    }

    /** The reference kernel. */
    public OpBuilder kernel(ReferenceKernel reference) {
        this.kernel = reference;
        return this;
    }

    /** The hand-checkable example. */
    public OpBuilder example(Example literal) {
        this.example = literal;
        return this;
    }

    /** Adds a shape to test it with. */
    public OpBuilder sample(Sample shape) {
        samples.add(shape);
        return this;
    }

    /** Adds a larger shape to test backends with; see {@link OpDef#wideSamples}. */
    public OpBuilder wide(Sample shape) {
        wideSamples.add(shape);
        return this;
    }

    /**
     * The finished definition.
     *
     * @throws IllegalStateException if parts are missing or do not fit together; the message lists
     *     them
     */
    public OpDef build() {
        List<String> faults = new ArrayList<>();
        require(summary != null, "it has no summary", faults);
        require(types != null, "it has no types", faults);
        require(kernel != null || host != null, "it has no kernel and no host code", faults);
        require(effect || !outputs.isEmpty(), "it has no outputs and no effect", faults);
        require(host != null || example != null, "it has no example", faults);
        require(host != null || !samples.isEmpty(), "it has no sample", faults);
        checkOrder(inputs, faults);
        checkOrder(outputs, faults);
        inputs.forEach(input -> checkOperand(input, faults));
        outputs.forEach(output -> checkOperand(output, faults));
        if (!faults.isEmpty()) {
            throw new IllegalStateException(type + ": " + String.join("; ", faults));
        }
        ElementTypes.settle(inputs, outputs);
        return new OpDef(this);
    }

    private static void require(boolean ok, String fault, List<String> faults) {
        if (!ok) {
            faults.add(fault);
        }
    }

    private static void checkOrder(List<Operand> operands, List<String> faults) {
        for (int i = 1; i < operands.size(); i++) {
            Operand before = operands.get(i - 1);
            Operand behind = operands.get(i);
            boolean last = before.kind() == Operand.Kind.MANY;
            boolean nearlyLast =
                    before.kind() == Operand.Kind.CONSTANT && behind.kind() != before.kind();
            String fault = behind.name() + " stands behind " + before.name() + ", which is ";
            require(!last, fault + "any number of values and must be the last", faults);
            require(!nearlyLast, fault + "constant: only constant inputs may follow", faults);
        }
    }

    private void checkOperand(Operand operand, List<String> faults) {
        String name = operand.name();
        String like = operand.types().sameAs();
        boolean known = like.isEmpty() || inputs.stream().anyMatch(o -> o.name().equals(like));
        require(known, name + " has the type of " + like + ", which is no input", faults);
        if (operand.kind() == Operand.Kind.CONSTANT) {
            Attr attr = attrs.get(name);
            boolean whole =
                    attr != null && (attr.kind() == Attr.Kind.INT || attr.kind() == Attr.Kind.INTS);
            require(whole, "it has no whole-number attribute " + name + " as the input", faults);
        }
    }
}
