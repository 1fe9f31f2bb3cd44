package org.duograph.tutorials.debugging;

import static org.duograph.tutorials.Transcript.part;
import static org.duograph.workspace.io.Ops.arg;
import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.pad;

import org.duograph.measure.Profile;
import org.duograph.measure.Profile.Order;
import org.duograph.measure.Roof;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;

/** The lesson's search for the step that takes the time. */
final class TooSlow {
    private TooSlow() {}

    static void find() {
        // tag::slow[]
        ModelHelper slow = new ModelHelper("slow");
        slow.input("data", Shape.of(16, 3, 32, 32));
        slow.op("PadImage", "data", "padded", arg("pad", 1)); // <1>
        Brew.conv(slow, "padded", "conv", 3, 16, kernel(3));
        Brew.relu(slow, "conv", "active");
        Brew.fc(slow, "active", "scores", 16 * 32 * 32, 10);
        slow.net().addExternalOutput("scores");
        profile(slow);
        // end::slow[]
        part();
        // tag::fast[]
        ModelHelper fast = new ModelHelper("fast");
        fast.input("data", Shape.of(16, 3, 32, 32));
        Brew.conv(fast, "data", "conv", 16, kernel(3), pad(1)); // <1>
        Brew.relu(fast, "conv", "active");
        Brew.fc(fast, "active", "scores", 10);
        fast.net().addExternalOutput("scores");
        profile(fast);
        // end::fast[]
    }

    // tag::profile[]
    static void profile(ModelHelper model) {
        try (Workspace workspace = new Workspace()) {
            workspace.runNetOnce(model.paramInitNet());
            workspace.feedBlob("data", NDArray.zeros(ArrayType.float32(16, 3, 32, 32)));
            workspace.createNet(model);
            Profile profile = Profile.of(workspace.plans(model.net().name()).get(0), 3, 20);
            Roof roof = Roof.measure(workspace.placement()); // <1>
            System.out.print(profile.table(Order.TIME, roof));
        }
    }
    // end::profile[]
}
