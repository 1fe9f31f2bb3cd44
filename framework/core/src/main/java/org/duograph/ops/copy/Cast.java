package org.duograph.ops.copy;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Conversion to another element type, as {@link DType} has it: real numbers are cut towards zero or
 * rounded to the nearest, whole ones lose the bits that are too many; truth values are "not zero".
 * Numbers become texts and texts numbers as in ONNX; a text that says no number of the type is an
 * error.
 */
public final class Cast {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Cast")
                    .byElement()
                    .summary("Converts numbers to another element type.")
                    .formula("Y = (to) X")
                    .input("X", "any shape and element type")
                    .ofType(ElementTypes.ANY)
                    .output("Y", "the shape of X")
                    .ofType(ElementTypes.ANY)
                    .attrs(Attr.optional("to", Attr.Kind.TYPE, "The element type."))
                    .types(
                            site -> {
                                DType to = site.attrs().type("to");
                                site.in(0).dtype().requireConvertible(to);
                                return List.of(new ArrayType(to, site.shape(0)));
                            })
                    .gradient(Cast::gradient)
                    .identityWhen(node -> node.input(0).type().equals(node.output(0).type()))
                    .kernel(Cast::run)
                    .example(
                            Example.of(
                                    Map.of("to", DType.INT32),
                                    NDArray.vector(-1.5f, 2.7f),
                                    NDArray.of(Shape.of(2), -1, 2)))
                    .sample(Sample.of(Map.of("to", DType.FLOAT64), Shape.of(3, 4)))
                    .wide(
                            Sample.of(
                                    Map.of("to", DType.FLOAT32),
                                    Sample.whole(DType.INT32, Shape.of(3, 4), -100, 100)))
                    .build();

    private Cast() {}

    private static void gradient(GradientRule.Site g) {
        DType back = g.input(0).type().dtype();
        if (back.isFloating()) {
            g.inputGradient(0, g.append(Cast.OP, Map.of("to", back), g.outputGradient(0)));
        }
    }

    private static void run(Operands o) {
        DType to = o.outType(0).dtype();
        int size = o.outShape(0).intSize();
        if (o.isText(0) || to.isText()) {
            byText(o, size);
        } else if (o.isWhole(0)) {
            System.arraycopy(o.wholesIn(0), 0, o.wholesOut(0), 0, size);
        } else {
            System.arraycopy(o.in(0), 0, o.out(0), 0, size);
        }
    }

    /** Each element becomes a text and is read back, by arrays of one element. */
    private static void byText(Operands o, int size) {
        NDArray x = NDArray.zeros(o.inType(0).withShape());
        NDArray y = NDArray.zeros(o.outType(0).withShape());
        for (int i = 0; i < size; i++) {
            if (o.isText(0)) {
                x.setText(0, o.textsIn(0)[i]);
            } else if (o.isWhole(0)) {
                x.setWhole(0, o.wholesIn(0)[i]);
            } else {
                x.set(0, o.in(0)[i]);
            }
            y.setText(0, x.getText(0));
            if (y.dtype().isText()) {
                o.textsOut(0)[i] = y.getText(0);
            } else if (y.dtype().isWhole()) {
                o.wholesOut(0)[i] = y.getWhole(0);
            } else {
                o.out(0)[i] = y.get(0);
            }
        }
    }
}
