package org.duograph.backend.cuda;

import org.duograph.backend.cuda.library.Draft;
import org.duograph.backend.cuda.library.Launch;
import org.duograph.ops.view.Lines;
import org.duograph.tensor.Shape;

/**
 * What is done with each line along an axis: its largest numbers, its running sum.
 *
 * <p>Those that look up places and fail where there is no such place run elsewhere: a GPU can't
 * fail.
 */
final class LineKernels implements KernelFamily {
    private static final String MODULE = "lines";

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "ArgMax" -> best("arg_max");
            case "ArgMin" -> best("arg_min");
            case "TopK" ->
                    Entry.ofAnyType(node -> Elements.isNumber(node.input(0)), LineKernels::largest);
            case "CumSum" ->
                    Entry.ofAnyType(node -> Elements.isNumber(node.input(0)), LineKernels::sum);
            default -> null;
        };
    }

    private static Lines lines(Draft d, Shape shape) {
        return Lines.along(d.attrs().int32("axis"), shape);
    }

    private static Launch launch(Draft d, String kernel, Lines lines) {
        return d.launch(MODULE, kernel + Elements.suffix(d.node().input(0)))
                .blocks(Math.min(lines.count(), d.mostBlocks()));
    }

    /** Where the largest or smallest element of each line stands; the first of equals. */
    private static Entry best(String kernel) {
        return Entry.ofAnyType(
                node -> Elements.isNumber(node.input(0)),
                d -> {
                    Lines lines = lines(d, d.inShape(0));
                    launch(d, kernel, lines)
                            .in(0)
                            .out(0)
                            .whole(lines.count())
                            .whole(lines.length())
                            .whole(lines.step())
                            .add();
                });
    }

    private static void largest(Draft d) {
        Lines from = lines(d, d.inShape(0));
        Lines to = lines(d, d.outShape(0));
        launch(d, "largest", from)
                .in(0)
                .out(0)
                .out(1)
                .out(2)
                .at(d.scratch(d.inSize(0)))
                .whole(from.count())
                .whole(from.length())
                .whole(to.length())
                .whole(from.step())
                .add();
    }

    private static void sum(Draft d) {
        Lines lines = lines(d, d.inShape(0));
        d.mayOverwrite(0, 0);
        launch(d, "running_sum", lines)
                .in(0)
                .out(0)
                .whole(lines.count())
                .whole(lines.length())
                .whole(lines.step())
                .integer(d.attrs().flag("reverse") ? 1 : 0)
                .integer(d.attrs().flag("exclusive") ? 1 : 0)
                .add();
    }
}
