package org.duograph.tutorials.basics;

import static org.duograph.workspace.io.Ops.arg;

import java.util.List;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.net.Net;

/** The exercises of the first lesson, solved. */
class Solutions extends Exercises {
    @Override
    public void sumAboveZero(Net net) {
        String sum = net.op("Add", List.of("X", "Z"), "sum");
        net.op("Relu", sum, "Y");
    }

    @Override
    public void fill(Net init) {
        init.op("GaussianFill", "W", arg("shape", List.of(100, 20)), arg("std", 0.5f));
        init.op("ConstantFill", "b", arg("shape", List.of(100)), arg("value", 0f));
    }

    @Override
    public NDArray ask(Workspace workspace, NDArray x) {
        workspace.feedBlob("X", x);
        workspace.runNet("predict");
        return workspace.fetchBlob("Z");
    }
}
