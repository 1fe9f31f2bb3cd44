package org.duograph.serving.versions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.duograph.messages.FileFormatException;
import org.duograph.serving.Code;
import org.duograph.serving.Refusal;
import org.duograph.serving.model.ModelFormats;
import org.duograph.serving.versions.ModelVersion.State;

/**
 * A model under its name, in all versions that are there or were. A folder of numbered folders is
 * looked at again and again: what is new is loaded, and only when it can be used do the versions go
 * that are no longer wanted. A version that can't be loaded leaves the old one in its place, and is
 * tried again a few times.
 */
public final class VersionedModel {
    private static final int MOST_TRIES = 5;
    private static final int KEPT_ENDED = 8; // versions that ended, for those who ask what became

    private final Loading loading;
    private final SortedMap<Long, ModelVersion> versions = new TreeMap<>();
    private final Map<Long, Failure> failures = new TreeMap<>();
    private ModelConfig config;

    /** How often a version could not be loaded, and when it may be tried again. */
    private record Failure(int tries, long retryNanos) {}

    VersionedModel(ModelConfig config, Loading loading) {
        this.config = config;
        this.loading = loading;
    }

    /** Its name. */
    public String name() {
        return config.name();
    }

    /** Its versions, in the order of their numbers, those that ended too. */
    public synchronized List<ModelVersion> versions() {
        return List.copyOf(versions.values());
    }

    synchronized ModelConfig config() {
        return config;
    }

    synchronized void reconfigure(ModelConfig now) {
        config = now;
    }

    /** The number that a label stands for; null if there is none. */
    synchronized Long labelled(String label) {
        return config.labels().get(label);
    }

    /** The highest version that can be used, or may come to be; null if there is none. */
    synchronized ModelVersion latest() {
        ModelVersion found = null;
        for (ModelVersion version : versions.values()) {
            State state = version.state();
            boolean ready = state == State.AVAILABLE || loading.lazy() && state == State.START;
            boolean coming = state == State.START || state == State.LOADING;
            if (ready || found == null && coming) {
                found = version;
            }
        }
        return found;
    }

    synchronized ModelVersion version(long number) {
        ModelVersion version = versions.get(number);
        boolean over =
                version == null
                        || version.state() == State.END
                        || version.state() == State.UNLOADING;
        return over ? null : version;
    }

    /**
     * Looks at the folder and makes what is loaded what is wanted. One thread at a time does this.
     *
     * @throws IOException if the folder can't be read; what is loaded stays
     */
    void look() throws IOException {
        SortedMap<Long, ModelVersion.Source> sources = sources();
        if (sources.isEmpty() && versions().isEmpty()) {
            throw new FileFormatException(
                    "%s is no model as yet: it has neither files of one nor numbered folders, its versions"
                            .formatted(config().place()));
        }
        SortedSet<Long> wanted = config().policy().wanted(new TreeSet<>(sources.keySet()));
        if (wanted.isEmpty()) {
            return; // as TensorFlow Serving: an empty folder is taken for a mistake
        }
        List<ModelVersion> fresh = new ArrayList<>();
        synchronized (this) {
            for (long number : wanted) {
                if (version(number) == null && mayTry(number)) {
                    ModelVersion version =
                            new ModelVersion(name(), number, sources.get(number), loading);
                    versions.put(number, version);
                    fresh.add(version);
                }
            }
        }
        for (ModelVersion version : fresh) {
            if (!loading.lazy()) {
                version.load();
                remember(version);
            }
        }
        unloadAllBut(wanted);
    }

    private boolean mayTry(long number) {
        Failure failure = failures.get(number);
        return failure == null
                || failure.tries < MOST_TRIES && System.nanoTime() - failure.retryNanos > 0;
    }

    private synchronized void remember(ModelVersion version) {
        if (version.state() == State.AVAILABLE) {
            failures.remove(version.number());
            return;
        }
        int tries = failures.getOrDefault(version.number(), new Failure(0, 0)).tries + 1;
        long wait = 1_000_000_000L << tries;
        failures.put(version.number(), new Failure(tries, System.nanoTime() + wait));
    }

    private void unloadAllBut(SortedSet<Long> wanted) {
        List<ModelVersion> leaving = new ArrayList<>();
        synchronized (this) {
            boolean usable =
                    wanted.stream()
                            .map(versions::get)
                            .anyMatch(
                                    v ->
                                            v != null
                                                    && (v.state() == State.AVAILABLE
                                                            || loading.lazy()
                                                                    && v.state() != State.END));
            if (!usable) {
                return; // what there is stays, rather than nothing
            }
            versions.forEach(
                    (number, version) -> {
                        if (!wanted.contains(number)) {
                            leaving.add(version);
                        }
                    });
            failures.keySet().removeIf(number -> !wanted.contains(number));
        }
        leaving.forEach(ModelVersion::unload);
        forgetLongEnded();
    }

    private synchronized void forgetLongEnded() {
        List<Long> ended =
                versions.values().stream()
                        .filter(v -> v.state() == State.END)
                        .map(ModelVersion::number)
                        .toList();
        for (int i = 0; i < ended.size() - KEPT_ENDED; i++) {
            versions.remove(ended.get(i));
        }
    }

    /** Lets all versions go. */
    void unload() {
        versions().forEach(ModelVersion::unload);
    }

    /** What each version that is there is read from. */
    private SortedMap<Long, ModelVersion.Source> sources() throws IOException {
        String place = config().place();
        SortedMap<Long, ModelVersion.Source> sources = new TreeMap<>();
        if (place.startsWith(ModelFormats.ZOO)) {
            String name = place.substring(ModelFormats.ZOO.length());
            sources.put(1L, () -> ModelFormats.zoo(name, loading.backend()));
            return sources;
        }
        Path folder = Path.of(place);
        if (Files.isDirectory(folder)) {
            try (Stream<Path> inside = Files.list(folder)) {
                inside.filter(VersionedModel::isNumbered)
                        .forEach(
                                path ->
                                        sources.put(
                                                Long.parseLong(path.getFileName().toString()),
                                                () -> ModelFormats.load(path, loading.backend())));
            }
        }
        if (sources.isEmpty() && ModelFormats.isModel(folder)) {
            sources.put(1L, () -> ModelFormats.load(folder, loading.backend()));
        }
        return sources;
    }

    private static boolean isNumbered(Path folder) {
        return folder.getFileName().toString().matches("\\d{1,18}") && Files.isDirectory(folder);
    }

    /**
     * The version that is asked for, in use; release it.
     *
     * @param number null for the latest
     * @throws Refusal if it is not there
     */
    ModelVersion use(Long number) {
        while (true) {
            ModelVersion version = number == null ? latest() : version(number);
            if (version == null) {
                throw new Refusal(
                        Code.NOT_FOUND,
                        number == null
                                ? "Servable not found for request: Latest(%s)".formatted(name())
                                : "Servable not found for request: Specific(%s, %d)"
                                        .formatted(name(), number));
            }
            try {
                version.use();
                return version;
            } catch (Refusal e) {
                ModelVersion now = number == null ? latest() : null;
                if (now == null || now == version) {
                    throw e; // it is gone, and there is no other
                }
            }
        }
    }
}
