package org.duograph.survey.results.export;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.duograph.survey.store.Response;
import org.duograph.survey.study.Privacy;
import org.duograph.survey.study.Study;

/**
 * A response as it is exported: names of columns and their values.
 *
 * @param about who answered what and when
 * @param answers by field, as they were given
 */
record Row(Map<String, String> about, Map<String, String> answers) {

    /** A row of everything that is kept of a response. */
    static Row of(Response response, Study study) {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("_response", response.id());
        about.put("_study", response.study());
        about.put("_version", Integer.toString(response.version()));
        about.put("_language", response.language());
        about.put("_order", String.join(" ", response.order()));
        about.put("_started", time(response.started(), study));
        about.put("_submitted", time(response.submitted(), study));
        about.put("_test", response.test() ? "1" : "");
        return new Row(about, response.answers().values());
    }

    /** UTC, of anonymous answers the day only. */
    private static String time(Instant at, Study study) {
        return Optional.of(at)
                .filter(instant -> study.privacy() == Privacy.ANONYMOUS)
                .map(instant -> instant.atZone(ZoneOffset.UTC).toLocalDate().toString())
                .orElseGet(at::toString);
    }
}
