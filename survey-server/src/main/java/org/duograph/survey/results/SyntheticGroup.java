package org.duograph.survey.results;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duograph.survey.store.InstallTime;
import org.duograph.survey.store.Response;
import org.duograph.survey.store.Store;
import org.duograph.survey.store.StudyState;
import org.duograph.survey.store.Submission;
import org.duograph.survey.study.Answers;
import org.duograph.survey.study.Study;

/**
 * Eight made-up respondents whose answers give the aggregates that the paper publishes: an example
 * of what results look like, and not the paper's data, which were never published.
 *
 * <p>Their study's title begins with SYNTHETIC and its id ends in {@link Selection#SYNTHETIC}, so
 * that every page, file name and exported row says what they are.
 */
public final class SyntheticGroup {

    private static final String STUDY = "/studies/framework-usability.yaml";
    private static final String MARK = "SYNTHETIC EXAMPLE: ";
    private static final Instant DAY = Instant.parse("2026-01-12T00:00:00Z");

    /** Minutes local and remote, and score of the documentation, for each of the eight. */
    private static final int[][] TENSORFLOW = {
        {5, 8, 5},
        {10, 12, 4},
        {12, 10, 4},
        {15, 20, 3},
        {18, 25, 4},
        {19, 15, 4},
        {35, 45, 5},
        {60, 30, 3}
    };

    private static final int[][] CAFFE2 = {
        {60, 90, 4},
        {45, 60, 3},
        {90, 120, 3},
        {120, 60, 3},
        {240, 200, 4},
        {75, 45, 3},
        {180, 150, 4},
        {300, 240, 3}
    };

    /** Preferred for a CNN and for an RNN: T(ensorFlow) or C(affe2). */
    private static final String[] PREFERENCES = {"TT", "TT", "TT", "CT", "TT", "TT", "TT", "CC"};

    private static final String[] SOURCES = {
        "measured",
        "measured",
        "remembered",
        "guess",
        "remembered",
        "measured",
        "remembered",
        "guess"
    };

    private static final String[] EXPERIENCE = {
        "3-5", "over-5", "1-2", "1-2", "under-1", "3-5", "1-2", "under-1"
    };

    private static final String[] ROLES = {
        "researcher",
        "engineer",
        "student",
        "student",
        "student",
        "researcher",
        "engineer",
        "student"
    };

    private SyntheticGroup() {}

    /**
     * Publishes the study, with the eight answers, and closes it, so that no real answers join
     * them. Where the study is there already, nothing happens.
     *
     * @return the study's id
     */
    public static String load(Store store) {
        Study study = Study.parse(yaml());
        if (!store.versions(study.id()).isEmpty()) {
            return study.id();
        }
        store.publish(yaml());
        for (Response response : responses()) {
            store.submit(
                    new Submission(
                            response.id(),
                            response.study(),
                            response.version(),
                            response.language(),
                            "participant of " + response.id(),
                            Optional.empty(),
                            response.order(),
                            response.answers(),
                            response.started(),
                            false));
        }
        installTimes().forEach(store::addInstallTime);
        store.curation()
                .approve(
                        "the demonstration",
                        study.id(),
                        installTimes().stream().map(InstallTime::id).toList());
        store.setState(study.id(), StudyState.CLOSED);
        return study.id();
    }

    /** The shipped study under another id, its title marked. */
    public static String yaml() {
        try (InputStream in = SyntheticGroup.class.getResourceAsStream(STUDY)) {
            String shipped = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return markTitle(
                    shipped.replaceFirst("(?m)^study: (.*)$", "study: $1" + Selection.SYNTHETIC));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String markTitle(String yaml) {
        Matcher title = Pattern.compile("(?m)^title:\\n(?:  [a-z-]+: .*\\n)+").matcher(yaml);
        if (!title.find()) {
            throw new IllegalStateException(STUDY + " has no title: line followed by languages");
        }
        String marked =
                title.group().replaceAll("(?m)^(  [a-z-]+): (.*)$", "$1: \"" + MARK + "$2\"");
        return yaml.substring(0, title.start()) + marked + yaml.substring(title.end());
    }

    /** The eight responses. */
    public static List<Response> responses() {
        Study study = Study.parse(yaml());
        List<Response> responses = new ArrayList<>();
        for (int i = 0; i < PREFERENCES.length; i++) {
            responses.add(
                    new Response(
                            id("response " + i),
                            study.id(),
                            study.version(),
                            "en",
                            study.order(i),
                            DAY,
                            DAY,
                            false,
                            answers(i)));
        }
        return responses;
    }

    private static Answers answers(int i) {
        Map<String, String> answers = new HashMap<>();
        answers.put(Fields.EXPERIENCE, EXPERIENCE[i]);
        answers.put(Fields.ROLE, ROLES[i]);
        answers.put("system", i % 3 == 0 ? "macos" : "linux");
        answers.put("gpu", i % 2 == 0 ? "yes" : "no");
        put(answers, "tensorflow", TENSORFLOW[i], i);
        put(answers, "caffe2", CAFFE2[i], i);
        answers.put("prefer.cnn", framework(PREFERENCES[i].charAt(0)));
        answers.put("prefer.rnn", framework(PREFERENCES[i].charAt(1)));
        if (i == 0) {
            answers.put(Fields.COMMENT, "This comment is made up, like all of these answers.");
        }
        return new Answers(answers);
    }

    private static void put(Map<String, String> answers, String framework, int[] numbers, int i) {
        String source = SOURCES[i];
        answers.put("used_before." + framework, i % 2 == 0 ? "tried" : "project");
        for (int place = 0; place < 2; place++) {
            String environment = place == 0 ? "local" : "remote";
            answers.put(Fields.installStatus(framework, environment), "installed");
            String minutes = Fields.installMinutes(framework, environment);
            answers.put(minutes, Integer.toString(numbers[place]));
            answers.put(Fields.sourceOf(minutes), source);
        }
        int score = numbers[2];
        answers.put("documentation." + framework, Integer.toString(score));
        answers.put("writing." + framework, Integer.toString(Math.min(5, score + i % 2)));
        answers.put("debugging." + framework, Integer.toString(Math.max(1, score - i % 2)));
    }

    private static String framework(char initial) {
        return initial == 'T' ? "tensorflow" : "caffe2";
    }

    /** What a timer would have sent for those who say that they measured. */
    public static List<InstallTime> installTimes() {
        List<InstallTime> times = new ArrayList<>();
        for (int i = 0; i < SOURCES.length; i++) {
            if (SOURCES[i].equals("measured")) {
                for (int place = 0; place < 2; place++) {
                    times.add(time(i, "tensorflow", place, TENSORFLOW[i][place]));
                    times.add(time(i, "caffe2", place, CAFFE2[i][place]));
                }
            }
        }
        return times;
    }

    private static InstallTime time(int i, String framework, int place, int minutes) {
        String environment = place == 0 ? "local" : "remote";
        return new InstallTime(
                id("time " + i + framework + environment),
                Study.parse(yaml()).id(),
                Optional.empty(),
                framework,
                environment,
                "finished",
                minutes * 60 + 20,
                1,
                DAY,
                new TreeMap<>(Map.of("synthetic", "true")));
    }

    private static String id(String name) {
        return UUID.nameUUIDFromBytes(("synthetic " + name).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
