package org.duograph.cli.train;

import java.util.List;
import org.duograph.backend.Arrival;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Workspace;

/**
 * The net that learns, as it stands in a workspace: on one device, or as {@link Replicas} on
 * several. Whichever it is, what it has learnt can be had by the names that the net's text has.
 */
interface LearningNet {
    /** Lets it draw random numbers as if it had done so many steps already. */
    void startAt(int step);

    /**
     * Starts a step.
     *
     * @param imagesAndLabels a batch
     * @return the loss of before; a GPU need not wait until it has been read
     */
    Arrival<Double> step(List<NDArray> imagesAndLabels);

    /** Lets the workspace's blobs be what was learnt: for snapshots, tests and the export. */
    void settle();

    /** The net on the device that the workspace prefers. */
    static LearningNet onOneDevice(
            Workspace workspace, TrainingNets nets, String loss, TracedRuns runs) {
        workspace.createNet(nets.train());
        String net = nets.train().getName();
        return new LearningNet() {
            @Override
            public void startAt(int step) {
                workspace.setRuns(net, step);
            }

            @Override
            public Arrival<Double> step(List<NDArray> imagesAndLabels) {
                workspace.feedBlob(TrainingNets.DATA, imagesAndLabels.get(0));
                workspace.feedBlob(TrainingNets.LABEL, imagesAndLabels.get(1));
                runs.run(net);
                return workspace
                        .fetchBlobLater(loss)
                        .then(
                                value -> {
                                    TrainingNets.checkLoss(value.type(), loss);
                                    return value.item();
                                });
            }

            @Override
            public void settle() {}
        };
    }
}
