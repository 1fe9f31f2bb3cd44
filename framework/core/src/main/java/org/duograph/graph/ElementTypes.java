package org.duograph.graph;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;

/**
 * Which element types an operand may have: a set of them, or that of one of the inputs. Operators
 * choose from a few words, so that pages and messages say them the same way everywhere.
 */
public final class ElementTypes {
    /** Floating-point numbers of any precision. */
    public static final ElementTypes FLOATS = of("floating-point numbers", DType::isFloating);

    /** Numbers that one computes with: floating-point and whole ones. */
    public static final ElementTypes NUMBERS = of("numbers", d -> d != DType.BOOL && !d.isText());

    /** Whole numbers. */
    public static final ElementTypes WHOLES =
            of("whole numbers", d -> d != DType.BOOL && d.isWhole());

    /** What there is a greater and a less of: numbers and truth values. */
    public static final ElementTypes ORDERED = of("numbers or truth values", d -> !d.isText());

    /** All there are, texts too. */
    public static final ElementTypes ANY = of("anything", d -> true);

    /** Places, labels, lengths. */
    public static final ElementTypes INDICES = of(DType.INT32, DType.INT64);

    /** Truth values. */
    public static final ElementTypes BOOLS = of(DType.BOOL);

    /** What a definition has not said yet. */
    static final ElementTypes UNSAID = new ElementTypes("", false, Set.of(), "");

    private final String words;
    private final boolean byName;
    private final Set<DType> all;
    private final String sameAs;

    /** {@code byName} says that the words are names of types, not of what they hold. */
    private ElementTypes(String words, boolean byName, Set<DType> all, String sameAs) {
        this.words = words;
        this.byName = byName;
        this.all = Collections.unmodifiableSet(all);
        this.sameAs = sameAs;
    }

    private static ElementTypes of(String words, Predicate<DType> wanted) {
        EnumSet<DType> all = EnumSet.allOf(DType.class);
        all.removeIf(wanted.negate());
        return new ElementTypes(words, false, all, "");
    }

    /** These, by name. */
    public static ElementTypes of(DType... these) {
        String words =
                Arrays.stream(these).map(DType::lowerName).collect(Collectors.joining(" or "));
        return new ElementTypes(words, true, EnumSet.copyOf(Arrays.asList(these)), "");
    }

    /** The element type that the input of that name has. */
    public static ElementTypes sameAs(String input) {
        return new ElementTypes("the type of " + input, true, EnumSet.allOf(DType.class), input);
    }

    /** The types; all there are where an input decides. */
    public Set<DType> all() {
        return all;
    }

    /** The input whose type it has, or an empty string. */
    public String sameAs() {
        return sameAs;
    }

    /**
     * For example {@code floating-point numbers}, {@code int32 or int64}, {@code the type of X}.
     */
    @Override
    public String toString() {
        return words;
    }

    /**
     * Says what a definition has left unsaid: such inputs hold floating-point numbers, the same for
     * all of them, and such outputs have their type, or that of the first input.
     */
    static void settle(List<Operand> inputs, List<Operand> outputs) {
        Operand lead = null;
        for (Operand input : inputs) {
            lead = lead == null && input.types() == UNSAID ? input : lead;
        }
        Operand first = lead == null && !inputs.isEmpty() ? inputs.get(0) : lead;
        ElementTypes same = first == null ? FLOATS : sameAs(first.name());
        for (int i = 0; i < inputs.size(); i++) {
            Operand input = inputs.get(i);
            if (input.types() == UNSAID) {
                inputs.set(i, input.with(input == lead ? FLOATS : same));
            }
        }
        outputs.replaceAll(output -> output.types() == UNSAID ? output.with(same) : output);
    }

    /**
     * Checks the element types of an operator's inputs.
     *
     * @throws IllegalArgumentException if they are not as declared
     */
    static void check(OpDef op, List<ArrayType> inputs) {
        for (int i = 0; i < inputs.size(); i++) {
            ElementTypes wanted = op.input(i).types();
            ArrayType found = inputs.get(i);
            if (isAbsent(op, inputs, i)) {
                continue;
            }
            if (!wanted.sameAs.isEmpty()) {
                int other = place(op, wanted.sameAs);
                boolean there = other < inputs.size() && !isAbsent(op, inputs, other);
                if (there && inputs.get(other).dtype() != found.dtype()) {
                    throw new IllegalArgumentException(
                            "%s and %s must have the same element type, found %s and %s"
                                    .formatted(
                                            op.inputName(other),
                                            op.inputName(i),
                                            inputs.get(other),
                                            found));
                }
            } else if (!wanted.all.contains(found.dtype())) {
                throw new IllegalArgumentException(
                        "%s must %s %s, found %s; convert it with Cast"
                                .formatted(
                                        op.inputName(i),
                                        wanted.byName ? "be" : "hold",
                                        wanted,
                                        found));
            }
        }
    }

    private static boolean isAbsent(OpDef op, List<ArrayType> inputs, int i) {
        Operand.Kind kind = op.input(i).kind();
        boolean may = kind == Operand.Kind.OPTIONAL || kind == Operand.Kind.CONSTANT;
        return may && inputs.get(i).equals(Operand.ABSENT);
    }

    private static int place(OpDef op, String input) {
        int i = 0;
        while (!op.inputs().get(i).name().equals(input)) {
            i++;
        }
        return i;
    }
}
