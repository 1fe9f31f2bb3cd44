package org.duograph.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.OpDef;
import org.duograph.graph.Operand;
import org.duograph.graph.ReferenceCall;
import org.duograph.graph.Sample;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;

/** Checks that the element types that an operator declares are those that it takes and gives. */
final class DeclaredTypes {
    private DeclaredTypes() {}

    /**
     * Fails unless each declared type is taken in one of the samples, by type rule and kernel, no
     * other is, and outputs are of the types that are declared for them.
     */
    static void check(OpDef op) {
        Map<Operand, Set<DType>> taken = new LinkedHashMap<>();
        for (Sample sample : op.samples()) {
            List<Sample> all = new ArrayList<>(ElementTypeCases.of(op, sample));
            all.add(sample);
            for (Sample each : all) {
                if (isTaken(op, each)) {
                    for (int i = 0; i < each.inputs().size(); i++) {
                        taken.computeIfAbsent(op.input(i), o -> EnumSet.noneOf(DType.class))
                                .add(each.inputs().get(i).type().dtype());
                    }
                }
            }
            refusesOthers(op, sample);
        }
        if (op.attrs().values().stream().anyMatch(a -> a.kind() == Attr.Kind.GRAPH)) {
            return; // the graphs of the samples say which types they take
        }
        taken.forEach(
                (operand, dtypes) -> {
                    boolean leads = operand.types().sameAs().isEmpty();
                    if (leads && operand.kind() != Operand.Kind.CONSTANT) {
                        assertThat(dtypes)
                                .as("%s: what %s takes", op, operand.name())
                                .containsAll(operand.types().all());
                    }
                });
    }

    private static boolean isTaken(OpDef op, Sample sample) {
        Attrs attrs = Attrs.check(op, sample.attrs());
        List<ArrayType> in = sample.inputs().stream().map(Sample.Input::type).toList();
        List<ArrayType> out;
        try {
            out = op.infer(attrs, in);
        } catch (IllegalArgumentException e) {
            return false; // attributes or another input ask for something else
        }
        for (int o = 0; o < out.size(); o++) {
            ElementTypes declared = op.output(o).types();
            DType dtype = out.get(o).dtype();
            assertThat(declared.all()).as("%s gives %s for %s", op, out, in).contains(dtype);
            for (int i = 0; i < in.size(); i++) {
                if (op.input(i).name().equals(declared.sameAs())) {
                    assertThat(dtype)
                            .as("%s gives %s for %s", op, out, in)
                            .isEqualTo(in.get(i).dtype());
                }
            }
        }
        assertThat(ReferenceCall.run(op, sample.attrs(), sample.draw(1))).hasSameSizeAs(out);
        return true;
    }

    private static void refusesOthers(OpDef op, Sample sample) {
        Attrs attrs = Attrs.check(op, sample.attrs());
        for (int i = 0; i < sample.inputs().size(); i++) {
            Operand operand = op.input(i);
            if (sample.inputs().get(i) == Sample.ABSENT || !operand.types().sameAs().isEmpty()) {
                continue;
            }
            for (DType dtype : ElementTypeCases.others(operand)) {
                Sample other = ElementTypeCases.with(op, sample, operand, dtype);
                List<ArrayType> in = other.inputs().stream().map(Sample.Input::type).toList();
                assertThatThrownBy(() -> op.infer(attrs, in))
                        .as("%s of %s", op, in)
                        .hasMessageContaining(operand.name())
                        .hasMessageContaining(dtype.lowerName());
            }
        }
    }
}
