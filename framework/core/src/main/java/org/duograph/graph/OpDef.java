package org.duograph.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
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
    private static final ToLongFunction<Node> NO_FLOPS = node -> 0;
    private static final Predicate<Node> NEVER = node -> false;
    private static final Predicate<Node> ALWAYS = node -> true;

    private final Builder d;

    private OpDef(Builder builder) {
        this.d = builder;
    }

    /** Starts the definition of operator {@code type}. */
    public static Builder named(String type) {
        return new Builder(type);
    }

    /** The operator's type, for example {@code Conv}. */
    public String type() {
        return d.type;
    }

    /** One sentence: what it computes. */
    public String summary() {
        return d.summary;
    }

    /** What it computes, as a formula, or an empty string where the summary says it all. */
    public String formula() {
        return d.formula;
    }

    /** The inputs, in order. */
    public List<Operand> inputs() {
        return Collections.unmodifiableList(d.inputs);
    }

    /** The outputs, in order. */
    public List<Operand> outputs() {
        return Collections.unmodifiableList(d.outputs);
    }

    /** The attributes by name, in order. */
    public Map<String, Attr> attrs() {
        return Collections.unmodifiableMap(d.attrs);
    }

    /** The attribute of that name, or null. */
    public Attr attr(String name) {
        return d.attrs.get(name);
    }

    /** The gradient rule, or null where the operator has no gradient. */
    public GradientRule gradient() {
        return d.gradient;
    }

    /** The reference kernel. */
    public ReferenceKernel kernel() {
        return d.kernel;
    }

    /** Whether it is a host operator: Java code that sees whole arrays and the world outside. */
    public boolean isHost() {
        return d.host != null;
    }

    /**
     * Prepares the code of a host operator for one of its nodes.
     *
     * @throws IllegalArgumentException if the node's attributes do not fit
     */
    public HostKernel hostKernel(Node node) {
        return d.host.apply(node);
    }

    /**
     * Whether running it changes something outside of the graph: then it runs although nobody reads
     * its outputs, once in each run, and in order with others of the kind.
     */
    public boolean hasEffect() {
        return d.effect;
    }

    /** Whether results depend on {@link ReferenceKernel.Operands#random}. */
    public boolean isRandom() {
        return d.random;
    }

    /** The numbers at which a backend's kernel may give other results than the reference. */
    public Set<Unusual> mayDiffer() {
        return Collections.unmodifiableSet(d.mayDiffer);
    }

    /** What it may give there; empty where {@link #mayDiffer} is. */
    public String difference() {
        return d.difference;
    }

    /** The hand-checkable example. */
    public Example example() {
        return d.example;
    }

    /** The shapes to test it with. */
    public List<Sample> samples() {
        return Collections.unmodifiableList(d.samples);
    }

    /**
     * Larger shapes to test backends with, at which they may take another way than at those of
     * {@link #samples}. Tests that run the reference kernel many times leave them out.
     */
    public List<Sample> wideSamples() {
        return Collections.unmodifiableList(d.wideSamples);
    }

    /**
     * The floating-point operations of one run of {@code node}, a multiplication and an addition
     * counted as two; 0 where the definition does not count them, because they are few for the
     * numbers that are read.
     */
    public long flops(Node node) {
        return d.flops.applyAsLong(node);
    }

    /** Whether the first output of {@code node} is its first input, number by number. */
    public boolean isIdentity(Node node) {
        return d.identity.test(node);
    }

    /**
     * Whether {@code node} treats each image by itself: image i of its first output (along the
     * first dimension) comes from image i of its first input and from the other inputs as a whole.
     */
    public boolean isByImage(Node node) {
        return d.byImage.test(node);
    }

    /**
     * The numbers of an output of one of the operator's nodes, where they follow from the types of
     * its operands alone; else null.
     */
    public NDArray foreseen(Value output) {
        Function<Node, NDArray> rule = d.foreseen.get(output.index());
        return rule == null ? null : rule.apply(output.node());
    }

    /**
     * The type of the operator that gives Relu of this one's result, from the same inputs and
     * attributes; an empty string where there is none.
     */
    public String withRelu() {
        return d.withRelu;
    }

    /**
     * Whether the reference kernel may write output {@code output} into the memory of input {@code
     * input}. What a backend's own kernel may, its blueprint says.
     */
    public boolean mayOverwrite(int output, int input) {
        return d.inPlace.contains(List.of(output, input));
    }

    /** The operand that input {@code i} belongs to; the last one repeats where it is MANY. */
    public Operand input(int i) {
        return d.inputs.get(Math.min(i, d.inputs.size() - 1));
    }

    /** The operand that output {@code i} belongs to; the last one repeats where it is MANY. */
    public Operand output(int i) {
        return d.outputs.get(Math.min(i, d.outputs.size() - 1));
    }

    /** Whether only type and shape of input {@code i} are used. */
    public boolean isShapeOnly(int i) {
        return input(i).kind() == Operand.Kind.SHAPE_ONLY;
    }

    /** The name of input {@code i}, numbered where the operand is MANY. */
    public String inputName(int i) {
        Operand operand = input(i);
        boolean many = operand.kind() == Operand.Kind.MANY;
        return operand.name() + (many ? i - (d.inputs.size() - 1) : "");
    }

    /**
     * Checks the number of inputs and infers the types of the outputs.
     *
     * @throws IllegalArgumentException if they do not fit
     */
    public List<ArrayType> infer(Attrs attrs, List<ArrayType> inputTypes) {
        int least = 0;
        for (int i = 0; i < d.inputs.size(); i++) {
            boolean needed = input(i).kind() == Operand.Kind.ONE || isShapeOnly(i);
            least = needed ? i + 1 : least;
        }
        boolean many = !d.inputs.isEmpty() && input(d.inputs.size()).kind() == Operand.Kind.MANY;
        if (inputTypes.size() < least || (!many && inputTypes.size() > d.inputs.size())) {
            throw new IllegalArgumentException(
                    "%s takes the inputs %s, found %d"
                            .formatted(d.type, describeInputs(), inputTypes.size()));
        }
        return d.types.infer(new TypeRule.Site(this, attrs, inputTypes));
    }

    private String describeInputs() {
        List<String> names = new ArrayList<>();
        for (Operand o : d.inputs) {
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
        return d.type;
    }

    /** Collects the parts of a definition; {@link #build} checks that none is missing. */
    public static final class Builder {
        private final String type;
        private String summary;
        private String formula = "";
        private final List<Operand> inputs = new ArrayList<>();
        private final List<Operand> outputs = new ArrayList<>();
        private final Map<String, Attr> attrs = new LinkedHashMap<>();
        private final List<List<Integer>> inPlace = new ArrayList<>();
        private final List<Sample> samples = new ArrayList<>();
        private final List<Sample> wideSamples = new ArrayList<>();
        private TypeRule types;
        private GradientRule gradient;
        private ReferenceKernel kernel;
        private Example example;
        private Set<Unusual> mayDiffer = EnumSet.noneOf(Unusual.class);
        private String difference = "";
        private boolean random;
        private ToLongFunction<Node> flops = NO_FLOPS;
        private Predicate<Node> identity = NEVER;
        private Predicate<Node> byImage = NEVER;
        private String withRelu = "";
        private boolean effect;
        private Function<Node, HostKernel> host;
        private final Map<Integer, Function<Node, NDArray>> foreseen = new HashMap<>();

        private Builder(String type) {
            this.type = type;
        }

        /** One sentence: what it computes. */
        public Builder summary(String text) {
            this.summary = text;
            return this;
        }

        /** What it computes, as a formula in plain text. */
        public Builder formula(String text) {
            this.formula = text;
            return this;
        }

        /** Adds an input. */
        public Builder input(String name, String doc) {
            inputs.add(new Operand(name, Operand.Kind.ONE, doc));
            return this;
        }

        /** Adds an input that may be left out. */
        public Builder optionalInput(String name, String doc) {
            inputs.add(new Operand(name, Operand.Kind.OPTIONAL, doc));
            return this;
        }

        /**
         * Adds an input whose numbers must be known when a node is appended; they become the
         * attribute of the same name.
         */
        public Builder constantInput(String name, String doc) {
            inputs.add(new Operand(name, Operand.Kind.CONSTANT, doc));
            return this;
        }

        /** Adds an input that stands for any number of values. */
        public Builder manyInputs(String name, String doc) {
            inputs.add(new Operand(name, Operand.Kind.MANY, doc));
            return this;
        }

        /** Adds an input of which only type and shape are used. */
        public Builder shapeOf(String name, String doc) {
            inputs.add(new Operand(name, Operand.Kind.SHAPE_ONLY, doc));
            return this;
        }

        /** Adds an output. */
        public Builder output(String name, String doc) {
            outputs.add(new Operand(name, Operand.Kind.ONE, doc));
            return this;
        }

        /** Adds an output through which no gradient flows. */
        public Builder auxiliaryOutput(String name, String doc) {
            outputs.add(new Operand(name, Operand.Kind.AUXILIARY, doc));
            return this;
        }

        /**
         * Adds an output that is there for some attributes only (the type rule decides) and through
         * which no gradient flows.
         */
        public Builder optionalOutput(String name, String doc) {
            outputs.add(new Operand(name, Operand.Kind.OPTIONAL, doc));
            return this;
        }

        /** Adds an output that stands for any number of values. */
        public Builder manyOutputs(String name, String doc) {
            outputs.add(new Operand(name, Operand.Kind.MANY, doc));
            return this;
        }

        /** Adds an output that only this operator's gradient reads. */
        public Builder savedOutput(String name, String doc) {
            outputs.add(new Operand(name, Operand.Kind.SAVED, doc));
            return this;
        }

        /** Adds attributes. */
        public Builder attrs(Attr... more) {
            return attrs(List.of(more));
        }

        /** Adds attributes. */
        public Builder attrs(Iterable<Attr> more) {
            more.forEach(a -> attrs.put(a.name(), a));
            return this;
        }

        /** Allows the reference kernel to write output {@code output} over input {@code input}. */
        public Builder inPlace(int output, int input) {
            inPlace.add(List.of(output, input));
            return this;
        }

        /**
         * Says at which numbers among its inputs a backend may give other results.
         *
         * @param note a sentence: what it may give there
         */
        public Builder mayDiffer(String note, Unusual... numbers) {
            this.mayDiffer.addAll(List.of(numbers));
            this.difference = note;
            return this;
        }

        /**
         * Makes it a host operator, which has Java code in place of a reference kernel.
         *
         * @param prepare makes the code ready for a node: looks into its attributes, once
         */
        public Builder host(Function<Node, HostKernel> prepare) {
            this.host = prepare;
            return this;
        }

        /** Says that running it changes something outside of the graph. */
        public Builder effect() {
            this.effect = true;
            return this;
        }

        /** Says that results depend on random numbers. */
        public Builder random() {
            this.random = true;
            return this;
        }

        /**
         * Counts the arithmetic of a node, where it is more than one operation for each number that
         * is read or written; see {@link OpDef#flops}.
         */
        public Builder flops(ToLongFunction<Node> count) {
            this.flops = count;
            return this;
        }

        /** Says that the operator never changes its first input: a copy. */
        public Builder identity() {
            return identityWhen(ALWAYS);
        }

        /** Says of which nodes the first output is the first input, unchanged. */
        public Builder identityWhen(Predicate<Node> condition) {
            this.identity = condition;
            return this;
        }

        /** Says that each image is treated by itself; see {@link OpDef#isByImage}. */
        public Builder byImage() {
            return byImageWhen(ALWAYS);
        }

        /** Says which nodes treat each image by itself. */
        public Builder byImageWhen(Predicate<Node> condition) {
            this.byImage = condition;
            return this;
        }

        /** Says what output {@code i} holds, where that follows from the types of the operands. */
        public Builder foreseen(int i, Function<Node, NDArray> numbers) {
            foreseen.put(i, numbers);
            return this;
        }

        /** Names the operator that computes this one and Relu of its result at once. */
        public Builder withRelu(String type) {
            this.withRelu = type;
            return this;
        }

        /** The type rule. */
        public Builder types(TypeRule rule) {
            this.types = rule;
            return this;
        }

        /** The gradient rule. */
        public Builder gradient(GradientRule rule) {
            this.gradient = rule;
            return this;
        }

        /** The reference kernel. */
        public Builder kernel(ReferenceKernel reference) {
            this.kernel = reference;
            return this;
        }

        /** The hand-checkable example. */
        public Builder example(Example literal) {
            this.example = literal;
            return this;
        }

        /** Adds a shape to test it with. */
        public Builder sample(Sample shape) {
            samples.add(shape);
            return this;
        }

        /** Adds a larger shape to test backends with; see {@link OpDef#wideSamples}. */
        public Builder wide(Sample shape) {
            wideSamples.add(shape);
            return this;
        }

        /**
         * The finished definition.
         *
         * @throws IllegalStateException if a part is missing
         */
        public OpDef build() {
            boolean complete = summary != null && types != null && (kernel != null || host != null);
            boolean tried = host != null || (example != null && !samples.isEmpty());
            if (!complete || !tried || (outputs.isEmpty() && !effect)) {
                throw new IllegalStateException(
                        type + " needs a summary, outputs, types, a kernel, an example, a sample");
            }
            return new OpDef(this);
        }
    }
}
