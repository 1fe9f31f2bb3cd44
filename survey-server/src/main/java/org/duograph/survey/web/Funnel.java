package org.duograph.survey.web;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.duograph.survey.store.Counts;
import org.duograph.survey.study.Page;
import org.duograph.survey.study.Study;

/**
 * Where people leave a study: how many came as far as each page, and how many have not gone on from
 * it. Pages stand in the study's own order, though frameworks are shown to each in their own.
 *
 * @param began everybody who answered anything: sent, or not sent yet
 */
public record Funnel(long began, List<Stage> stages) {

    /**
     * One page.
     *
     * @param reached came to this page or further
     * @param left stand at this page, and have not sent their answers
     */
    public record Stage(String title, long reached, long left) {}

    public Funnel {
        stages = List.copyOf(stages);
    }

    static Funnel of(Study study, Counts counts) {
        String language = study.researcherLanguage();
        List<Page> pages = new ArrayList<>(study.pages());
        Collections.reverse(pages);
        List<Stage> stages = new ArrayList<>();
        long reached = counts.responses() + counts.draftsByPage().getOrDefault(Drafts.SENDING, 0L);
        for (Page page : pages) {
            long left = counts.draftsByPage().getOrDefault(page.key(), 0L);
            reached += left;
            stages.add(new Stage(page.title().in(language), reached, left));
        }
        Collections.reverse(stages);
        return new Funnel(counts.responses() + counts.drafts(), stages);
    }
}
