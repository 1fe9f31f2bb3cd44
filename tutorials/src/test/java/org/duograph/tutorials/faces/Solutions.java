package org.duograph.tutorials.faces;

import java.util.List;
import org.duograph.session.Tensor;
import org.duograph.workspace.net.Net;

/** The exercises about the two faces, solved. */
class Solutions extends Exercises {
    @Override
    public void toNet(Net net) {
        net.op("FC", List.of("x", "w1", "b1"), "first");
        net.op("Tanh", "first", "hidden");
        net.op("FC", List.of("hidden", "w2", "b2"), "y");
    }

    @Override
    public Tensor toGraph(Tensor x, Tensor w, Tensor b) {
        Tensor scores = x.matmul(w).addBias(b);
        Tensor gate = scores.sigmoid();
        return scores.times(gate);
    }

    @Override
    public String[] whenNoticed() {
        return new String[] {"run", "written"};
    }
}
