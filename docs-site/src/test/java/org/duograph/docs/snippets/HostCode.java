package org.duograph.docs.snippets;

import java.util.Arrays;
import java.util.List;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.NetDef;

/** The code on the page about operators of one's own: Java code in a net. */
final class HostCode {
    private HostCode() {}

    static String run() {
        String printed;
        // tag::net[]
        try (Workspace workspace = new Workspace("java", 0)) {
            workspace.register(
                    "Sorted",
                    call -> { // <1>
                        NDArray x = call.input(0);
                        Arrays.sort(x.floats());
                        call.output(0, x);
                    },
                    call -> List.of(call.type(0))); // <2>
            workspace.feedBlob("x", NDArray.vector(3, 1, 2));
            workspace.createNet(
                    NetDef.newBuilder()
                            .setName("sorting")
                            .addOp(Ops.operator("Negative", List.of("x"), List.of("m")))
                            .addOp(Ops.operator("Sorted", List.of("m"), List.of("s")))
                            .addOp(Ops.operator("Negative", List.of("s"), List.of("y")))
                            .addExternalOutput("y")
                            .build());
            workspace.runNet("sorting");
            printed = workspace.fetchBlob("y") + "\n" + workspace.plans("sorting").get(0);
        }
        // end::net[]
        return printed;
    }
}
