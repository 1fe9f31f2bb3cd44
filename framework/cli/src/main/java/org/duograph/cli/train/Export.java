package org.duograph.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.NetFiles;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.PredictorNet;
import org.duograph.workspace.proto.NetDef;

/** The trained net to be used: a net that predicts, and one that fills its numbers. */
final class Export {
    /** How the name of the net's file ends. */
    static final String PREDICT = "_predict.pbtxt";

    /** How the name of its numbers' file ends. */
    static final String INIT = "_init.pb";

    private Export() {}

    /** Writes both and returns what to tell the user. */
    static String write(Workspace workspace, PredictorNet use, OutputPlace place)
            throws IOException {
        NetDef.Builder fill =
                NetDef.newBuilder().setName(use.net().getName().replaceFirst("_predict$", "_init"));
        for (String name : use.parameters()) {
            NDArray array = workspace.fetchBlob(name);
            fill.addOp(
                    Ops.operator(
                            "GivenTensorFill",
                            List.of(),
                            List.of(name),
                            Ops.arg("shape", array.shape().toList()),
                            Ops.arg("values", array.floats())));
        }
        Path predict = place.write(PREDICT, file -> NetFiles.write(file, use.net()));
        Path numbers = place.write(INIT, file -> NetFiles.write(file, fill.build()));
        return "Trained net: " + predict + ", its numbers: " + numbers;
    }
}
