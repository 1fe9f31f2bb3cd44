package org.duograph.workspace.model;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.OperatorDef;

/**
 * The operators of an optimizer, which are to have changed nothing where a step is skipped. They
 * always run; of each blob that lives from step to step, and that they wrote, either the new
 * numbers are kept or those from before. So it needs no branch, and nobody waits for the host.
 */
final class SkippableStep {
    private final ModelHelper model;
    private final Net net;
    private final int first;

    /** The operators that are appended from now on. */
    SkippableStep(ModelHelper model) {
        this.model = model;
        this.net = model.net();
        this.first = net.proto().getOpCount();
    }

    /** Ends them. */
    void onlyIf(String condition) {
        Set<String> written = written();
        int at = first;
        for (String blob : written) {
            net.insert(at++, plain("Copy", List.of(blob), before(blob)));
        }
        for (String blob : written) {
            net.add(plain("Where", List.of(condition, blob, before(blob)), blob));
        }
    }

    private static String before(String blob) {
        return blob + "_before";
    }

    /** The blobs that live from step to step, among those that were written. */
    private Set<String> written() {
        Set<String> written = new LinkedHashSet<>();
        for (OperatorDef op : net.proto().getOpList().subList(first, net.proto().getOpCount())) {
            op.getOutputList().stream().filter(model::isKept).forEach(written::add);
        }
        return written;
    }

    private static OperatorDef plain(String type, List<String> inputs, String output) {
        return Ops.operator(type, inputs, List.of(output)).toBuilder().setName("").build();
    }
}
