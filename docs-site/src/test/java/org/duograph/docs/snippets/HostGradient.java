package org.duograph.docs.snippets;

import java.util.Map;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.host.HostOperator;
import org.duograph.workspace.net.Net;

/** The code on the page about operators of one's own: Java code with a gradient. */
final class HostGradient {
    private HostGradient() {}

    static String run() {
        String printed;
        // tag::net[]
        try (Workspace workspace = new Workspace("java", 0)) {
            HostOperator cube =
                    call -> {
                        NDArray x = call.input(0);
                        for (int i = 0; i < x.size(); i++) {
                            x.set(i, Math.pow(x.get(i), 3));
                        }
                        call.output(0, x);
                    };
            workspace.register(
                    "Cube",
                    HostOperator.sameType(cube) // <1>
                            .withGradient( // <2>
                                    g -> {
                                        NDArray dx = g.outputGradient(0);
                                        for (int i = 0; i < dx.size(); i++) {
                                            double x = g.input(0).get(i);
                                            dx.set(i, dx.get(i) * 3 * x * x);
                                        }
                                        g.inputGradient(0, dx);
                                    }));
            Net net = new Net("cubes");
            net.op("Cube", "x", "y");
            net.op("SumElements", "y", "loss");
            Map<String, String> gradients = net.addGradientOperators("loss");
            workspace.feedBlob("x", NDArray.vector(1, 2, 3));
            workspace.runNetOnce(net);
            printed = workspace.fetchBlob(gradients.get("x")).toString();
        }
        // end::net[]
        return printed + "\n";
    }
}
