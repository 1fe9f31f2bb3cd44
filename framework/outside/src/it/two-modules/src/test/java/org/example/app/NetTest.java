package org.example.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.junit.jupiter.api.Test;

/** A net runs on the fast backend, with two dependencies and no version of theirs. */
class NetTest {
    @Test
    void aNetRunsOnOneDnn() {
        // tag::net[]
        try (Workspace workspace = new Workspace()) {
            workspace.feedBlob("X", NDArray.vector(-1, 2));
            workspace.runOperatorOnce(Ops.operator("Relu", List.of("X"), List.of("Y")));
            System.out.println(workspace.fetchBlob("Y"));
            // end::net[]
            assertEquals(NDArray.vector(0, 2), workspace.fetchBlob("Y"));
            assertEquals("onednn", workspace.placement().preferred().name());
        }
    }
}
