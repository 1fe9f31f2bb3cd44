package org.duograph.survey.web;

import java.util.Locale;
import org.duograph.survey.store.Counts;
import org.duograph.survey.store.Store;
import org.duograph.survey.store.StudyState;

/**
 * One line of the list of studies.
 *
 * @param status in words, whether it takes answers now
 */
public record StudyLine(String id, String title, StudyState state, String status, Counts counts) {

    static StudyLine of(Store store, String id, String title) {
        return new StudyLine(id, title, store.state(id), status(store, id), store.counts(id));
    }

    static String status(Store store, String study) {
        return switch (store.opening(study)) {
            case OPEN -> "open";
            case NOT_YET -> "opens later";
            case ENDED -> "ended";
            case CLOSED -> store.state(study).name().toLowerCase(Locale.ROOT);
        };
    }
}
