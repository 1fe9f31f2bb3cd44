package org.duograph.session.op;

import static org.duograph.session.op.Operator.stateful;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.ops.copy.CheckNumerics;
import org.duograph.ops.host.Assert;
import org.duograph.ops.host.PrintLine;

/** What looks at tensors while a run goes on: prints them, or stops it. */
final class Checks {
    static final List<Operator> OPERATORS =
            List.of(
                    stateful(
                            "Assert",
                            "condition:bool data:T ->",
                            "T:list(type) summarize:int=3",
                            Checks::check),
                    stateful(
                            "Print",
                            "input:T data:U -> output:T",
                            "T:type U:list(type) message:string= first_n:int=-1 summarize:int=3",
                            Checks::print),
                    Operator.of(
                            "CheckNumerics",
                            "tensor:T -> output:T",
                            "T:type message:string",
                            site ->
                                    site.give(
                                            site.value(
                                                    CheckNumerics.OP,
                                                    Map.of("message", site.attrs().text("message")),
                                                    site.input(0)))));

    private Checks() {}

    private static void check(LoweringSite site) {
        List<Value> all = new ArrayList<>(site.inputs(0, site.inputCount()));
        Map<String, ?> attrs = Map.of("limit", site.attrs().integer("summarize"));
        site.append(Assert.OP, attrs, all);
    }

    private static void print(LoweringSite site) {
        site.append(
                PrintLine.OP,
                Map.of(
                        "message", site.attrs().text("message"),
                        "times", site.attrs().integer("first_n"),
                        "limit", site.attrs().integer("summarize")),
                site.inputs(1, site.inputCount()));
        site.give(site.input(0));
    }
}
