package org.duograph.survey.results.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.duograph.survey.results.Filter;
import org.duograph.survey.results.Group;
import org.duograph.survey.results.Results;
import org.duograph.survey.results.Selection;
import org.duograph.survey.results.SyntheticGroup;
import org.duograph.survey.store.Response;
import org.duograph.survey.study.Answers;

/** A process of its own that exports more responses than would fit in its memory at once. */
public final class ManyResponses {

    static final int COUNT = 100_000;
    private static final List<Response> EIGHT = SyntheticGroup.responses();

    private ManyResponses() {}

    /** Writes all exports, computes the results, and prints how many responses these are of. */
    public static void main(String[] args) throws IOException {
        Selection many =
                new Selection(
                        List.of(Group.STUDY),
                        () -> IntStream.range(0, COUNT).mapToObj(ManyResponses::response),
                        Filter.NONE);
        Export.of(many).wide(OutputStream.nullOutputStream(), false);
        Export.of(many).json(OutputStream.nullOutputStream());
        Export.anonymised(many).wide(OutputStream.nullOutputStream(), false);
        System.out.print(Results.of(many, List.of()).n());
    }

    /** One of the eight, with other minutes, and a page of words. */
    static Response response(int i) {
        SplittableRandom random = new SplittableRandom(i);
        TreeMap<String, String> answers = new TreeMap<>(EIGHT.get(i % 8).answers().values());
        answers.replaceAll(
                (field, value) ->
                        field.startsWith("install_minutes.")
                                ? Integer.toString(1 + random.nextInt(300))
                                : value);
        answers.put("comment", "words of participant " + i + " ".repeat(1000) + ".");
        return Group.response(i, "en", false, new Answers(answers));
    }
}
