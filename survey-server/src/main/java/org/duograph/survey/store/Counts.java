package org.duograph.survey.store;

import java.time.LocalDate;
import java.util.SortedMap;

/**
 * A study in numbers, kept up to date with every change and so read at once, however many responses
 * there are.
 *
 * @param responses kept answers, tests left out; those that results leave out are among them
 * @param tests answers of researchers who tried the study
 * @param drafts begun and not submitted
 * @param withdrawn answers that were taken back
 * @param refused how often somebody read what the study is about, and did not take part
 * @param excluded responses that results leave out
 * @param revision grows when a researcher changes what counts
 * @param draftsByPage where those who have not submitted stand
 * @param responsesByDay kept answers by day (UTC)
 */
public record Counts(
        long responses,
        long tests,
        long drafts,
        long withdrawn,
        long refused,
        long excluded,
        long revision,
        SortedMap<String, Long> draftsByPage,
        SortedMap<LocalDate, Long> responsesByDay) {

    /** Share of those who began that submitted, or 0 where nobody began. */
    public double shareSent() {
        return responses == 0 ? 0 : (double) responses / (responses + drafts);
    }
}
