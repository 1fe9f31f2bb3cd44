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
        about.put("response", response.id());
        about.put("study", response.study());
        about.put("version", Integer.toString(response.version()));
        about.put("language", response.language());
        about.put("order", String.join(" ", response.order()));
        about.put("started", time(response.started(), study));
        about.put("submitted", time(response.submitted(), study));
        about.put("test", response.test() ? "1" : "");
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
