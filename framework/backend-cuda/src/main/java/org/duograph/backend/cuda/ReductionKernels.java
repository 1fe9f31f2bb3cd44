package org.duograph.backend.cuda;

import java.util.function.BiConsumer;
import java.util.function.Function;
import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.graph.Node;
import org.duograph.ops.math.Broadcast;
import org.duograph.ops.reduce.Reduction;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/** Sums, means, products and the largest over some axes or all, and their gradients. */
final class ReductionKernels implements KernelFamily {
    private static final String MODULE = "reductions";
    private static final Where X = new Where.In(0);
    private static final Where Y = new Where.Out(0);

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "ReduceSum" -> fold(Reduction.LISTED, "sum", false);
            case "ReduceMean" -> fold(Reduction.LISTED, "sum", true);
            case "ReduceMax" -> fold(Reduction.LISTED, "largest", false);
            case "ReduceMin" -> fold(Reduction.LISTED, "smallest", false);
            case "ReduceProd" -> fold(Reduction.LISTED, "product", false);
            case "ReduceFrontSum" -> fold(Reduction.FRONT, "sum", false);
            case "ReduceFrontMean" -> fold(Reduction.FRONT, "sum", true);
            case "ReduceFrontMax" -> fold(Reduction.FRONT, "largest", false);
            case "ReduceBackSum" -> fold(Reduction.BACK, "sum", false);
            case "ReduceBackMean" -> fold(Reduction.BACK, "sum", true);
            case "ReduceBackMax" -> fold(Reduction.BACK, "largest", false);
            case "ReduceSumGradX" -> spread(Reduction.LISTED, false);
            case "ReduceMeanGradX" -> spread(Reduction.LISTED, true);
            case "ReduceFrontSumGradX" -> spread(Reduction.FRONT, false);
            case "ReduceFrontMeanGradX" -> spread(Reduction.FRONT, true);
            case "ReduceBackSumGradX" -> spread(Reduction.BACK, false);
            case "ReduceBackMeanGradX" -> spread(Reduction.BACK, true);
            case "ReduceMaxGradX", "ReduceMinGradX" -> extremeGrad(Reduction.LISTED);
            case "ReduceFrontMaxGradX" -> extremeGrad(Reduction.FRONT);
            case "ReduceBackMaxGradX" -> extremeGrad(Reduction.BACK);
            case "ReduceProdGradX" ->
                    Entry.of(
                            node -> isPossible(node, shape(Reduction.LISTED)),
                            ReductionKernels::productGrad);
            case "SumReduceLike" ->
                    floats(
                            ReductionKernels::like,
                            (d, y) -> Folding.of(d.inShape(0), y).sum(d, X, Y));
            case "SumElements" -> fold(ReductionKernels::one, "sum", ReductionKernels::averages);
            case "SumElementsGradX" ->
                    floats(
                            node -> ones(node.output(0).shape()),
                            (d, y) -> spread(d, y, averages(d.node())));
            case "SumSqrElements" -> floats(ReductionKernels::one, ReductionKernels::sumOfSquares);
            case "SumSqrElementsGradX" -> Entry.of(ReductionKernels::sumOfSquaresGrad);
            default -> null;
        };
    }

    // What is folded: the shape of Y with the rank of X, 1 along the folded axes.

    private static Function<Node, Shape> shape(Reduction axes) {
        return node -> axes.ways(node.attrs(), node.input(0).shape()).stretched(1);
    }

    /** The same of a gradient, whose first input is dY. */
    private static Function<Node, Shape> shapeOfGrad(Reduction axes) {
        return node -> axes.ways(node.attrs(), node.output(0).shape()).stretched(1);
    }

    private static Shape like(Node node) {
        return Broadcast.block(node.attrs(), node.input(0).shape(), node.input(1).shape())
                .stretched(1);
    }

    private static Shape one(Node node) {
        return ones(node.input(0).shape());
    }

    private static Shape ones(Shape x) {
        int[] ones = x.toArray();
        java.util.Arrays.fill(ones, 1);
        return Shape.of(ones);
    }

    private static boolean averages(Node node) {
        return node.attrs().flag("average");
    }

    private static boolean isPossible(Node node, Function<Node, Shape> y) {
        return Folding.of(node.input(0).shape(), y.apply(node)).isPossible();
    }

    private static Entry fold(Reduction axes, String kernel, boolean average) {
        return fold(shape(axes), kernel, node -> average);
    }

    private static Entry fold(
            Function<Node, Shape> y, String kernel, java.util.function.Predicate<Node> averages) {
        return Entry.ofAnyType(
                node -> Elements.readsNumbers(node) && isPossible(node, y),
                d -> fold(d, kernel, y.apply(d.node()), averages.test(d.node())));
    }

    private static void fold(Draft d, String kernel, Shape y, boolean average) {
        Folding folding = Folding.of(d.inShape(0), y);
        String name = kernel + Elements.suffix(d.node().input(0));
        // What comes of a chunk may be what the type can't hold, though it holds what comes of all.
        boolean cut = d.inType(0).dtype() == DType.FLOAT32 && !kernel.equals("product");
        String again = cut ? name : null;
        folding.draw(d, name, again, X, null, Y, average ? folding.length() : 1);
    }

    /** An entry for float32, given the shape of Y. */
    private static Entry floats(Function<Node, Shape> y, BiConsumer<Draft, Shape> drawing) {
        return Entry.of(
                node -> ways(node, y).isPossible(), d -> drawing.accept(d, y.apply(d.node())));
    }

    /** From the larger of the first input and the output to the other. */
    private static Ways ways(Node node, Function<Node, Shape> y) {
        Shape in = node.input(0).shape();
        Shape out = node.output(0).shape();
        return Ways.of(in.size() > out.size() ? in : out, y.apply(node));
    }

    private static Entry spread(Reduction axes, boolean average) {
        return floats(shapeOfGrad(axes), (d, y) -> spread(d, y, average));
    }

    private static void spread(Draft d, Shape y, boolean average) {
        long n = d.outSize(0);
        float factor = average ? (float) ((double) y.size() / n) : 1;
        d.launch(MODULE, "spread")
                .over(n)
                .in(0)
                .out(0)
                .ints(Ways.of(d.outShape(0), y).ints())
                .real(factor)
                .whole(n)
                .add();
    }

    private static Entry extremeGrad(Reduction axes) {
        return floats(
                shapeOfGrad(axes),
                (d, y) -> {
                    long n = d.outSize(0);
                    d.launch(MODULE, "spread_to_extremes")
                            .over(n)
                            .in(0)
                            .in(1)
                            .in(2)
                            .out(0)
                            .ints(Ways.of(d.outShape(0), y).ints())
                            .whole(n)
                            .add();
                });
    }

    private static void productGrad(Draft d) {
        Shape y = shape(Reduction.LISTED).apply(d.node());
        Folding folding = Folding.of(d.inShape(0), y);
        long outputs = folding.outputs();
        Where product = d.scratch(Double.BYTES * outputs);
        Where zeros = d.scratch(Integer.BYTES * outputs);
        d.launch(MODULE, "product_and_zeros")
                .blocks(Math.min(outputs, d.mostBlocks()))
                .in(0)
                .at(product)
                .at(zeros)
                .ints(folding.kept().ints())
                .ints(folding.folded().ints())
                .whole(outputs)
                .whole(folding.length())
                .add();
        long n = d.outSize(0);
        d.launch(MODULE, "product_grad")
                .over(n)
                .in(0)
                .in(1)
                .at(product)
                .at(zeros)
                .out(0)
                .ints(Ways.of(d.outShape(0), y).ints())
                .whole(n)
                .add();
    }

    private static void sumOfSquares(Draft d, Shape y) {
        Folding folding = Folding.of(d.inShape(0), y);
        long count = averages(d.node()) ? folding.length() : 1;
        folding.draw(d, "sum_squares_f32", "sum_f32", X, null, Y, count);
    }

    private static void sumOfSquaresGrad(Draft d) {
        long n = d.outSize(0);
        d.mayOverwrite(0, 0);
        d.launch(MODULE, "squares_grad")
                .over(n)
                .in(0)
                .in(1)
                .out(0)
                .whole(n)
                .whole(averages(d.node()) ? n : 1)
                .add();
    }
}
