package org.duograph.survey.results.export;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duograph.survey.results.Reading;
import org.duograph.survey.store.Response;
import org.duograph.survey.study.Drawn;
import org.duograph.survey.study.Privacy;
import org.duograph.survey.study.Study;

/**
 * A response as it is exported: names of columns and their values.
 *
 * @param about who answered what and when
 * @param answers by column, as they were given
 */
record Row(Map<String, String> about, Map<String, String> answers) {

    // Columns of ours begin with a line, so that no question can have the same name.
    static final String RESPONSE = "_response";
    static final String STUDY = "_study";
    static final String VERSION = "_version";
    static final String LANGUAGE = "_language";
    static final String ORDER = "_order";
    static final String PANEL = "_panel";
    static final String STARTED = "_started";
    static final String SUBMITTED = "_submitted";
    static final String TEST = "_test";
    static final String EXCLUDED = "_excluded";
    static final String NOTE = "_note";

    /** The columns about a response, besides those that only some studies have. */
    static final List<String> ABOUT =
            List.of(
                    RESPONSE, STUDY, VERSION, LANGUAGE, ORDER, STARTED, SUBMITTED, TEST, EXCLUDED,
                    NOTE);

    /** Those of them that anonymised files have. */
    static final List<String> ABOUT_ANONYMOUS = List.of(RESPONSE, STUDY, VERSION);

    /** A row of everything that is kept of a response. */
    static Row of(Reading.Read read) {
        Response response = read.response();
        Study study = read.study();
        Map<String, String> about = new LinkedHashMap<>();
        about.put(RESPONSE, response.id());
        about.put(STUDY, response.study());
        about.put(VERSION, Integer.toString(response.version()));
        about.put(LANGUAGE, response.language());
        response.panel().ifPresent(identifier -> about.put(PANEL, identifier));
        Drawn drawn = Drawn.read(response.order());
        about.put(ORDER, String.join(" ", drawn.frameworks()));
        drawn.orders().forEach((what, codes) -> about.put("_" + what, String.join(" ", codes)));
        about.put(STARTED, time(response.started(), study));
        about.put(SUBMITTED, time(response.submitted(), study));
        about.put(TEST, response.test() ? "1" : "");
        about.put(EXCLUDED, response.remark().excluded().orElse(""));
        about.put(NOTE, response.remark().note());
        return new Row(about, read.answers());
    }

    /** UTC, of anonymous answers the day only. */
    private static String time(Instant at, Study study) {
        return Optional.of(at)
                .filter(instant -> study.privacy() == Privacy.ANONYMOUS)
                .map(instant -> instant.atZone(ZoneOffset.UTC).toLocalDate().toString())
                .orElseGet(at::toString);
    }
}
