package org.duograph.survey.web;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.duograph.survey.results.SyntheticGroup;
import org.duograph.survey.store.Response;
import org.duograph.survey.store.Store;
import org.duograph.survey.store.Submission;
import org.duograph.survey.study.Answers;

/**
 * Measures the pages of a researcher over HTTP when there are many responses; asserts nothing.
 * Arguments: how many responses. The page survey/load says how to run it.
 */
final class ResultsLoad {
    private static final List<Response> EIGHT = SyntheticGroup.responses();

    private ResultsLoad() {}

    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[0]);
        Path folder = Files.createTempDirectory("results-load");
        try (Store store = Store.open(folder, Clock.systemUTC())) {
            store.publish(Site.shipped());
            time("submitting", () -> submit(store, count));
        }
        try (Site site = new Site(folder)) {
            Visitor researcher = site.researcher();
            String study = "/admin/studies/" + Site.STUDY;
            for (String page : List.of("", "", "/results", "/results", "/results?measured=1")) {
                time(study + page, () -> researcher.get(study + page));
            }
            site.store.submit(submission(0));
            time("/results after one more", () -> researcher.get(study + "/results"));
            time("/report.html", () -> researcher.get(study + "/report.html"));
            time("/export/wide.csv", () -> researcher.get(study + "/export/wide.csv"));
        }
    }

    private static void submit(Store store, int count) {
        Thread[] all = new Thread[100];
        for (int t = 0; t < all.length; t++) {
            int first = t;
            all[t] =
                    new Thread(
                            () ->
                                    IntStream.iterate(first, i -> i < count, i -> i + all.length)
                                            .forEach(i -> store.submit(submission(i))));
            all[t].start();
        }
        for (Thread thread : all) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** One of the eight, with other minutes and some words. */
    private static Submission submission(int i) {
        SplittableRandom random = new SplittableRandom(i);
        Response like = EIGHT.get(i % EIGHT.size());
        Map<String, String> answers = new TreeMap<>(like.answers().values());
        answers.replaceAll(
                (field, value) ->
                        field.startsWith("install_minutes.")
                                ? Integer.toString(1 + random.nextInt(300))
                                : value);
        answers.put("comment", "words of participant " + i);
        return new Submission(
                UUID.randomUUID().toString(),
                Site.STUDY,
                1,
                "en",
                "participant " + i,
                Optional.empty(),
                like.order(),
                new Answers(answers),
                like.started(),
                false);
    }

    private static void time(String what, Runnable work) {
        long start = System.nanoTime();
        work.run();
        System.out.printf("%s: %.0f ms%n", what, (System.nanoTime() - start) / 1e6);
    }
}
