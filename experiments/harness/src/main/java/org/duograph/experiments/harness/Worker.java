package org.duograph.experiments.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;

/**
 * The program of a measuring process: measures what it is asked to with the framework on its class
 * path, and writes the {@link Measurement} to a file.
 *
 * <p>It is lean, because the memory of its process is measured: images stay in their files, and
 * nothing of a report or a command line is on its class path.
 */
public final class Worker {
    /** How lines of progress on standard output begin; all others are the framework's own. */
    public static final String PROGRESS = "progress: ";

    private Worker() {}

    /**
     * Measures. What goes wrong ends the process with a stack trace and status 1.
     *
     * @param args the file for the result, and the words of a {@link Request}
     */
    public static void main(String[] args) throws Exception {
        Request request = Request.of(Arrays.asList(args).subList(1, args.length));
        Framework.Provider provider = find(request.framework());
        Measurement measurement =
                Measuring.measure(request, provider, text -> System.out.println(PROGRESS + text));
        measurement.write(Path.of(args[0]));
        System.exit(0); // whatever threads a framework has left behind
    }

    private static Framework.Provider find(String name) {
        if (name.equals(PlainArray.NAME)) {
            return new PlainArray.Opened();
        }
        List<String> found = new ArrayList<>();
        for (Framework.Provider provider : ServiceLoader.load(Framework.Provider.class)) {
            if (provider.name().equals(name)) {
                return provider;
            }
            found.add(provider.name());
        }
        throw new IllegalStateException(
                "The framework %s was asked for, but on the class path is %s"
                        .formatted(name, found.isEmpty() ? "none" : found));
    }
}
