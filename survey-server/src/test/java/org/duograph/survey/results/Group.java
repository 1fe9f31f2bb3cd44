package org.duograph.survey.results;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duograph.survey.store.Response;
import org.duograph.survey.study.Answers;
import org.duograph.survey.study.Study;

/** Responses to the shipped study, made for a test. */
public final class Group {

    public static final Study STUDY = Study.parse(SyntheticGroup.yaml());
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final List<Response> responses = new ArrayList<>();

    /** Adds a response with these answers, as {@code field, value, field, value}. */
    public Group add(String... answers) {
        return add("en", false, answers);
    }

    Group add(String language, boolean test, String... answers) {
        responses.add(response(responses.size(), language, test, Answers.of(answers)));
        return this;
    }

    /** Adds one who needed these minutes on the own computer; ">60" means gave up after 60. */
    Group addMinutes(String tensorflow, String caffe2) {
        Map<String, String> answers = new HashMap<>();
        put(answers, "tensorflow.local", tensorflow);
        put(answers, "caffe2.local", caffe2);
        responses.add(response(responses.size(), "en", false, new Answers(answers)));
        return this;
    }

    private static void put(Map<String, String> answers, String where, String minutes) {
        boolean gaveUp = minutes.startsWith(">");
        answers.put("install_status." + where, gaveUp ? "gave_up" : "installed");
        answers.put("install_minutes." + where, gaveUp ? minutes.substring(1) : minutes);
    }

    public Selection selection(Filter filter) {
        return new Selection(List.of(STUDY), responses::stream, filter);
    }

    Results results(Filter filter) {
        return Results.of(selection(filter), List.of());
    }

    Finding finding(String id) {
        return results(Filter.NONE).findings().stream()
                .filter(finding -> finding.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    public static Response response(int i, String language, boolean test, Answers answers) {
        return new Response(
                "response-" + i,
                STUDY.id(),
                1,
                language,
                STUDY.order(i),
                NOON,
                NOON,
                test,
                answers);
    }
}
