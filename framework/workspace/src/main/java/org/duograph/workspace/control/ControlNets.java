package org.duograph.workspace.control;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Writes the operators If and While as Caffe2's {@code control_ops_util} does: each net that they
 * run is a Do, which has blobs of its own besides those around it that it reads and writes.
 */
public final class ControlNets {
    private ControlNets() {}

    /**
     * What a net inside shares with the net around it.
     *
     * @param reads the blobs that it reads before it writes them
     * @param writes the blobs that it writes, of those that are visible around it
     */
    private record Shared(Set<String> reads, Set<String> writes) {
        static Shared of(Net inner, Predicate<String> visible) {
            Set<String> reads = new LinkedHashSet<>();
            Set<String> writes = new LinkedHashSet<>();
            Set<String> written = new LinkedHashSet<>();
            for (OperatorDef op : inner.proto().getOpList()) {
                op.getInputList().stream().filter(b -> !written.contains(b)).forEach(reads::add);
                op.getOutputList().stream()
                        .filter(blob -> visible.test(blob) || reads.contains(blob))
                        .forEach(writes::add);
                written.addAll(op.getOutputList());
            }
            return new Shared(reads, writes);
        }

        static Shared none() {
            return new Shared(new LinkedHashSet<>(), new LinkedHashSet<>());
        }
    }

    /**
     * Appends a choice.
     *
     * @param condition a blob that holds one bool
     * @param visible the blobs around it that the nets may write; others that they write are theirs
     * @param then what runs if it holds
     * @param otherwise what runs if it does not, or null
     */
    public static void addIf(
            Net net, String condition, Predicate<String> visible, Net then, Net otherwise) {
        Shared yes = Shared.of(then, visible);
        Shared no = otherwise == null ? Shared.none() : Shared.of(otherwise, visible);
        Set<String> reads = union(yes.reads, no.reads);
        Set<String> writes = union(yes.writes, no.writes);
        for (String blob : writes) { // what one branch leaves alone stays as it is
            if (!yes.writes.contains(blob) || !no.writes.contains(blob)) {
                reads.add(blob);
            }
        }
        Map<String, NetDef> nets = new LinkedHashMap<>();
        List<String> scopes = new ArrayList<>();
        nets.put("then_net", run(net, then, yes, "if_then", scopes));
        if (otherwise != null) {
            nets.put("else_net", run(net, otherwise, no, "if_else", scopes));
        }
        append(net, "If", condition, reads, writes, scopes, nets);
    }

    /**
     * Appends a loop.
     *
     * @param goesOn a blob that holds one bool
     * @param visible the blobs around it that the nets may write; others that they write are theirs
     * @param body what is repeated
     * @param condition what computes {@code goesOn}, before each time; or null, if body does
     * @param most the most iterations, so that a gradient finds what each began with; or null
     */
    public static void addWhile(
            Net net, String goesOn, Predicate<String> visible, Net body, Net condition, Long most) {
        Predicate<String> known = blob -> blob.equals(goesOn) || visible.test(blob);
        Shared once = Shared.of(body, known);
        Shared asked = condition == null ? Shared.none() : Shared.of(condition, known);
        Set<String> writes = union(once.writes, asked.writes);
        Set<String> reads = union(union(once.reads, asked.reads), writes);
        if (condition != null) {
            reads.remove(goesOn); // which the condition writes first
            if (!condition.blobIsDefined(goesOn)) {
                throw new IllegalArgumentException(
                        "The condition of a loop in net \"%s\" returns \"%s\", which it neither reads nor writes"
                                .formatted(net.name(), goesOn));
            }
        }
        if (most == null && !writes.contains(goesOn)) {
            throw new IllegalArgumentException(
                    "A loop in net \"%s\" goes on while \"%s\" holds, but nothing in it writes that; let its body or its condition do"
                            .formatted(net.name(), goesOn));
        }
        Map<String, Object> nets = new LinkedHashMap<>();
        List<String> scopes = new ArrayList<>();
        nets.put("loop_net", run(net, body, once, "loop", scopes));
        if (condition != null) {
            nets.put("cond_net", run(net, condition, asked, "condition", scopes));
        }
        if (condition != null && !net.blobIsDefined(goesOn)) {
            // Caffe2 wants the first input to exist.
            net.op(
                    "ConstantFill",
                    goesOn,
                    Ops.arg("shape", new long[0]),
                    Ops.arg("value", 0),
                    Ops.arg("dtype", 5));
        }
        if (most != null) {
            nets.put("most", most);
        }
        append(net, "While", goesOn, reads, writes, scopes, nets);
    }

    private static Set<String> union(Collection<String> some, Collection<String> others) {
        Set<String> all = new LinkedHashSet<>(some);
        all.addAll(others);
        return all;
    }

    /** A net with one operator, a Do that runs {@code inner}. */
    private static NetDef run(Net net, Net inner, Shared shared, String what, List<String> scopes) {
        String scope = net.nextBlob("workspace_" + what);
        net.op("CreateScope", scope);
        scopes.add(scope);
        List<String> outer = new ArrayList<>(shared.reads);
        outer.add(scope);
        int inputs = outer.size();
        outer.addAll(shared.writes);
        outer.add(scope);
        List<String> bound = List.copyOf(union(shared.reads, shared.writes));
        OperatorDef op =
                Ops.operator(
                        "Do",
                        outer.subList(0, inputs),
                        outer.subList(inputs, outer.size()),
                        Ops.arg("net", inner.proto()),
                        Ops.arg("inner_blobs", bound),
                        Ops.arg("outer_blobs_idx", bound.stream().map(outer::indexOf).toList()));
        return NetDef.newBuilder()
                .setName(inner.name() + "/do")
                .addOp(op.toBuilder().setName(""))
                .addAllExternalInput(op.getInputList())
                .addAllExternalOutput(op.getOutputList())
                .build();
    }

    private static void append(
            Net net,
            String type,
            String condition,
            Collection<String> reads,
            Collection<String> writes,
            List<String> scopes,
            Map<String, ?> args) {
        List<String> inputs = new ArrayList<>(List.of(condition));
        inputs.addAll(reads);
        inputs.addAll(scopes);
        List<String> outputs = new ArrayList<>(writes);
        outputs.addAll(scopes);
        net.add(Ops.operator(type, inputs, outputs, args).toBuilder().setName("").build());
    }
}
