package org.duograph.workspace.parallel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.duograph.backend.Arrival;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.BlobFiles;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Parameter;
import org.duograph.workspace.proto.NetDef;

/**
 * A model that learns on several devices at once. Each has a replica of it and a part of every
 * batch; the gradients of all are summed before the parameters change, so that n devices with B
 * rows each do what one device does with n times B rows. Caffe2's {@code data_parallel_model}.
 *
 * <pre>{@code
 * DataParallel parallel =
 *         DataParallel.of(model)
 *                 .onGpus(0, 1)
 *                 .input(m -> m.input("data", Shape.of(32, 1, 28, 28)))
 *                 .forward((m, lossScale) -> List.of(loss(m, lossScale)))
 *                 .optimizer(Optimizers.sgd(0.1).momentum(0.9))
 *                 .build();
 * parallel.start(workspace);
 * parallel.feed(workspace, Map.of("data", images, "label", labels));
 * parallel.run(workspace);
 * }</pre>
 *
 * <p>The batch need not divide evenly: each replica's loss counts by its rows. Batch normalisation
 * takes the mean and variance of each device's own rows, unless {@link
 * Parallelization#combineSpatialBn} asks for those of the whole batch.
 *
 * <p>A checkpoint has the blobs of one replica by their plain names, without {@code gpu_0/}, so
 * that any number of devices can go on from it, one device without this class as well.
 */
public final class DataParallel {
    /** The blob of each replica that says how much its loss counts. */
    static final String SHARE = "loss_share";

    private final ModelHelper model;
    private final List<Replica> replicas;
    private final List<List<String>> losses;
    private final Set<String> kept;
    private final NetDef sync;
    private final Rendezvous rendezvous;
    private Split split;

    /**
     * What was written.
     *
     * @param losses those of each replica
     * @param sync copies all that is kept from the first replica to the others
     * @param rendezvous how shards meet; null if there is one process alone
     */
    DataParallel(
            ModelHelper model,
            List<Replica> replicas,
            List<List<String>> losses,
            NetDef sync,
            Rendezvous rendezvous) {
        this.model = model;
        this.replicas = replicas;
        this.losses = losses;
        this.kept = kept(model, replicas.get(0));
        this.sync = sync;
        this.rendezvous = rendezvous;
    }

    /** Begins to make a model, to which nothing was added yet, parallel. */
    public static Parallelization of(ModelHelper model) {
        return new Parallelization(model);
    }

    /** The name scopes of the replicas: {@code gpu_0}, {@code gpu_1}, ... */
    public List<String> scopes() {
        return replicas.stream().map(Replica::scope).toList();
    }

    /** Initialises all replicas, which are the same then, and creates the net. */
    public void start(Workspace workspace) {
        if (rendezvous != null) {
            rendezvous.feed(workspace);
        }
        workspace.runNetOnce(model.paramInitNet());
        workspace.createNet(model);
        if (split != null) { // a batch was fed already, which the initial shares don't know
            feedShares(workspace);
        }
    }

    /**
     * Divides a batch among the devices.
     *
     * @param batch arrays by blob, without scopes; all of as many rows
     */
    public void feed(Workspace workspace, Map<String, NDArray> batch) {
        Split now = Split.of(batch, replicas.size());
        for (int i = 0; i < replicas.size(); i++) {
            Replica replica = replicas.get(i);
            int device = i;
            batch.forEach(
                    (blob, array) ->
                            workspace.feedBlob(replica.blob(blob), now.part(array, device)));
        }
        if (!now.equals(split)) {
            split = now;
            feedShares(workspace);
        }
    }

    /** Tells each replica how much its loss counts, where there is one. */
    private void feedShares(Workspace workspace) {
        for (int i = 0; i < replicas.size(); i++) {
            String share = replicas.get(i).blob(SHARE);
            if (workspace.hasBlob(share)) {
                workspace.feedBlob(share, NDArray.vector(split.share(i)));
            }
        }
    }

    /** Lets the net draw random numbers as if it had run so many times already. */
    public void startAt(Workspace workspace, int runs) {
        workspace.setRuns(model.net().name(), runs);
    }

    /** Runs the net once. */
    public void run(Workspace workspace) {
        workspace.runNet(model.net().name());
    }

    /**
     * The sum of all losses, each the mean over the whole batch that was fed last. Of several
     * shards it is this one's part of that; the parts of all add up to it.
     */
    public double loss(Workspace workspace) {
        return lossLater(workspace).await();
    }

    /** The same, as it is now; where devices are GPUs it may still be on its way. */
    public Arrival<Double> lossLater(Workspace workspace) {
        List<Arrival<Double>> parts = new ArrayList<>();
        for (int i = 0; i < replicas.size(); i++) {
            float share = share(i);
            for (String loss : losses.get(i)) {
                parts.add(
                        workspace.fetchBlobLater(loss).then(mean -> weighted(share, mean.item())));
            }
        }
        return Arrival.all(parts).then(all -> all.stream().mapToDouble(Double::doubleValue).sum());
    }

