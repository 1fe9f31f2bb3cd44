package org.duograph.survey.web;

import io.javalin.http.NotFoundResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.duograph.survey.store.Store;
import org.duograph.survey.store.StudyVersion;
import org.duograph.survey.study.Study;

/** The studies of the store, each version read once: versions never change. */
final class PublishedStudies {
    private record Key(String study, int version) {}

    private final Store store;
    private final Map<Key, Study> read = new ConcurrentHashMap<>();

    private final Map<String, Long> largest = new ConcurrentHashMap<>();

    PublishedStudies(Store store) {
        this.store = store;
    }

    /**
     * The version that new participants get.
     *
     * @throws NotFoundResponse if there is no such study
     */
    Study latest(String study) {
        return store.latest(study).map(this::parsed).orElseThrow(NotFoundResponse::new);
    }

    /**
     * A version that somebody has begun.
     *
     * @throws NotFoundResponse if there is no such version
     */
    Study version(String study, int version) {
        Study known = read.get(new Key(study, version));
        return known != null
                ? known
                : store.study(study, version).map(this::parsed).orElseThrow(NotFoundResponse::new);
    }

    /**
     * The most bytes that a form with the answers to a study has, whichever of its versions it is
     * of; 0 if there is no such study.
     */
    long largestForm(String study) {
        return largest.computeIfAbsent(
                study + "/" + store.latest(study).map(StudyVersion::version).orElse(0),
                key ->
                        store.versions(study).stream()
                                .mapToLong(version -> Form.largest(parsed(version)))
                                .max()
                                .orElse(0));
    }

    /** A study was erased; another one may take its name. */
    void forget(String study) {
        read.keySet().removeIf(key -> key.study().equals(study));
    }

    private Study parsed(StudyVersion version) {
        return read.computeIfAbsent(
                new Key(version.study(), version.version()), key -> Study.parse(version.yaml()));
    }
}
