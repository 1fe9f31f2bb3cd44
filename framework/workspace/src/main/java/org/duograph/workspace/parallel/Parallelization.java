package org.duograph.workspace.parallel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.duograph.backend.Backends;
import org.duograph.graph.Device;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizer;
import org.duograph.workspace.model.Parameter;
import org.duograph.workspace.net.Devices;
import org.duograph.workspace.net.GradientOfRows;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.DeviceOption;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Says how a model becomes data parallel, and {@link #build() writes it}. {@link DataParallel#of}
 * begins one; Caffe2 has the same as arguments of {@code Parallelize}.
 */
public final class Parallelization {
    private final ModelHelper model;
    private final List<Replica> replicas = new ArrayList<>();
    private final Map<String, String> starts = new LinkedHashMap<>();
    private final List<List<String>> losses = new ArrayList<>();
    private Consumer<ModelHelper> input = m -> {};
    private Forward forward;
    private Consumer<ModelHelper> update;
    private boolean broadcastsComputed = true;
    private boolean combinesNorms;
    private boolean sharesMemory;
    private Rendezvous rendezvous;

    Parallelization(ModelHelper model) {
        this.model = model;
    }

    /** Writes the forward pass of one replica. */
    @FunctionalInterface
    public interface Forward {
        /**
         * Appends layers and losses to the model; the open scopes are the replica's.
         *
         * @param lossScale what each loss has to be multiplied by (Scale): one over the number of
         *     devices, and of shards if there are several, so that the losses of all replicas add
         *     up to the mean over the batch
         * @return the blobs of the losses, each a mean over the rows of this replica; none if the
         *     model is not to learn
         */
        List<String> build(ModelHelper model, double lossScale);
    }

    /** The devices, one replica each; of one backend or of several. */
    public Parallelization on(DeviceOption... devices) {
        return on(Arrays.asList(devices));
    }

    /** The devices, one replica each; of one backend or of several. */
    public Parallelization on(List<DeviceOption> devices) {
        replicas.clear();
        devices.forEach(device -> replicas.add(Replica.on(device)));
        Set<String> scopes = new LinkedHashSet<>();
        for (Replica replica : replicas) {
            if (!scopes.add(replica.scope())) {
                throw new IllegalArgumentException(
                        "Two replicas would be called \"%s\"; give each device once"
                                .formatted(replica.scope()));
            }
        }
        return this;
    }

    /** GPUs by their numbers. */
    public Parallelization onGpus(int... gpus) {
        return on(IntStream.of(gpus).mapToObj(Devices::cuda).toList());
    }

    /**
     * All GPUs of this machine.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Parallelization onAllGpus() {
        int gpus =
                Backends.providers().stream()
                        .filter(provider -> provider.kind().equals(Device.GPU))
                        .mapToInt(provider -> provider.devices().size())
                        .max()
                        .orElse(0);
        if (gpus == 0) {
            throw new IllegalArgumentException(
                    "No GPU can be used here; \"duograph doctor\" says why. Try onCpu(2), which does the same on the processor");
        }
        return onGpus(IntStream.range(0, gpus).toArray());
    }

    /**
     * Replicas {@code cpu_0}, {@code cpu_1}, ... that all run on the processor: to try what is
     * meant for several devices where there is one. They run side by side where each leaves
     * processors for the others (oneDNN with a small {@code OMP_NUM_THREADS}), else one after the
     * other.
     */
    public Parallelization onCpu(int count) {
        return on(IntStream.range(0, count).mapToObj(Devices::cpu).toList());
    }

    /** Writes what a replica reads: {@code m.input(...)}, or operators that read a database. */
    public Parallelization input(Consumer<ModelHelper> builder) {
        this.input = builder;
        return this;
    }

    /** Writes the forward pass of a replica. */
    public Parallelization forward(Forward builder) {
        this.forward = builder;
        return this;
    }

    /**
     * Writes what changes the parameters of a replica by their gradients, which are summed then.
     */
    public Parallelization update(Consumer<ModelHelper> builder) {
        this.update = builder;
        return this;
    }

    /** Lets an optimizer change the parameters of each replica. */
    public Parallelization optimizer(Optimizer<?> optimizer) {
        return update(optimizer::build);
    }

    /**
     * Whether all replicas take over what the first one computes and keeps, such as running means
     * and variances; they do if nothing is said.
     */
    public Parallelization broadcastComputedParams(boolean yes) {
        this.broadcastsComputed = yes;
        return this;
    }

    /**
     * Whether batch normalisation takes the mean and variance of the whole batch instead of each
     * device's own rows; then several devices learn just what one does, and wait for each other at
     * every such layer. The shapes of the inputs have to be declared.
     */
    public Parallelization combineSpatialBn(boolean yes) {
        this.combinesNorms = yes;
        return this;
    }

    /**
     * Whether gradients and layers may share memory, because nobody fetches them: only parameters,
     * losses and what optimizers keep stay readable after a run.
     */
    public Parallelization optimizeGradientMemory(boolean yes) {
        this.sharesMemory = yes;
        return this;
    }

    /**
     * Lets several processes, the shards, train the model together: gradients are summed over all
     * devices of all of them. Each is fed a part of the batch with as many rows as the others.
     */
    public Parallelization rendezvous(Rendezvous shards) {
        this.rendezvous = shards.shards() > 1 ? shards : null;
        return this;
    }

    /**
     * Writes the net of all replicas, and the net that initialises them.
     *
     * @throws IllegalArgumentException if something was not given, or the replicas differ
     */
    public DataParallel build() {
        if (replicas.isEmpty() || forward == null) {
            throw new IllegalArgumentException(
                    "Model \"%s\" needs devices and a forward pass to be parallel; call on(...) and forward(...)"
                            .formatted(model.net().name()));
        }
        if (combinesNorms && rendezvous != null) {
            throw new IllegalArgumentException(
                    "Batch normalisation can't be combined over %d shards; leave out combineSpatialBn"
                            .formatted(rendezvous.shards()));
        }
        List<List<OperatorDef>> forwards = new ArrayList<>();
        for (Replica replica : replicas) {
            int before = model.net().proto().getOpCount();
            replica.write(() -> writeForward(replica));
            List<OperatorDef> all = model.net().proto().getOpList();
            forwards.add(List.copyOf(all.subList(before, all.size())));
        }
        requireAlike();
        if (combinesNorms) {
            model.net().replaceOperators(new CombinedNorms(model, replicas).rewrite(forwards));
        }
        if (update != null) {
            addGradients();
            replicas.forEach(replica -> replica.write(() -> update.accept(model)));
        }
        if (broadcastsComputed) {
            spread(model.net(), plainNames(Parameter.Kind.COMPUTED));
        }
        Set<String> kept = DataParallel.kept(model, replicas.get(0));
        if (rendezvous != null) {
            rendezvous.meet(model.paramInitNet());
        }
        spread(model.paramInitNet(), kept);
        Net sync = new Net(model.net().name() + "_checkpoint_sync");
        spread(sync, kept);
        if (rendezvous != null) {
            rendezvous.spread(sync, DataParallel.shared(model, replicas));
        }
        if (sharesMemory) {
            losses.forEach(some -> model.net().addExternalOutput(some.toArray(String[]::new)));
        }
        return new DataParallel(model, List.copyOf(replicas), losses, sync.proto(), rendezvous);
    }

    private void writeForward(Replica replica) {
        if (update != null || combinesNorms) {
            writeShare();
        }
        input.accept(model);
        List<String> some = forward.build(model, 1.0 / (replicas.size() * shards()));
        for (String loss : some) {
            if (!replica.owns(loss)) {
                throw new IllegalArgumentException(
                        "\"%s\" is no blob of replica \"%s\"; let the forward pass return what its operators returned"
                                .formatted(loss, replica.scope()));
            }
        }
        if (update != null && some.isEmpty()) {
            throw new IllegalArgumentException(
                    "The forward pass of model \"%s\" returned no loss, so there is nothing to learn by"
                            .formatted(model.net().name()));
        }
        losses.add(List.copyOf(some));
    }

    /** Every parameter must belong to a replica, and each replica must have the same ones. */
    private void requireAlike() {
        Set<String> all = new LinkedHashSet<>();
        model.allParams().forEach(parameter -> all.add(parameter.name()));
        Replica first = replicas.get(0);
        Set<String> wanted = null;
        for (Replica replica : replicas) {
            Set<String> own = new LinkedHashSet<>();
            all.stream().filter(replica::owns).forEach(blob -> own.add(replica.plain(blob)));
            all.removeIf(replica::owns);
            wanted = wanted == null ? own : wanted;
            if (!own.equals(wanted)) {
                throw new IllegalArgumentException(
                        "Replica \"%s\" has parameters %s, but \"%s\" has %s; write the same layers for each"
                                .formatted(replica.scope(), own, first.scope(), wanted));
            }
        }
        if (!all.isEmpty()) {
            throw new IllegalArgumentException(
                    "Parameters %s are of no replica; create them in the forward pass, by plain names"
                            .formatted(all));
        }
    }

    /** The names of parameters, as they are in each replica. */
    private List<String> plainNames(Parameter.Kind... kinds) {
        Replica first = replicas.get(0);
        return model.allParams().stream()
                .filter(p -> List.of(kinds).contains(p.kind()) && first.owns(p.name()))
                .map(p -> first.plain(p.name()))
                .toList();
    }

    private void addGradients() {
        for (int i = 0; i < replicas.size(); i++) {
            List<String> some = losses.get(i);
            replicas.get(i).write(() -> some.forEach(this::startAt));
        }
        model.addGradientOperators(starts);
        sum(plainNames(Parameter.Kind.WEIGHT, Parameter.Kind.BIAS));
    }

    /** How much the replica's means count: more than one where it has more rows than others. */
    private void writeShare() {
        Argument[] one = {Ops.arg("shape", List.of(1)), Ops.arg("value", 1f)};
        model.paramInitNet().op("ConstantFill", DataParallel.SHARE, one);
        model.op("SumElements", DataParallel.SHARE, DataParallel.SHARE + "_scalar");
    }

    /** Gradients start not from one, but from how much the replica's mean counts. */
    private void startAt(String loss) {
        String ones = model.op("ConstantFill", loss, loss + "_ones", Ops.arg("value", 1f));
        List<String> factors = List.of(ones, DataParallel.SHARE + "_scalar");
        Argument stretched = Ops.arg("broadcast", 1);
        starts.put(loss, model.op("Mul", factors, loss + "_autogen_grad", stretched));
    }

    /** Lets every replica have the sum of all gradients of each parameter. */
    private void sum(List<String> parameters) {
        List<List<String>> sums = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        for (String parameter : parameters) {
            List<String> gradients = gradients(parameter);
            if (model.net().ofRows(gradients.get(0)) == null) {
                sums.add(gradients);
            } else { // the rows of all, one after the other: what is looked up twice counts twice
                List<GradientOfRows> all = gradients.stream().map(model.net()::ofRows).toList();
                rows.add(all.stream().map(GradientOfRows::indices).toList());
                rows.add(all.stream().map(GradientOfRows::values).toList());
            }
        }
        Tree tree = new Tree(replicas);
        tree.sum(model, sums);
        if (rendezvous != null) {
            requireNoRows(rows);
            rendezvous.sum(model.net(), sums.stream().map(all -> all.get(0)).toList());
        }
        tree.concat(model, rows);
        sums.addAll(rows);
        tree.spread(model.net(), sums);
    }

    private void requireNoRows(List<List<String>> rows) {
        if (!rows.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s is the gradient of rows that were looked up, which several shards can't sum; train this model in one process"
                            .formatted(rows.get(1).get(0)));
        }
    }

    private int shards() {
        return rendezvous == null ? 1 : rendezvous.shards();
    }

    /** The gradient of a parameter in each replica. */
    private List<String> gradients(String parameter) {
        List<String> gradients = new ArrayList<>();
        for (Replica replica : replicas) {
            String gradient = model.paramToGrad().get(replica.blob(parameter));
            if (gradient == null) {
                throw new IllegalStateException(
                        "No loss of model \"%s\" depends on its parameter \"%s\": it won't learn"
                                .formatted(model.net().name(), replica.blob(parameter)));
            }
            gradients.add(gradient);
        }
        return gradients;
    }

    /** Lets blobs of all other replicas be what they are in the first; of the first shard. */
    private void spread(Net net, Collection<String> names) {
        if (rendezvous != null) {
            rendezvous.spread(net, names.stream().map(replicas.get(0)::blob).toList());
        }
        copyToOthers(net, names);
    }

    /** Lets blobs of all other replicas be what they are in the first. */
    private void copyToOthers(Net net, Collection<String> names) {
        List<List<String>> blobs = new ArrayList<>();
        for (String name : names) {
            blobs.add(replicas.stream().map(replica -> replica.blob(name)).toList());
        }
        new Tree(replicas).spread(net, blobs);
    }
}
