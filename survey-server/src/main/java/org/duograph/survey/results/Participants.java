package org.duograph.survey.results;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.duograph.survey.results.plot.Colours;
import org.duograph.survey.results.plot.Figure;
import org.duograph.survey.results.plot.IntervalPlot;
import org.duograph.survey.statistics.Share;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Study;

/** Who answered, and in which order they were asked. */
final class Participants {

    private static final String NO_EXPERIENCE = "none";

    private final Study study;
    private final Columns columns;
    private final Wording words;

    Participants(Study study, Columns columns) {
        this.study = study;
        this.columns = columns;
        this.words = new Wording(study);
    }

    Finding finding() {
        List<Figure> figures = new ArrayList<>();
        for (String field : List.of(Fields.EXPERIENCE, Fields.ROLE)) {
            if (columns.has(field) && columns.field(field).type() == Field.Type.CHOICE) {
                figures.add(bars(columns.field(field)));
            }
        }
        return new Finding(
                "participants",
                "Who answered",
                Paper.compares(study)
                        ? Paper.N + " users who have experience in deep learning."
                        : "",
                reading(),
                List.of(),
                List.of(),
                figures);
    }

    private String reading() {
        StringBuilder text = new StringBuilder();
        text.append(columns.n()).append(columns.n() == 1 ? " response" : " responses");
        if (columns.has(Fields.EXPERIENCE) && !study.frameworks().isEmpty()) {
            int experienced =
                    columns.answered(Fields.EXPERIENCE)
                            - columns.tally(Fields.EXPERIENCE).getOrDefault(NO_EXPERIENCE, 0);
            text.append(", ").append(experienced).append(" with experience in deep learning");
        }
        text.append('.');
        if (study.frameworks().size() > 1 && columns.n() > 0) {
            List<String> orders = new ArrayList<>();
            columns.orders()
                    .forEach((order, count) -> orders.add(count + " times " + labels(order)));
            text.append(" Frameworks were asked about in these orders: ")
                    .append(String.join("; ", orders))
                    .append('.');
        }
        return text.toString();
    }

    private String labels(String order) {
        List<String> labels = new ArrayList<>();
        for (String code : order.split(", ")) {
            labels.add(
                    study.frameworks().stream()
                            .filter(framework -> framework.code().equals(code))
                            .map(words::label)
                            .findFirst()
                            .orElse(code));
        }
        return String.join(", ", labels);
    }

    private Figure bars(Field field) {
        int n = columns.answered(field.name());
        List<IntervalPlot.Row> rows = new ArrayList<>();
        columns.tally(field.name())
                .forEach(
                        (code, count) -> {
                            Estimate share =
                                    Shares.estimate(
                                            words.option(field, code),
                                            new Share(count, n),
                                            columns.base(field.name()),
                                            OptionalDouble.empty());
                            rows.add(Shares.bar(share, count, Colours.of(0)));
                        });
        return IntervalPlot.of(words.label(field), rows);
    }
}
