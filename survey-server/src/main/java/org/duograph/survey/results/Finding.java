package org.duograph.survey.results;

import java.util.List;
import org.duograph.survey.results.plot.Figure;

/**
 * One statement, recomputed.
 *
 * @param id where it stands on the page, such as {@code install-local}
 * @param title what it is about
 * @param paper what the paper says about it, in its words or ours; empty if it says nothing
 * @param reading what the numbers say, in plain language
 */
public record Finding(
        String id,
        String title,
        String paper,
        String reading,
        List<Estimate> estimates,
        List<Comparison> comparisons,
        List<Figure> figures) {

    public Finding {
        estimates = List.copyOf(estimates);
        comparisons = List.copyOf(comparisons);
        figures = List.copyOf(figures);
    }
}
