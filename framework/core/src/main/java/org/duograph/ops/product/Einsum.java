package org.duograph.ops.product;

import java.util.ArrayList;
import java.util.Arrays;
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
import org.duograph.ops.math.Broadcast;
import org.duograph.ops.math.Terms;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Einstein's sums: products of arrays whose axes have letters, summed over the letters that the
 * result has not. {@link EinsumEquation} reads the equation.
 *
 * <p>Beyond NumPy's, a letter may come twice in the result: then the diagonal is written, the rest
 * is zero. Thereby the gradient of an Einsum is one, too.
 */
public final class Einsum {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Einsum")
                    .summary("Multiplies arrays whose axes have letters, and sums over some.")
                    .formula("ij,jk->ik: Y[i, k] = sum over j of X0[i, j] * X1[j, k]")
                    .manyInputs("X", "one for each term of the equation")
                    .output("Y", "the extents of the letters behind the arrow")
                    .attrs(
                            Attr.optional(
                                    "equation",
                                    Attr.Kind.STRING,
                                    "Letters for the axes of each input and of Y, such as"
                                            + " ij,jk->ik; ... stands for any axes."))
                    .types(Einsum::types)
                    .gradient(Einsum::gradient)
                    .flops(Einsum::flops)
                    .kernel(Einsum::run)
                    .example(
                            Example.of(
                                    Map.of("equation", "ij,j->i"),
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4),
                                    NDArray.vector(10, 1),
                                    NDArray.vector(12, 34)))
                    .sample(sample("bij,bjk->bik", Shape.of(2, 2, 3), Shape.of(2, 3, 2)))
                    .sample(sample("...ii->...i", Shape.of(2, 3, 3)))
                    .sample(sample("...i,...j", Shape.of(2, 1, 3), Shape.of(4, 2)))
                    .sample(sample("ij,k,kj->", Shape.of(2, 3), Shape.of(2), Shape.of(2, 3)))
                    .sample(sample("i->ii", Shape.of(3)))
                    .build();

    private Einsum() {}

    private static Sample sample(String equation, Shape... shapes) {
        return Sample.of(Map.of("equation", equation), shapes);
    }

    private static EinsumEquation equation(String text, List<Shape> shapes) {
        return EinsumEquation.of(text, shapes);
    }

    private static List<ArrayType> types(TypeRule.Site site) {
        site.require(site.count() > 0, "at least one input is needed, found none");
        List<Shape> shapes = site.inputs().stream().map(ArrayType::shape).toList();
        return List.of(site.in(0).withShape(equation(site.attrs().s("equation"), shapes).y()));
    }

    private static long flops(Node node) {
        List<Shape> shapes = node.inputs().stream().map(Value::shape).toList();
        EinsumEquation e = equation(node.attrs().s("equation"), shapes);
        return Math.round(e.products() * shapes.size());
    }

    /** Y takes the place of an input; ones stand for letters that only this input has. */
    private static void gradient(GradientRule.Site g) {
        List<Shape> shapes = new ArrayList<>();
        for (int i = 0; i < g.inputCount(); i++) {
            shapes.add(g.input(i).shape());
        }
        EinsumEquation e = equation(g.attrs().s("equation"), shapes);
        for (int i = 0; i < g.inputCount(); i++) {
            List<String> terms = new ArrayList<>(List.of(e.letters(shapes.size())));
            List<Value> values = new ArrayList<>(List.of(g.outputGradient(0)));
            for (int k = 0; k < g.inputCount(); k++) {
                terms.add(e.letters(k));
                values.add(k == i ? new Terms(g).filled(g.input(i), 1) : g.input(k));
            }
            String text = String.join(",", terms) + "->" + e.letters(i);
            Value dX = g.append(OP, Map.of("equation", text), values.toArray(Value[]::new));
            g.inputGradient(i, Broadcast.sumToInput(g, i, dX));
        }
    }

    private static void run(Operands o) {
        int operands = o.inputCount();
        List<Shape> shapes = new ArrayList<>();
        double[][] x = new double[operands][];
        for (int k = 0; k < operands; k++) {
            shapes.add(o.inShape(k));
            x[k] = o.in(k);
        }
        EinsumEquation e = equation(o.attrs().s("equation"), shapes);
        int[] extents = e.extents();
        int[][] steps = e.steps();
        double[] y = o.out(0);
        Arrays.fill(y, 0, o.outShape(0).intSize(), 0);
        int[] index = new int[extents.length];
        int[] at = new int[operands + 1];
        boolean more = e.products() > 0;
        while (more) {
            double product = 1;
            for (int k = 0; k < operands; k++) {
                product *= x[k][at[k]];
            }
            y[at[operands]] += product;
            more = false;
            for (int d = extents.length - 1; d >= 0 && !more; d--) {
                more = ++index[d] < extents[d];
                for (int k = 0; k <= operands; k++) {
                    at[k] += more ? steps[k][d] : -steps[k][d] * (extents[d] - 1);
                }
                index[d] = more ? index[d] : 0;
            }
        }
    }
}
