package org.duograph.workspace;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import org.duograph.plan.State;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.host.Hosts;
import org.duograph.workspace.host.Surroundings;

/**
 * Blobs of a run of a Do, or of a step of a plan, with the backends and host operators of the blobs
 * around.
 */
final class InnerBlobs implements Surroundings, AutoCloseable {
    private final Surroundings around;
    private final Blobs blobs;
    private final NetPlanner planner;

    private InnerBlobs(NetPlanner outer, State state) {
        blobs = new Blobs(state, blob -> Optional.empty());
        around = outer.hosts().around();
        Hosts hosts = new Hosts(this);
        hosts.registerThoseOf(outer.hosts());
        planner = new NetPlanner(outer.placement(), blobs.state(), outer.seed(), hosts);
    }

    /** No blobs yet, and none from outside; {@code outer} plans the nets around. */
    static InnerBlobs apart(NetPlanner outer) {
        return new InnerBlobs(outer, new State());
    }

    /** The tensors around, and none of its own yet. */
    static InnerBlobs over(NetPlanner outer) {
        return new InnerBlobs(outer, new State(outer.state()));
    }

    /** The blobs. */
    Blobs blobs() {
        return blobs;
    }

    /** Plans nets on them. */
    NetPlanner planner() {
        return planner;
    }

    @Override
    public NDArray fetchBlob(String name) {
        return blobs.fetch(name);
    }

    @Override
    public <T> T fetchObject(String name, Class<T> type) {
        return blobs.fetch(name, type);
    }

    @Override
    public void feedBlob(String name, NDArray tensor) {
        blobs.feed(name, tensor);
    }

    @Override
    public void feedObject(String name, Object object) {
        blobs.feedObject(name, object);
    }

    @Override
    public Path rootFolder() {
        return around.rootFolder();
    }

    @Override
    public PrintStream output() {
        return around.output();
    }

    @Override
    public void close() {
        blobs.close();
    }
}
