package org.duograph.survey.web;

import java.util.List;
import org.duograph.survey.study.Page;
import org.duograph.survey.study.Study;

/**
 * A participant's page as a researcher looks at it: what leads to the others.
 *
 * @param base address without the query
 * @param back where the researcher came from
 * @param number of the page; 0 is the first, of the consent
 */
public record Look(Study study, String base, String back, String language, int number) {

    public List<Page> pages() {
        return study.pages();
    }

    public String address(String language, int number) {
        return base + "?language=" + language + "&page=" + number;
    }
}
