package org.duograph.cli.train;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.data.DataSet;
import org.duograph.messages.MessageFiles;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.draw.NetPrinter;
import org.duograph.workspace.proto.NetDef;

/**
 * What the next step of a run depends on, beside the numbers that it starts from: the net, the
 * images, the solver's words, and what computes. A snapshot records it, so that a run is not gone
 * on with as if it were another.
 *
 * @param texts a text for each fact by its name; what a user would compare
 */
record RunFacts(Map<String, String> texts) {
    private static final String NET = "net";

    /** Fields of a solver that change nothing in the steps that are still to come. */
    private static final Set<String> IDLE =
            Set.of(
                    "max_iter",
                    "epochs",
                    "test_interval",
                    "snapshot",
                    "snapshot_prefix",
                    "dataset",
                    "weight_filler");

    /** The facts of a run. */
    static RunFacts of(
            Workspace workspace,
            NetDef forward,
            DataSet data,
            Settings settings,
            int steps,
            String loss) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(NET, MessageFiles.toText(forward.toBuilder().clearName().build()));
        facts.put("loss", loss);
        facts.put("data", data.source() + ", SHA-256 " + data.sha256());
        Solver solver = settings.solver();
        for (FieldDescriptor field : Solver.getDescriptor().getFields()) {
            if (!IDLE.contains(field.getName())) {
                facts.put(field.getName(), String.valueOf(solver.getField(field)));
            }
        }
        if (solver.getLrPolicy().equals("poly")) {
            facts.put("steps in all", "" + steps);
        }
        facts.put("backend", workspace.placement().preferred().description());
        return new RunFacts(facts);
    }

    /** One line for each fact that was recorded and is another here. */
    List<String> differences(Map<String, String> recorded) {
        List<String> lines = new ArrayList<>();
        texts.forEach(
                (name, here) -> {
                    String there = recorded.get(name);
                    if (there != null && !there.equals(here)) {
                        lines.add(
                                name.equals(NET)
                                        ? "net: " + firstDifference(there, here)
                                        : "%s: %s there, %s here".formatted(name, there, here));
                    }
                });
        return lines;
    }

    private static String firstDifference(String there, String here) {
        try {
            NetDef before =
                    MessageFiles.parseText(there, "the snapshot", NetDef.getDefaultInstance());
            NetDef now = MessageFiles.parseText(here, "the net", NetDef.getDefaultInstance());
            for (int i = 0; i < Math.min(before.getOpCount(), now.getOpCount()); i++) {
                if (!before.getOp(i).equals(now.getOp(i))) {
                    return "operator %d is %s there, %s here"
                            .formatted(
                                    i,
                                    NetPrinter.line(before.getOp(i)),
                                    NetPrinter.line(now.getOp(i)));
                }
            }
            return before.getOpCount() == now.getOpCount()
                    ? "another one there"
                    : "%d operators there, %d here"
                            .formatted(before.getOpCount(), now.getOpCount());
        } catch (IOException e) {
            return "another one there";
        }
    }
}