    /** The mean over the whole batch of what each replica has the mean of, such as accuracy. */
    public double mean(Workspace workspace, String blob) {
        double sum = 0;
        for (int i = 0; i < replicas.size(); i++) {
            double mean = workspace.fetchBlob(replicas.get(i).blob(blob)).item();
            sum += weighted(share(i), mean);
        }
        return sum / replicas.size();
    }

    private float share(int replica) {
        return split == null ? 1 : split.share(replica);
    }

    /** A device without rows of its own counts for nothing, whatever it computed. */
    private static double weighted(float share, double mean) {
        return share == 0 ? 0 : share * mean;
    }

    /** The rows of all replicas, in the order of the batch that was fed last. */
    public NDArray fetchRows(Workspace workspace, String blob) {
        List<NDArray> parts = new ArrayList<>();
        for (int i = 0; i < replicas.size(); i++) {
            if (split == null || split.counted(i) > 0) {
                parts.add(workspace.fetchBlob(replicas.get(i).blob(blob)));
            }
        }
        return Split.join(parts);
    }

    /** What a checkpoint has: all that is kept from run to run, by names without scopes. */
    public Map<String, NDArray> checkpoint(Workspace workspace) {
        Map<String, NDArray> blobs = new LinkedHashMap<>();
        kept.forEach(name -> blobs.put(name, workspace.fetchBlob(first().blob(name))));
        shared().forEach(name -> blobs.put(name, workspace.fetchBlob(name)));
        return blobs;
    }

    /** Writes a checkpoint into a file, which any number of devices can load. */
    public void save(Workspace workspace, Path file) throws IOException {
        BlobFiles.save(file, checkpoint(workspace));
    }

    /** Loads a checkpoint that any number of devices, or one, has saved. */
    public void load(Workspace workspace, Path file) throws IOException {
        load(workspace, BlobFiles.load(file));
    }

    /**
     * Takes over a checkpoint. What optimizers keep stays as it is where the checkpoint has none of
     * it, and what the model has not is not looked at.
     *
     * @throws IllegalArgumentException if a parameter is missing; the message names it
     */
    public void load(Workspace workspace, Map<String, NDArray> checkpoint) {
        for (Parameter parameter : model.allParams()) {
            String name = parameter.name();
            if (first().owns(name) && !checkpoint.containsKey(first().plain(name))) {
                throw new IllegalArgumentException(
                        "The checkpoint has no \"%s\", which model \"%s\" needs; it has %s"
                                .formatted(
                                        first().plain(name),
                                        model.net().name(),
                                        checkpoint.keySet()));
            }
        }
        Set<String> shared = shared();
        checkpoint.forEach(
                (name, array) -> {
                    if (kept.contains(name)) {
                        workspace.feedBlob(first().blob(name), array);
                    } else if (shared.contains(name)) {
                        workspace.feedBlob(name, array);
                    }
                });
        finalizeAfterCheckpoint(workspace);
    }

    /**
     * Lets all replicas, in all shards, be what the first is, for which all shards have to call it:
     * after blobs of {@code gpu_0} were loaded or fed.
     */
    public void finalizeAfterCheckpoint(Workspace workspace) {
        if (sync.getOpCount() > 0) {
            workspace.runNetOnce(sync);
        }
    }

    /**
     * Waits until every device has done its work. A device may go on by itself when a run returns;
     * what is fetched is waited for anyway.
     */
    public void synchronize(Workspace workspace) {
        for (Replica replica : replicas) {
            kept.stream().limit(1).forEach(name -> workspace.fetchBlob(replica.blob(name)));
        }
    }

    private Replica first() {
        return replicas.get(0);
    }

    private Set<String> shared() {
        return shared(model, replicas);
    }

    /** What all replicas share and is kept from run to run, such as the counter of steps. */
    static Set<String> shared(ModelHelper model, List<Replica> replicas) {
        Set<String> shared = new TreeSet<>(filled(model));
        shared.removeIf(blob -> replicas.stream().anyMatch(replica -> replica.owns(blob)));
        return shared;
    }

    /**
     * What a replica keeps from run to run: parameters, and what optimizers keep for them. By the
     * names that they have in each replica.
     */
    static Set<String> kept(ModelHelper model, Replica replica) {
        Set<String> kept = new TreeSet<>();
        filled(model).stream().filter(replica::owns).map(replica::plain).forEach(kept::add);
        return kept;
    }

    /** What is initialised and then learnt or written: not the numbers that stay as they are. */
    private static List<String> filled(ModelHelper model) {
        Set<String> changing = new TreeSet<>();
        model.allParams().forEach(parameter -> changing.add(parameter.name()));
        model.net().proto().getOpList().forEach(op -> changing.addAll(op.getOutputList()));
        return model.paramInitNet().proto().getOpList().stream()
                .flatMap(op -> op.getOutputList().stream())
                .filter(changing::contains)
                .toList();
    }
}
