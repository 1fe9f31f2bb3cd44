package org.duograph.cli.options;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.duograph.backend.BackendProvider;
import org.duograph.backend.Backends;
import org.duograph.workspace.Workspace;
import picocli.CommandLine.Option;

/** The options of commands that run nets: on which backend, with which seed. */
public final class WorkspaceOptions {
    /** What the environment decides; stands under the help of commands that run nets. */
    public static final String ENVIRONMENT =
            "Environment: OMP_NUM_THREADS sets the number of threads that oneDNN uses;"
                    + " CIFAR10_DIR, MNIST_DIR and FASHION_MNIST_DIR say where data sets are.";

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            defaultValue = "",
            completionCandidates = Names.class,
            description = "Where to run: ${COMPLETION-CANDIDATES}. The best available if absent.")
    private String backend;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "The seed of random operators that have none of their own (default: 0).")
    private long seed;

    /** The seed. */
    public long seed() {
        return seed;
    }

    /** A new workspace; its Print operators write to {@code out}. */
    public Workspace open(PrintWriter out) {
        Workspace workspace = open(seed);
        workspace.setOutput(stream(out));
        return workspace;
    }

    /** A new workspace with a seed of its own. */
    public Workspace open(long ownSeed) {
        return new Workspace(backend, ownSeed);
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

    /** The names of the backends on the class path. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Backends.providers().stream().map(BackendProvider::name).iterator();
        }
    }
}
