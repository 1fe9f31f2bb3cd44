package org.duograph.survey.load;

import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Participants of the shipped study {@code framework-usability}, no two of whom answer the same:
 * each has a submission id of its own and says its number in the comment. Installation times are
 * spread as real ones are, a few long ones among many short.
 */
final class Participants {
    private static final List<String> FRAMEWORKS = List.of("tensorflow", "caffe2");

    private final Random random;
    private int number;

    Participants(long seed) {
        random = new Random(seed);
    }

    /** One form after the other, each under the key {@code form}, without end. */
    Iterator<Map<String, Object>> forms() {
        Supplier<Map<String, Object>> next = () -> Map.of("form", form());
        return Stream.generate(next).iterator();
    }

    /** All fields of the form that sends, but the one against forgery. */
    Map<String, Object> form() {
        number++;
        List<String> order = random.nextBoolean() ? FRAMEWORKS : List.of("caffe2", "tensorflow");
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("submission", UUID.randomUUID().toString());
        form.put("version", "1");
        form.put("language", "en");
        form.put("order", String.join(" ", order));
        form.put("started", Instant.now().toString());
        form.put("experience_years", one("under-1", "1-2", "3-5", "over-5"));
        form.put("role", one("student", "researcher", "engineer"));
        FRAMEWORKS.forEach(framework -> judge(framework, form));
        form.put("prefer.cnn", one("tensorflow", "tensorflow", "tensorflow", "caffe2"));
        form.put("prefer.rnn", one("tensorflow", "caffe2"));
        form.put("comment", "Participant " + number + " of a load test.");
        return form;
    }

    private void judge(String framework, Map<String, Object> form) {
        form.put("used_before." + framework, one("never", "tried"));
        for (String environment : List.of("local", "remote")) {
            String suffix = "." + framework + "." + environment;
            form.put("install_status" + suffix, "installed");
            long minutes = Math.round(Math.exp(3 + random.nextGaussian()));
            form.put("install_minutes" + suffix, Long.toString(minutes));
            form.put("install_source" + suffix, one("remembered", "guess"));
        }
        form.put("documentation." + framework, one("3", "4", "5"));
        form.put("writing." + framework, one("2", "3", "4", "5"));
        form.put("debugging." + framework, one("1", "2", "3", "4"));
    }

    private String one(String... of) {
        return of[random.nextInt(of.length)];
    }
}
