package org.duograph.backend.cuda;

import org.duograph.backend.cuda.library.Draft;
import org.duograph.backend.cuda.library.Fault;
import org.duograph.graph.Attrs;
import org.duograph.ops.copy.CheckNumerics;
import org.duograph.ops.copy.CheckRange;

/** Questions whether numbers are as they should be; where they are not, that is a {@link Fault}. */
final class CheckKernels implements KernelFamily {
    private static final String MODULE = "checks";

    // What check_numerics reports, or both of them.
    private static final int NONE = 1;
    private static final int INFINITE = 2;

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "CheckNumerics" -> Entry.of(CheckKernels::numerics);
            case "CheckRange" ->
                    Entry.ofAnyType(n -> IndexKernels.isIndex(n.input(0)), CheckKernels::range);
            default -> null;
        };
    }

    private static void numerics(Draft d) {
        long n = d.inSize(0);
        long blocks = LossKernels.blocksOfSum(n);
        Attrs attrs = d.attrs();
        Fault fault =
                d.fault(
                        (i, kinds) ->
                                CheckNumerics.require(
                                        attrs, (kinds & NONE) != 0, (kinds & INFINITE) != 0));
        d.mayOverwrite(0, 0);
        d.launch(MODULE, "check_numerics")
                .blocks(blocks)
                .in(0)
                .out(0)
                .at(d.scratch(blocks * Integer.BYTES))
                .at(d.counter())
                .fault(fault)
                .whole(n)
                .add();
    }

    private static void range(Draft d) {
        long n = d.inSize(0);
        int quoted = (int) Math.min(n, CheckRange.MOST_QUOTED);
        Attrs attrs = d.attrs();
        Fault fault =
                d.fault(
                        quoted,
                        (i, number, first) -> {
                            throw CheckRange.outside(attrs, number, first::get, quoted);
                        });
        d.mayOverwrite(0, 0);
        d.launch(MODULE, "check_range" + Elements.suffixOfSize(d.node().input(0)))
                .over(n)
                .in(0)
                .out(0)
                .whole(attrs.i("low"))
                .whole(attrs.i("below"))
                .fault(fault)
                .integer(quoted)
                .whole(n)
                .add();
    }
}
