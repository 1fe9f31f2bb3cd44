package org.duograph.experiments;

import java.util.List;
import org.duograph.experiments.harness.Framework;
import org.duograph.experiments.harness.Model;
import org.duograph.measure.Roof;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.ModelHelper;

/** Duograph's workspace face as the harness measures it, on the best backend that is available. */
final class WorkspaceFramework implements Framework {
    private final Workspace workspace = new Workspace();

    /** Waits until the backend's library is loaded. A model opens a workspace of its own on it. */
    WorkspaceFramework() {
        Faces.requireAsked(workspace.placement().preferred());
    }

    @Override
    public String describe() {
        return "Duograph, workspace face, on " + workspace.placement().preferred().description();
    }

    @Override
    public ImageOrder imageOrder() {
        return ImageOrder.NCHW;
    }

    @Override
    public Model construct(Setup setup) {
        return new WorkspaceModel(setup);
    }

    /** A net of one ArgMax: feed, run, fetch. */
    @Override
    public Argmax argmax(int n) {
        ModelHelper model = new ModelHelper("argmax");
        model.op("ArgMax", List.of("X"), "Y", Ops.arg("axis", 0), Ops.arg("keepdims", 0));
        model.net().addExternalOutput("Y");
        NDArray column = NDArray.of(Shape.of(n, 1), new float[n]);
        NDArray index = NDArray.of(Shape.of(1), 0L);
        workspace.feedBlob("X", column);
        workspace.createNet(model.net().proto());
        return new Argmax() {
            @Override
            public long of(float[] numbers) {
                System.arraycopy(numbers, 0, column.floats(), 0, n);
                workspace.feedBlob("X", column);
                workspace.runNet("argmax");
                workspace.fetchBlob("Y", index);
                return (long) index.item();
            }

            @Override
            public void close() {
                workspace.deleteNet("argmax");
            }
        };
    }

    @Override
    public double peakFlops() {
        return Roof.measure(workspace.placement()).gflops() * 1e9;
    }

    @Override
    public void close() {
        workspace.close();
    }
}
