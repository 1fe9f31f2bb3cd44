package org.duograph.plan;

import java.util.ArrayList;
import java.util.List;
import org.duograph.backend.Backend;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Buffer;
import org.duograph.backend.KernelRequest;
import org.duograph.backend.Layout;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Surroundings;
import org.duograph.ops.control.For;
import org.duograph.ops.control.If;
import org.duograph.ops.control.While;
import org.duograph.tensor.ArrayType;

/**
 * How a plan runs a node whose attributes are graphs: by plans of these graphs, on the same
 * backends, with arenas of their own.
 *
 * <p>An iteration is a run of the body's plan, and the states are variables of that plan: what it
 * assigns in one run it reads in the next, in place where the planner can do so. Nothing is carried
 * from iteration to iteration but in this way. The variables stand in the memory of the node's
 * operands where backend and layout are the same, and so neither weights nor states nor stacks are
 * copied; where they aren't, they are copied once before the first iteration and once after the
 * last one.
 */
abstract class SubPlan implements Blueprint {
    /** The node. */
    final Node node;

    /** Where the node's operands stand. */
    final Backend home;

    private final KernelRequest request;
    private final List<InnerSteps> inner = new ArrayList<>();
    private final List<Layout> inputs = new ArrayList<>();
    private final List<Layout> outputs = new ArrayList<>();

    SubPlan(KernelRequest request, Backend home) {
        this.request = request;
        this.node = request.node();
        this.home = home;
        inputs.addAll(request.inputs());
        node.outputs().forEach(output -> outputs.add(home.plain(output.type())));
    }

    /**
     * Plans a node's graphs.
     *
     * @param home where the node's operands stand
     * @param around what host operators in the graphs may reach outside
     * @throws IllegalArgumentException if a node of a graph can't be prepared; the message names it
     */
    static Blueprint prepare(
            KernelRequest request, Backend home, Placement placement, Surroundings around) {
        Node node = request.node();
        if (node.op() == If.OP) {
            return new BranchPlan(request, home, placement, around);
        }
        if (node.op() == For.OP || node.op() == While.OP) {
            return new LoopPlan(request, home, placement, around);
        }
        throw new IllegalArgumentException(
                node + " has graphs among its attributes, and no plan knows how to run them");
    }

    /** Writes down the steps of a graph; the blueprint closes them if nobody binds them. */
    final InnerSteps steps(Graph graph, Placement placement, Surroundings around) {
        try {
            InnerSteps steps = new InnerSteps(graph, placement, around);
            inner.add(steps);
            return steps;
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Whether anybody reads output {@code o}. */
    final boolean isUsed(int o) {
        return request.usedOutputs().get(o);
    }

    /** The key of the node's random numbers, as its backend was told. */
    final long seed() {
        return request.seed();
    }

    /** Asks for input {@code i} in the form in which the graph reads it, if that is at home. */
    final void ask(int i, Form form) {
        if (form != null && form.backend() == home) {
            inputs.set(i, form.layout());
        }
    }

    /** Asks for input {@code i} in the plain layout. */
    final void askPlain(int i) {
        inputs.set(i, home.plain(node.input(i).type()));
    }

    /** Gives output {@code o} in the form in which the graph assigns it, if that is at home. */
    final void give(int o, Form form) {
        if (form != null && form.backend() == home) {
            outputs.set(o, form.layout());
        }
    }

    /** The form that input {@code i} has. */
    final Form input(int i) {
        return new Form(home, inputs.get(i));
    }

    /** The form that output {@code o} has. */
    final Form output(int o) {
        return new Form(home, outputs.get(o));
    }

    /** The plain form of a type, at home. */
    final Form plain(ArrayType type) {
        return new Form(home, home.plain(type));
    }

    /**
     * Gives a graph's variable its place: the operand's own memory where that has the wanted form,
     * else memory of the state's, which copies fill or empty.
     *
     * @param operand the form of the operand that the variable is
     * @param memory where the operand stands
     */
    static Place place(State state, String variable, Form wanted, Form operand, Buffer memory) {
        Place place = wanted.equals(operand) ? Place.in(wanted, memory) : Place.on(wanted);
        state.publish(variable, place);
        return place;
    }

    @Override
    public final List<Layout> inputs() {
        return inputs;
    }

    @Override
    public final List<Layout> outputs() {
        return outputs;
    }

    @Override
    public final String implementation() {
        return String.join(" and ", inner.stream().map(InnerSteps::describe).toList());
    }

    /** The plans' steps, for the plan's text. */
    final List<InnerSteps> inner() {
        return inner;
    }

    @Override
    public final void close() {
        inner.forEach(InnerSteps::close);
    }

    /**
     * How numbers stand: where, and in which layout.
     *
     * @param backend whose memory it is
     * @param layout how they stand in it
     */
    record Form(Backend backend, Layout layout) {}
}
