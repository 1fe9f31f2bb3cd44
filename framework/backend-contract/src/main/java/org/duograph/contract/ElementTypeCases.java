package org.duograph.contract;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.duograph.graph.OpDef;
import org.duograph.graph.Operand;
import org.duograph.graph.Sample;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;

/**
 * An operator's samples with every element type that its operands declare: one operand after the
 * other, with those that have its type; and all of floating-point numbers at once.
 */
public final class ElementTypeCases {
    private static final double WIDER = 8;

    private ElementTypeCases() {}

    /** The sample with other element types; not with those that it has. */
    public static List<Sample> of(OpDef op, Sample sample) {
        Set<Sample> all = new LinkedHashSet<>();
        for (Operand leader : op.inputs()) {
            if (leader.types().sameAs().isEmpty() && leader.kind() != Operand.Kind.CONSTANT) {
                leader.types().all().forEach(dtype -> all.add(with(op, sample, leader, dtype)));
            }
        }
        for (DType dtype : DType.values()) {
            if (dtype.isFloating()) {
                all.add(allFloats(op, sample, dtype));
            }
        }
        all.remove(sample);
        return List.copyOf(all);
    }

    /** The element types that no input of that operand may have. */
    static Set<DType> others(Operand operand) {
        EnumSet<DType> others = EnumSet.allOf(DType.class);
        others.removeAll(operand.types().all());
        return others;
    }

    /** The sample with an element type for the inputs of {@code leader} and those that follow. */
    static Sample with(OpDef op, Sample sample, Operand leader, DType dtype) {
        List<Sample.Input> inputs = new ArrayList<>();
        for (int i = 0; i < sample.inputs().size(); i++) {
            Operand operand = op.input(i);
            boolean follows = operand == leader || operand.types().sameAs().equals(leader.name());
            Sample.Input input = sample.inputs().get(i);
            inputs.add(follows && input != Sample.ABSENT ? of(input, dtype) : input);
        }
        return new Sample(sample.attrs(), inputs);
    }

    private static Sample allFloats(OpDef op, Sample sample, DType dtype) {
        List<Sample.Input> inputs = new ArrayList<>();
        for (int i = 0; i < sample.inputs().size(); i++) {
            Sample.Input input = sample.inputs().get(i);
            boolean real = input.type().dtype().isFloating();
            inputs.add(
                    real && op.input(i).types().all().contains(dtype) ? input.with(dtype) : input);
        }
        return new Sample(sample.attrs(), inputs);
    }

    /** Whole numbers in place of real ones are drawn from a wider range: not all 0 or -1. */
    private static Sample.Input of(Sample.Input input, DType dtype) {
        boolean wider = input.type().dtype().isFloating() && dtype.isWhole();
        if (!wider) {
            return input.with(dtype);
        }
        ArrayType type = new ArrayType(dtype, input.type().shape());
        return dtype == DType.BOOL
                ? new Sample.Input(type, 0, 2, 0)
                : new Sample.Input(type, WIDER * input.low(), WIDER * input.high(), 0);
    }
}
