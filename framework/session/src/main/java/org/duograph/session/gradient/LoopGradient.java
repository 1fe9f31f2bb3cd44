package org.duograph.session.gradient;

import java.util.ArrayList;
import java.util.List;
import org.duograph.session.Body;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;

/**
 * The gradients of a {@code While}, by two more loops.
 *
 * <p>The first is the same once more, and keeps in arrays what the states are when each iteration
 * begins. The second goes back from the last iteration: it computes the body of the states that
 * were kept, and of that the gradients. A state's gradient is handed from each iteration to the one
 * before; those of what is captured, which all iterations read, are added up.
 *
 * <p>An array into which the body writes is not written once more: of the flow, only the gradient
 * goes back.
 *
 * <p>How many iterations there will be nobody knows, so the arrays grow. TensorFlow's do; a file
 * for Duograph is written without all this.
 */
final class LoopGradient {
    private final GradientSite site;
    private final Graph graph;
    private final Body cond;
    private final Body body;
    private final List<Integer> states = new ArrayList<>(); // numbers of loop variables
    private final List<Integer> flows = new ArrayList<>(); // of arrays that the body writes
    private final List<Integer> learning = new ArrayList<>(); // states that have gradients
    private final List<Integer> summed = new ArrayList<>(); // captured, with gradients that count
    private final List<Tensor> handles = new ArrayList<>(); // of the arrays, by state
    private List<Tensor> kept; // the arrays' flows, by state
    private Tensor count;

    private LoopGradient(GradientSite site) {
        this.site = site;
        this.graph = site.graph();
        this.cond = site.body("cond");
        this.body = site.body("body");
        for (int k = 0; k < site.inputCount(); k++) {
            boolean floating = site.x(k).dtype().isFloating();
            if (body.handedOn(k) != k) {
                (BodyCopy.isWritten(body, k) ? flows : states).add(k);
                if (floating) {
                    learning.add(k);
                }
            } else if (floating && site.wants(k)) {
                summed.add(k);
            }
        }
    }

    static void give(GradientSite site) {
        new LoopGradient(site).give();
    }

    private void give() {
        keepStates();
        List<Tensor> begin = new ArrayList<>();
        begin.add(site.of("Sub", count, site.whole(1)));
        learning.forEach(k -> begin.add(site.dy(k)));
        summed.forEach(k -> begin.add(site.hasGradient(k) ? site.dy(k) : zeros(site.x(k))));
        List<Tensor> ends =
                graph.flow()
                        .whileLoop(
                                v -> site.of("GreaterEqual", v.get(0), site.whole(0)),
                                this::back,
                                begin.toArray(Tensor[]::new));
        int at = 1;
        for (List<Integer> some : List.of(learning, summed)) {
            for (int k : some) {
                Tensor dx = ends.get(at++);
                site.give(k, () -> dx);
            }
        }
    }

    private Tensor zeros(Tensor like) {
        return site.of("ZerosLike", like);
    }

    /** The loop once more, which counts its iterations and keeps the states. */
    private void keepStates() {
        List<Tensor> begin = new ArrayList<>();
        begin.add(site.whole(0));
        states.forEach(k -> begin.add(site.x(k)));
        for (int k : states) {
            Operation array =
                    site.node("TensorArrayV3")
                            .input(site.whole(1))
                            .attr("dtype", site.x(k).dtype())
                            .attr("dynamic_size", true)
                            .attr("clear_after_read", false)
                            .build();
            handles.add(array.output(0));
            begin.add(array.output(1));
        }
        List<Tensor> ends =
                graph.flow()
                        .whileLoop(
                                v -> BodyCopy.append(graph, cond, arguments(states(v))).get(0),
                                this::forth,
                                begin.toArray(Tensor[]::new));
        count = ends.get(0);
        kept = ends.subList(1 + states.size(), ends.size());
    }

    private List<Tensor> states(List<Tensor> variables) {
        return variables.subList(1, 1 + states.size());
    }

    /** What condition and body take: states, and what they capture. */
    private List<Tensor> arguments(List<Tensor> ofStates) {
        List<Tensor> all = new ArrayList<>();
        for (int k = 0; k < site.inputCount(); k++) {
            all.add(states.contains(k) ? ofStates.get(states.indexOf(k)) : site.x(k));
        }
        return all;
    }

    private List<Tensor> forth(List<Tensor> v) {
        List<Tensor> results = BodyCopy.append(graph, body, arguments(states(v)));
        List<Tensor> next = new ArrayList<>();
        next.add(site.of("Add", v.get(0), site.whole(1)));
        states.forEach(k -> next.add(results.get(k)));
        for (int i = 0; i < states.size(); i++) {
            next.add(
                    site.of(
                            "TensorArrayWriteV3",
                            handles.get(i),
                            v.get(0),
                            states(v).get(i),
                            v.get(1 + states.size() + i)));
        }
        return next;
    }

    /** One iteration on the way back. */
    private List<Tensor> back(List<Tensor> v) {
        List<Tensor> before = new ArrayList<>();
        for (int i = 0; i < states.size(); i++) {
            before.add(
                    site.node("TensorArrayReadV3")
                            .input(handles.get(i), v.get(0), kept.get(i))
                            .attr("dtype", site.x(states.get(i)).dtype())
                            .tensor());
        }
        List<Tensor> arguments = arguments(before);
        flows.forEach(k -> arguments.set(k, site.of("Identity", site.x(k))));
        summed.forEach(k -> arguments.set(k, site.of("Identity", site.x(k))));
        Graph inside = v.get(0).graph();
        List<Tensor> results = BodyCopy.append(inside, body, arguments);
        List<Tensor> xs = new ArrayList<>();
        learning.forEach(k -> xs.add(arguments.get(k)));
        summed.forEach(k -> xs.add(arguments.get(k)));
        List<Tensor> ys = learning.stream().map(results::get).toList();
        List<Tensor> dxs = site.gradientsInside(inside, ys, v.subList(1, 1 + learning.size()), xs);
        List<Tensor> next = new ArrayList<>();
        next.add(site.of("Sub", v.get(0), site.whole(1)));
        for (int i = 0; i < dxs.size(); i++) {
            boolean adds = i >= learning.size();
            next.add(adds ? site.of("Add", v.get(1 + i), dxs.get(i)) : dxs.get(i));
        }
        return next;
    }
}
