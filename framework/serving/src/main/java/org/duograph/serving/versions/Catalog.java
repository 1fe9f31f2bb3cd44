package org.duograph.serving.versions;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.duograph.graph.Suggestion;
import org.duograph.serving.Code;
import org.duograph.serving.Refusal;
import org.duograph.serving.versions.ModelVersion.State;

/**
 * All models that are served, by name. A thread of its own looks at their folders.
 *
 * <p>Threads share it.
 */
public final class Catalog implements AutoCloseable {
    private final Map<String, VersionedModel> models = new LinkedHashMap<>();
    private final Loading loading;
    private final Consumer<String> log;
    private final Map<String, String> told = new LinkedHashMap<>();
    private final ScheduledExecutorService watcher =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "serving: watches folders");
                        thread.setDaemon(true);
                        return thread;
                    });

    /**
     * No models yet.
     *
     * @param log is told when a version comes, goes or can't be loaded
     */
    public Catalog(Loading loading, Consumer<String> log) {
        this.loading = loading;
        this.log = log;
    }

    /**
     * Makes these the models that are served; others go. Returns when each has been looked at and,
     * unless they are lazy, loaded.
     */
    public synchronized void serve(List<ModelConfig> configs) {
        Map<String, ModelConfig> wanted = new LinkedHashMap<>();
        for (ModelConfig config : configs) {
            if (wanted.put(config.name(), config) != null) {
                throw new IllegalArgumentException(
                        "There are two models called \"%s\"; give one another name"
                                .formatted(config.name()));
            }
        }
        for (VersionedModel model : models()) {
            if (!wanted.containsKey(model.name())) {
                synchronized (models) {
                    models.remove(model.name());
                }
                model.unload();
            }
        }
        synchronized (models) {
            wanted.forEach(
                    (name, config) -> {
                        VersionedModel there = models.get(name);
                        if (there == null) {
                            models.put(name, new VersionedModel(config, loading));
                        } else {
                            there.reconfigure(config);
                        }
                    });
        }
        look();
    }

    /** Looks at all folders now. */
    public synchronized void look() {
        for (VersionedModel model : models()) {
            try {
                model.look();
            } catch (IOException | RuntimeException e) {
                String why =
                        e instanceof NoSuchFileException
                                ? e.getMessage() + ": there is no such file or folder"
                                : String.valueOf(e.getMessage());
                tell(model.name(), "model %s: %s".formatted(model.name(), why));
            }
            for (ModelVersion version : model.versions()) {
                String what =
                        "model %s, version %d: %s"
                                .formatted(model.name(), version.number(), version.state().name());
                String error = version.error();
                tell(
                        model.name() + "/" + version.number(),
                        error.isEmpty() ? what : what + ", " + error);
            }
        }
    }

    private void tell(String about, String text) {
        if (!text.equals(told.put(about, text))) {
            log.accept(text);
        }
    }

    /** Looks at the folders again and again. */
    public void watch(long everyMillis) {
        watcher.scheduleWithFixedDelay(this::look, everyMillis, everyMillis, TimeUnit.MILLISECONDS);
    }

    /** All models. */
    public Collection<VersionedModel> models() {
        synchronized (models) {
            return List.copyOf(models.values());
        }
    }

    /** A model; null if there is none of that name. */
    public VersionedModel model(String name) {
        synchronized (models) {
            return models.get(name);
        }
    }

    /** Whether each model has a version that can be used. */
    public boolean isReady() {
        return models().stream().allMatch(Catalog::isReady);
    }

    /** Whether a model has a version that can be used. */
    public static boolean isReady(VersionedModel model) {
        ModelVersion latest = model.latest();
        return latest != null && latest.state() != State.LOADING;
    }

    /**
     * The version that a request means, in use; release it.
     *
     * @throws Refusal if there is no such model or version, or it can't be used
     */
    public ModelVersion use(ModelRef asked) {
        VersionedModel model = model(asked.name());
        if (model == null) {
            throw new Refusal(
                    Code.NOT_FOUND,
                    asked.number() == null
                            ? "Servable not found for request: Latest(%s)".formatted(asked.name())
                            : "Servable not found for request: Specific(%s, %d)"
                                    .formatted(asked.name(), asked.number()));
        }
        return model.use(number(model, asked));
    }

    private static Long number(VersionedModel model, ModelRef asked) {
        if (asked.label() == null) {
            return asked.number();
        }
        Long number = model.labelled(asked.label());
        if (number == null) {
            throw Refusal.invalid("Unrecognized servable version label: " + asked.label());
        }
        return number;
    }

    /**
     * The versions that a question for their states means.
     *
     * @throws Refusal if there are none
     */
    public List<ModelVersion> versions(ModelRef asked) {
        VersionedModel model = model(asked.name());
        Long number = model == null ? asked.number() : number(model, asked);
        List<ModelVersion> found =
                model == null
                        ? List.of()
                        : model.versions().stream()
                                .filter(v -> number == null || v.number() == number)
                                .toList();
        if (found.isEmpty()) {
            throw new Refusal(
                    Code.NOT_FOUND,
                    number == null
                            ? "Could not find any versions of model " + asked.name()
                            : "Could not find version %d of model %s"
                                    .formatted(number, asked.name()));
        }
        return found;
    }

    /** What a client may have meant by a name that no model has; empty if nothing is near. */
    public String suggestion(String name) {
        return Suggestion.among(name, models().stream().map(VersionedModel::name).toList());
    }

    /** Stops watching and lets all versions go as soon as nobody uses them. */
    @Override
    public void close() {
        watcher.shutdownNow();
        models().forEach(VersionedModel::unload);
    }
}
