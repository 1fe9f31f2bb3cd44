package org.duograph.workspace.parallel;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.duograph.cluster.Group;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.OperatorDef;

/**
 * How the processes that train a model together, its shards, meet. Each has a part of every batch
 * and devices of its own; all run the same program, with another number.
 */
public final class Rendezvous {
    private static final String WORLD = "shards_world";
    private static final String STORE = "shards_store";
    private static final Duration USUAL = Duration.ofMinutes(1);

    private final Path folder;
    private final String run;
    private final int shard;
    private final int shards;
    private final Group group;
    private Duration deadline = USUAL;
    private String host = "";

    private Rendezvous(Path folder, String run, int shard, int shards, Group group) {
        this.folder = folder;
        this.run = run;
        this.shard = shard;
        this.shards = shards;
        this.group = group;
    }

    /**
     * Shards meet in a folder that all see, when their nets are initialised.
     *
     * @param run a name that no other run has there
     * @param shard the number of this process, from 0
     */
    public static Rendezvous in(Path folder, String run, int shard, int shards) {
        if (shards < 1 || shard < 0 || shard >= shards) {
            throw new IllegalArgumentException(
                    "Shards have numbers from 0 to one less than there are; found shard %d of %d"
                            .formatted(shard, shards));
        }
        return new Rendezvous(folder.toAbsolutePath(), run, shard, shards, null);
    }

    /** Shards have met already; the workspace in which the model is started closes the group. */
    public static Rendezvous of(Group group) {
        return new Rendezvous(null, group.options().run(), group.rank(), group.size(), group);
    }

    /** How long a shard is waited for that gives no sign; a minute if nothing is said. */
    public Rendezvous deadline(Duration time) {
        deadline = time;
        return this;
    }

    /** The address, or the network interface, at which other shards reach this one. */
    public Rendezvous at(String address) {
        host = address;
        return this;
    }

    /** The number of this process. */
    public int shard() {
        return shard;
    }

    /** How many processes there are. */
    public int shards() {
        return shards;
    }

    /** Writes what lets shards meet, where they have not. */
    void meet(Net init) {
        if (group == null) {
            Argument timeout = Ops.arg("timeout_ms", deadline.toMillis());
            add(
                    init,
                    "FileStoreHandlerCreate",
                    List.of(),
                    List.of(STORE),
                    Ops.arg("path", folder.toString()),
                    Ops.arg("prefix", run),
                    timeout);
            add(
                    init,
                    "CreateCommonWorld",
                    List.of(STORE),
                    List.of(WORLD),
                    Ops.arg("size", shards),
                    Ops.arg("rank", shard),
                    Ops.arg("interface", host),
                    timeout);
        }
    }

    /** Gives a workspace the group that has met. */
    void feed(Workspace workspace) {
        if (group != null) {
            workspace.feedObject(WORLD, group);
        }
    }

    /** Lets blobs of all shards be their sum. */
    void sum(Net net, Collection<String> blobs) {
        collective(net, "Allreduce", blobs);
    }

    /** Lets blobs of all shards be those of the first. */
    void spread(Net net, Collection<String> blobs) {
        collective(net, "Broadcast", blobs);
    }

    private static void collective(Net net, String type, Collection<String> blobs) {
        if (!blobs.isEmpty()) {
            List<String> read = new ArrayList<>(blobs);
            read.add(0, WORLD);
            add(net, type, read, List.copyOf(blobs));
        }
    }

    private static void add(
            Net net, String type, List<String> in, List<String> out, Argument... args) {
        OperatorDef op = Ops.operator(type, in, out, args);
        net.add(op.toBuilder().setName("").build()); // names are full already
    }
}
