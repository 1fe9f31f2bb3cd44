package org.duograph.session.gradient;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.duograph.session.Body;
import org.duograph.session.Graph;
import org.duograph.session.Tensor;

/**
 * The gradients of an {@code If}: one more of the same predicate, whose branches compute those of
 * its branches.
 */
final class ChoiceGradient {
    private final GradientSite site;
    private final List<Integer> wanted; // numbers of inputs
    private final List<Integer> given; // numbers of outputs
    private final List<Tensor> seeds;

    private ChoiceGradient(GradientSite site) {
        this.site = site;
        this.wanted = IntStream.range(1, site.inputCount()).filter(site::wants).boxed().toList();
        this.given =
                IntStream.range(0, site.outputCount()).filter(site::hasGradient).boxed().toList();
        this.seeds = given.stream().map(site::dy).toList();
    }

    static void give(GradientSite site) {
        new ChoiceGradient(site).give();
    }

    private void give() {
        List<Tensor> all =
                site.graph()
                        .flow()
                        .cond(
                                site.x(0),
                                () -> branch(site.body("then_branch")),
                                () -> branch(site.body("else_branch")));
        for (int i = 0; i < wanted.size(); i++) {
            int at = i;
            site.give(wanted.get(i), () -> all.get(at));
        }
    }

    private List<Tensor> branch(Body body) {
        List<Tensor> arguments = new ArrayList<>();
        for (int i = 1; i < site.inputCount(); i++) {
            arguments.add(site.wants(i) ? site.of("Identity", site.x(i)) : site.x(i));
        }
        Graph inside = arguments.get(wanted.get(0) - 1).graph();
        List<Tensor> results = BodyCopy.append(inside, body, arguments);
        List<Tensor> xs = wanted.stream().map(i -> arguments.get(i - 1)).toList();
        return site.gradientsInside(inside, given.stream().map(results::get).toList(), seeds, xs);
    }
}
