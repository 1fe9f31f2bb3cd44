package org.duograph.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.duograph.backend.Backend;
import org.duograph.backend.BackendProvider;
import org.duograph.backend.Backends;
import org.duograph.cli.options.JsonOption;
import org.duograph.cli.options.Streams;
import org.duograph.cli.options.WorkspaceOptions;
import org.duograph.data.Cifar10;
import org.duograph.data.DataSources;
import org.duograph.data.Mnist;
import org.duograph.graph.Device;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code duograph doctor}: what is there, what is not, and what to do about it. */
@Command(
        name = "doctor",
        description = {
            "Looks at everything that Duograph needs: JDK, memory, backends, threads, data sets,"
                    + " caches.",
            "Exits with 1 if something is wrong that keeps nets from running fast."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  duograph doctor", "", WorkspaceOptions.ENVIRONMENT})
final class DoctorCommand implements Callable<Integer> {
    private static final long MB = 1 << 20;
    private static final String CUDA = "cuda";

    @Mixin private Streams streams;
    @Mixin private JsonOption json;

    private final List<String[]> rows = new ArrayList<>();
    private final List<String> advice = new ArrayList<>();
    private boolean ill;

    @Override
    public Integer call() {
        machine();
        nativeCache();
        backends();
        threads();
        data();
        if (json.isWanted()) {
            Map<String, Object> found = new LinkedHashMap<>();
            rows.forEach(row -> found.put(row[0].strip(), row[1]));
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("well", !ill);
            all.put("found", found);
            all.put("advice", advice);
            json.print(streams.out(), all);
            return ill ? 1 : 0;
        }
        Table.print(streams.out(), rows);
        streams.out().println();
        if (advice.isEmpty()) {
            streams.out().println("All is well.");
        }
        advice.forEach(line -> streams.out().println("Advice: " + line));
        return ill ? 1 : 0;
    }

    private void row(String what, String found) {
        rows.add(new String[] {what, found});
    }

    private void machine() {
        String vm = System.getProperty("java.vm.name");
        row("JDK", Runtime.version() + " (" + vm + ", " + System.getProperty("java.home") + ")");
        if (Runtime.version().feature() < 17) {
            ill = true;
            advice.add("Duograph needs JDK 17 or newer; point JAVA_HOME to one.");
        }
        row(
                "System",
                System.getProperty("os.name")
                        + " "
                        + System.getProperty("os.version")
                        + " on "
                        + System.getProperty("os.arch"));
        row("Cores", "" + Runtime.getRuntime().availableProcessors());
        long heap = Runtime.getRuntime().maxMemory() / MB;
        row("Memory", "%,d MB, of which the Java heap may take %,d MB".formatted(physical(), heap));
        if (heap < 900) {
            advice.add(
                    "The Java heap is small; CIFAR-10 needs about 1 GB: java -Xmx2g -jar duograph.jar");
        }
    }

    /** Megabytes of memory in this machine or container; 0 where the JDK does not tell. */
    private static long physical() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean os
                ? os.getTotalMemorySize() / MB
                : 0;
    }

    /** JavaCPP unpacks native libraries into a folder before it loads them. */
    private void nativeCache() {
        String named = System.getProperty("org.bytedeco.javacpp.cachedir", "");
        Path folder =
                named.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".javacpp", "cache")
                        : Path.of(named);
        Optional<String> trouble = whyNotWritable(folder);
        row("Native cache", folder + trouble.map(t -> ": " + t).orElse(" (writable)"));
        trouble.ifPresent(
                t -> {
                    ill = true;
                    advice.add(
                            "Native libraries can't be unpacked into %s; name another folder with java -Dorg.bytedeco.javacpp.cachedir=DIR"
                                    .formatted(folder));
                });
    }

    private static Optional<String> whyNotWritable(Path folder) {
        Path existing = folder.toAbsolutePath();
        while (existing != null && Files.notExists(existing)) {
            existing = existing.getParent(); // it will be made in the nearest folder that is there
        }
        if (existing == null || !Files.isDirectory(existing)) {
            return Optional.of(existing + " is no folder");
        }
        try {
            Files.delete(Files.createTempFile(existing, "duograph", null));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("not writable (" + Errors.message(e) + ")");
        }
    }

    private void backends() {
        boolean best = true;
        boolean hasCuda = false;
        for (BackendProvider provider : Backends.providers()) {
            String title = "Backend " + provider.name();
            hasCuda |= provider.name().equals(CUDA);
            Optional<String> why = provider.whyUnavailable();
            if (why.isPresent()) {
                row(title, "unavailable: " + why.get());
                advice.add("Backend " + provider.name() + " can't be used: " + why.get());
                ill |= provider.name().equals("onednn");
                continue;
            }
            try {
                row(title, describe(provider) + (best ? " (default)" : ""));
                best = false;
            } catch (RuntimeException e) {
                row(title, "fails: " + e.getMessage());
                advice.add("Backend " + provider.name() + " fails to open; see --debug.");
                ill = true;
            }
            devices(provider);
        }
        if (!hasCuda) {
            Backends.whyUnavailable(Device.of(CUDA)).ifPresent(why -> row("Backend cuda", why));
        }
    }

    /** A processor's backend is opened, to see whether it opens; a GPU's memory is left alone. */
    private static String describe(BackendProvider provider) {
        if (provider.kind().equals(Device.GPU)) {
            int count = provider.devices().size();
            return count == 1 ? "1 device" : count + " devices";
        }
        try (Backend backend = provider.open()) {
            return backend.description();
        }
    }

    /** The devices of a backend for GPUs, and what may be said behind the name of any. */
    private void devices(BackendProvider provider) {
        if (provider.kind().equals(Device.GPU)) {
            List<String> devices = provider.devices();
            for (int i = 0; i < devices.size(); i++) {
                row("  " + provider.name() + ":" + i, devices.get(i));
            }
        }
        provider.options().forEach((option, what) -> row("  option " + option, what));
    }

    private void threads() {
        String said = System.getenv("OMP_NUM_THREADS");
        int cores = Runtime.getRuntime().availableProcessors();
        row(
                "Threads",
                said == null
                        ? "OMP_NUM_THREADS is not set: all cores"
                        : said + " (OMP_NUM_THREADS)");
        if (said != null) {
            try {
                int threads = Integer.parseInt(said.strip().split(",")[0]);
                if (threads > cores) {
                    advice.add(
                            "OMP_NUM_THREADS is %d, but there are %d cores; more threads than cores make it slower."
                                    .formatted(threads, cores));
                }
            } catch (NumberFormatException e) {
                advice.add("OMP_NUM_THREADS is \"" + said + "\", which is no number; unset it.");
            }
        }
    }

    private void data() {
        DataSources sources = DataSources.standard();
        row(
                "Cache",
                sources.cache() + whyNotWritable(sources.cache()).map(t -> ": " + t).orElse(""));
        cifar10(sources);
        for (Mnist mnist : Mnist.values()) {
            try {
                row(mnist.title(), mnist.find(null, sources).describe());
            } catch (IOException e) {
                row(mnist.title(), "not found (only needed for nets on it)");
            }
        }
    }

    private void cifar10(DataSources sources) {
        Map<String, String> environment = sources.environment();
        String named = environment.getOrDefault("CIFAR10_DIR", "");
        Path folder = named.isBlank() ? sources.cache().resolve("cifar10") : Path.of(named);
        if (named.isBlank() && Files.notExists(folder)) {
            row("CIFAR-10", "not found");
            advice.add(
                    "CIFAR-10 is not here; training will download it (170 MB), or set CIFAR10_DIR to its folder.");
            return;
        }
        try {
            row("CIFAR-10", Cifar10.read(folder).describe());
        } catch (IOException e) {
            row("CIFAR-10", "damaged: " + Errors.message(e));
            advice.add(
                    named.isBlank()
                            ? "Delete " + folder + "; it will be downloaded again."
                            : "CIFAR10_DIR must name the folder with data_batch_1.bin and its companions.");
        }
    }
}
