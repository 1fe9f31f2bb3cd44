package org.duograph.cli.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.backend.Arrival;
import org.duograph.cli.options.DeviceList;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.Initializer;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizer;
import org.duograph.workspace.model.Parameter;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.net.Scopes;
import org.duograph.workspace.parallel.DataParallel;
import org.duograph.workspace.parallel.Parallelization;
import org.duograph.workspace.parallel.Rendezvous;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * A net that learns on several devices, each of which gets a part of every batch.
 *
 * <p>It starts with the numbers that the net of one device would start with, which stand in the
 * workspace by their plain names, and gives back what it has learnt by these names. So a run may go
 * on with another number of devices.
 */
final class Replicas implements LearningNet {
    private final Workspace workspace;
    private final NetDef forward;
    private final TrainingNets nets;
    private final String loss;
    private final Map<String, ArrayType> inputs;
    private final TracedRuns runs;
    private final ModelHelper model;
    private final DataParallel parallel;

    /**
     * Writes the net of all replicas; nothing is created in the workspace.
     *
     * @param workspace has what the nets' init net fills
     * @param forward the net's text
     * @param inputs the types of images and labels
     * @param runs runs the net
     * @param meeting brings this process together with others; null if it trains alone
     */
    Replicas(
            Workspace workspace,
            NetDef forward,
            TrainingNets nets,
            String loss,
            Map<String, ArrayType> inputs,
            DeviceList devices,
            Optimizer<?> optimizer,
            boolean combineNorms,
            TracedRuns runs,
            Rendezvous meeting) {
        this.workspace = workspace;
        this.forward = forward;
        this.nets = nets;
        this.loss = loss;
        this.inputs = inputs;
        this.runs = runs;
        this.model = new ModelHelper(forward.getName() + "_parallel");
        Parallelization begun =
                DataParallel.of(model)
                        .on(devices.options())
                        .input(m -> inputs.forEach(m::input))
                        .forward(this::write)
                        .optimizer(optimizer)
                        .combineSpatialBn(combineNorms)
                        .optimizeGradientMemory(true);
        if (meeting != null) {
            begun.rendezvous(meeting);
        }
        this.parallel = begun.build();
    }

    /** The net's text with the names of a replica. */
    private List<String> write(ModelHelper m, double lossScale) {
        Map<String, String> names = new HashMap<>();
        blobsOf(forward.getOpList()).forEach(blob -> names.put(blob, Scopes.scoped(blob)));
        for (Parameter parameter : nets.parameters()) {
            ArrayType type = workspace.type(parameter.name());
            if (type.dtype().isFloating()) {
                m.createParam(
                        parameter.name(), type.shape(), Initializer.constant(0), parameter.kind());
            } else {
                names.remove(parameter.name()); // nothing learns it: all replicas read the same
            }
        }
        m.net().addAll(new Net(forward).copy(m.net().name(), names).proto().getOpList());
        Argument scale = Ops.arg("scale", lossScale);
        return List.of(m.op("Scale", names.get(loss), loss + "_scaled", scale));
    }

    /** The blobs of some operators, those in nets that they run too. */
    private static Set<String> blobsOf(List<OperatorDef> operators) {
        Set<String> blobs = new LinkedHashSet<>();
        for (OperatorDef op : operators) {
            blobs.addAll(op.getInputList());
            blobs.addAll(op.getOutputList());
            op.getArgList().stream()
                    .filter(Argument::hasN)
                    .forEach(arg -> blobs.addAll(blobsOf(arg.getN().getOpList())));
        }
        return blobs;
    }

    /** Creates the net in the workspace, with the numbers that stand there by plain names. */
    Replicas start() {
        Map<String, NDArray> zeros = new HashMap<>();
        inputs.forEach((blob, type) -> zeros.put(blob, NDArray.zeros(type)));
        parallel.feed(workspace, zeros);
        parallel.start(workspace);
        requireAllThatIsLearnt();
        Map<String, NDArray> plain = new HashMap<>();
        nets.kept().forEach(blob -> plain.put(blob, workspace.fetchBlob(blob)));
        parallel.load(workspace, plain);
        return this;
    }

    /** What all of it is: replicas, and those of other processes. */
    DataParallel parallel() {
        return parallel;
    }

    /** What changes from step to step must be in what replicas give back. */
    private void requireAllThatIsLearnt() {
        Set<String> given = parallel.checkpoint(workspace).keySet();
        List<String> lost = new ArrayList<>();
        for (OperatorDef op : nets.train().getOpList()) {
            op.getOutputList().stream()
                    .filter(blob -> nets.kept().contains(blob) && !given.contains(blob))
                    .forEach(lost::add);
        }
        if (!lost.isEmpty()) {
            throw new IllegalStateException(
                    "Net \"%s\" keeps %s, which its replicas %s do not; train it on one device"
                            .formatted(forward.getName(), lost, parallel.scopes()));
        }
    }

    @Override
    public void startAt(int step) {
        workspace.setRuns(model.net().name(), step);
    }

    @Override
    public Arrival<Double> step(List<NDArray> imagesAndLabels) {
        parallel.feed(
                workspace,
                Map.of(
                        TrainingNets.DATA, imagesAndLabels.get(0),
                        TrainingNets.LABEL, imagesAndLabels.get(1)));
        runs.run(model.net().name());
        return parallel.lossLater(workspace);
    }

    @Override
    public void settle() {
        parallel.checkpoint(workspace)
                .forEach(
                        (blob, numbers) -> {
                            if (nets.kept().contains(blob)) {
                                workspace.feedBlob(blob, numbers);
                            }
                        });
    }

    /** Such as {@code 3 devices, 11 + 11 + 10 images each step: cpu 0, cpu 1, cpu 2}. */
    static String describe(DeviceList devices, int batch) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            parts.add("" + (batch / devices.size() + (i < batch % devices.size() ? 1 : 0)));
        }
        return "%d devices, %s images in a step: %s"
                .formatted(devices.size(), String.join(" + ", parts), devices);
    }
}
