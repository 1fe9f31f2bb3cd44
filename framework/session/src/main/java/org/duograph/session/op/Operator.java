package org.duograph.session.op;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.duograph.session.proto.AttrValue;
import org.duograph.session.proto.DataType;
import org.duograph.tensor.DType;

/**
 * One of TensorFlow's operators: its signature, and what it means.
 *
 * @param type what it is called, such as {@code MatMul}
 * @param inputs its inputs
 * @param outputs its outputs
 * @param attrs its attributes by name
 * @param isStateful whether two operations that look alike can give different results: variables,
 *     random numbers
 * @param lowering its meaning
 */
public record Operator(
        String type,
        List<Arg> inputs,
        List<Arg> outputs,
        Map<String, AttrDef> attrs,
        boolean isStateful,
        Lowering lowering) {

    /**
     * An operator without a state.
     *
     * @param signature inputs and outputs, such as {@code "a:T b:T -> product:T"}
     * @param attrs attributes, such as {@code "T:type transpose_a:bool=false"}
     */
    static Operator of(String type, String signature, String attrs, Lowering lowering) {
        return of(type, signature, attrs, false, lowering);
    }

    /** An operator whose results don't depend on its inputs alone. */
    static Operator stateful(String type, String signature, String attrs, Lowering lowering) {
        return of(type, signature, attrs, true, lowering);
    }

    private static Operator of(
            String type, String signature, String attrs, boolean stateful, Lowering lowering) {
        int arrow = signature.indexOf("->");
        return new Operator(
                type,
                Arg.parse(signature.substring(0, arrow)),
                Arg.parse(signature.substring(arrow + 2)),
                AttrDef.parse(attrs),
                stateful,
                lowering);
    }

    /**
     * Attributes that are complete: the given ones, what the inputs say, and defaults.
     *
     * @param given those that the operation was given; names that begin with {@code _} are anyone's
     * @param inputs the element types of its inputs
     * @throws IllegalArgumentException if one is missing, unknown or of another kind, or an input
     *     doesn't fit
     */
    public Attributes check(Map<String, AttrValue> given, List<DType> inputs) {
        Map<String, AttrValue> all = new LinkedHashMap<>();
        given.forEach(
                (name, value) -> {
                    requireKnown(name, value);
                    all.put(name, value);
                });
        new InputTypes(this, all).settle(inputs);
        for (AttrDef def : attrs.values()) {
            if (!all.containsKey(def.name()) && def.defaultValue() != null) {
                all.put(def.name(), def.defaultValue());
            }
            if (!all.containsKey(def.name())) {
                throw new IllegalArgumentException(
                        "NodeDef missing attr '%s' from Op<name=%s>; give a %s"
                                .formatted(def.name(), type, def.kind().word()));
            }
        }
        return new Attributes(all);
    }

    private void requireKnown(String name, AttrValue value) {
        AttrDef def = attrs.get(name);
        if (def == null && !name.startsWith("_")) {
            throw new IllegalArgumentException(
                    "NodeDef mentions attr '%s' not in Op<name=%s>; its attributes are %s"
                            .formatted(name, type, attrs.keySet()));
        }
        if (def != null && !def.kind().accepts(value)) {
            throw new IllegalArgumentException(
                    "Attribute %s of %s is a %s, found %s"
                            .formatted(
                                    name,
                                    type,
                                    def.kind().word(),
                                    value.getValueCase().name().toLowerCase(Locale.ROOT)));
        }
    }

    /** The element types of the outputs of an operation with these attributes. */
    public List<DataType> outputTypes(Attributes checked) {
        return InputTypes.expand(outputs, checked.messages());
    }

    /** The names of the outputs of an operation with these attributes, {@code argument:index}. */
    public List<String> outputNames(Attributes checked) {
        List<String> names = new ArrayList<>();
        for (Arg arg : outputs) {
            int count = InputTypes.expand(List.of(arg), checked.messages()).size();
            IntStream.range(0, count).forEach(i -> names.add(arg.name() + ":" + i));
        }
        return names;
    }
}
