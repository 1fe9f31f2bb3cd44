package org.duograph.ops.activation;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.ops.math.Terms;
import org.duograph.ops.shape.Concat;
import org.duograph.ops.shape.Split;
import org.duograph.ops.view.Lines;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Gated linear units (Dauphin et al., 2016): one half of X opens the other. */
public final class Glu {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Glu")
                    .summary("Multiplies one half of an array by the sigmoid of the other.")
                    .formula("Y = A * sigmoid(B), X being A and B along dim")
                    .input("X", "an even extent along dim")
                    .output("Y", "the shape of X, half of it along dim")
                    .attrs(Attr.ofInt("dim", -1, "Along which dimension; -1: the last."))
                    .types(Glu::types)
                    .gradient(Glu::gradient)
                    .kernel(Glu::run)
                    .example(Example.of(NDArray.vector(3, 4, 0, 100), NDArray.vector(1.5f, 4)))
                    .sample(Sample.of(Map.of(), Shape.of(2, 4)))
                    .sample(Sample.of("dim=1", Shape.of(2, 4, 3)))
                    .build();

    private Glu() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape x = site.shape(0);
        int dim = x.axis(site.attrs().i("dim"));
        site.require(x.dim(dim) % 2 == 0, "dimension %d of X must be even, found %s", dim, x);
        return List.of(site.in(0).withShape(x.with(dim, x.dim(dim) / 2)));
    }

    private static void gradient(GradientRule.Site g) {
        Terms t = new Terms(g);
        Value x = g.input(0);
        int dim = x.shape().axis(g.attrs().i("dim"));
        Node halves = g.appendNode(Split.OP, Map.of("axis", dim, "outputs", 2), x);
        Value dY = g.outputGradient(0);
        Value gate = t.of(Sigmoid.OP, halves.output(1));
        Value dA = t.times(dY, gate);
        Value dB = t.of(Sigmoid.GRAD_X, gate, t.times(dY, halves.output(0)));
        g.inputGradient(0, g.append(Concat.OP, Map.of("axis", dim), dA, dB));
    }

    private static void run(Operands o) {
        int dim = o.attrs().int32("dim");
        Lines x = Lines.along(dim, o.inShape(0));
        Lines y = Lines.along(dim, o.outShape(0));
        double[] from = o.in(0);
        for (int line = 0; line < y.count(); line++) {
            for (int i = 0; i < y.length(); i++) {
                double gate = Sigmoid.of(from[x.at(line, y.length() + i)]);
                o.out(0)[y.at(line, i)] = from[x.at(line, i)] * gate;
            }
        }
    }
}
