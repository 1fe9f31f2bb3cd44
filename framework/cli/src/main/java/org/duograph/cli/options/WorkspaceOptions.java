package org.duograph.cli.options;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.duograph.backend.BackendChoice;
import org.duograph.graph.Device;
import org.duograph.workspace.Workspace;

/** The options of commands that run nets. */
public final class WorkspaceOptions extends BackendOptions {
    /** What the environment decides; stands under the help of commands that run nets. */
    public static final String ENVIRONMENT =
            "Environment: OMP_NUM_THREADS sets the number of threads that oneDNN uses;"
                    + " CIFAR10_DIR, MNIST_DIR and FASHION_MNIST_DIR say where data sets are.";

    /** A new workspace; its Print operators write to {@code out}. */
    public Workspace open(PrintWriter out) {
        Workspace workspace = open(seed());
        workspace.setOutput(stream(out));
        return workspace;
    }

    /** A new workspace with a seed of its own. */
    public Workspace open(long ownSeed) {
        return new Workspace(backend(), ownSeed);
    }

    /**
     * A new workspace that prefers the first of some devices, and has opened them all.
     *
     * @throws IllegalArgumentException if one can't be used; the message says which and why
     */
    public Workspace open(long ownSeed, DeviceList devices) {
        BackendChoice first = devices.first(BackendChoice.parse(backend()));
        Workspace workspace = new Workspace(first.toString(), ownSeed);
        try {
            for (Device device : devices.devices()) {
                workspace.placement().require(device);
            }
            return workspace;
        } catch (RuntimeException | Error e) {
            workspace.close();
            throw e;
        }
    }

    /** A stream that writes to a writer. */
    private static PrintStream stream(PrintWriter out) {
        OutputStream to =
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        write(new byte[] {(byte) b}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        out.write(new String(bytes, offset, length, StandardCharsets.UTF_8));
                        out.flush();
                    }
                };
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }
}
