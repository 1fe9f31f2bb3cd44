package org.duograph.survey.results;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.duograph.survey.store.Counts;
import org.duograph.survey.store.InstallTime;
import org.duograph.survey.store.Response;
import org.duograph.survey.store.Store;
import org.duograph.survey.store.StudyVersion;
import org.duograph.survey.study.Study;

/**
 * The results of a store's studies: computed when first asked for, then kept until an answer comes
 * or goes.
 */
public final class StudyResults {

    private static final int MOST_KEPT = 50;

    private final Store store;
    private final Map<Asked, Kept> kept = new ConcurrentHashMap<>();

    private record Asked(String study, Filter filter) {}

    /** What results depend on: when it is the same, so are they. */
    private record State(
            long responses, long tests, long withdrawn, long revision, int versions, int times) {}

    private record Kept(State state, Results results) {}

    public StudyResults(Store store) {
        this.store = store;
    }

    /**
     * The responses of a study that pass a filter.
     *
     * @throws NoSuchElementException if there is no such study
     */
    public Selection selection(String study, Filter filter) {
        List<StudyVersion> versions = store.versions(study);
        if (versions.isEmpty()) {
            throw new NoSuchElementException("There is no study \"" + study + "\"");
        }
        Supplier<Stream<Response>> source =
                () ->
                        filter.tests()
                                ? Stream.concat(
                                        store.allResponses(study), store.testResponses(study))
                                : store.allResponses(study);
        return new Selection(
                versions.stream().map(version -> Study.parse(version.yaml())).toList(),
                source,
                filter);
    }

    /**
     * The results of a study. Who asks while they are computed waits for them.
     *
     * @throws NoSuchElementException if there is no such study
     */
    public Results of(String study, Filter filter) {
        Selection selection = selection(study, filter);
        List<InstallTime> times = store.installTimes(study);
        Counts counts = store.counts(study);
        State state =
                new State(
                        counts.responses(),
                        counts.tests(),
                        counts.withdrawn(),
                        counts.revision(),
                        selection.versions().size(),
                        times.size());
        if (kept.size() > MOST_KEPT) {
            kept.clear();
        }
        return kept.compute(
                        new Asked(study, filter),
                        (asked, before) ->
                                before != null && before.state().equals(state)
                                        ? before
                                        : new Kept(state, Results.of(selection, times)))
                .results();
    }
}
