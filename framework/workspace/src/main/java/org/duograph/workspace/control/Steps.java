package org.duograph.workspace.control;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.ExecutionStep;
import org.duograph.workspace.proto.PlanDef;

/**
 * Writes a plan: which nets to run, in which order, how often, and until when. It has what Caffe2
 * has in its module {@code control} and in {@code NetBuilder} with steps.
 *
 * <pre>{@code
 * Steps steps = new Steps("training");
 * steps.run(init)
 *         .times(10, epoch -> epoch.run(train).stopIf("is_good_enough"))
 *         .ifTrue("is_good_enough", then -> then.run(save), otherwise -> otherwise.run(report));
 * workspace.runPlan(steps.plan());
 * }</pre>
 *
 * <p>Conditions are blobs that hold one bool. The methods append a step and return what they were
 * called on; what runs inside a step is written by a lambda.
 */
public final class Steps {
    private static final ArrayType BOOL = new ArrayType(DType.BOOL, Shape.SCALAR);

    private final String name;
    private final Map<String, Net> nets;
    private final ExecutionStep.Builder step = ExecutionStep.newBuilder();

    /** The blob that ends this step, and the net that runs before it; null if it needs none. */
    private String stop;

    private Net begin;

    /** Begins a plan. */
    public Steps(String name) {
        this(name, new LinkedHashMap<>());
    }

    private Steps(String name, Map<String, Net> nets) {
        this.name = name;
        this.nets = nets;
        step.setName(name);
    }

    /** The plan, with the nets as they are written now. */
    public PlanDef plan() {
        PlanDef.Builder plan = PlanDef.newBuilder().setName(name);
        nets.values().forEach(net -> plan.addNetwork(net.proto()));
        return plan.addExecutionStep(whole()).build();
    }

    /** Runs nets, one after the other. */
    public Steps run(Net... all) {
        ExecutionStep.Builder part = ExecutionStep.newBuilder().setName(name + "/run");
        for (Net net : all) {
            nets.put(net.name(), net);
            part.addNetwork(net.name());
        }
        return add(part);
    }

    /** Runs steps a number of times. */
    public Steps times(long count, Consumer<Steps> body) {
        requireAtLeast(0, count, "Steps run 0 times or more");
        Steps inner = inner("times", body);
        inner.step.setNumIter(count);
        return add(inner);
    }

    /** Runs steps as long as a condition holds, which is looked at before each time. */
    public Steps whileTrue(String condition, Consumer<Steps> body) {
        return repeat("while", inner -> inner.stopUnless(condition), body, nothing -> {});
    }

    /** Runs steps until a condition holds, which is looked at before each time. */
    public Steps until(String condition, Consumer<Steps> body) {
        return repeat("until", inner -> inner.stopIf(condition), body, nothing -> {});
    }

    /** Runs steps once, and again as long as a condition holds. */
    public Steps doWhile(String condition, Consumer<Steps> body) {
        return repeat("do_while", nothing -> {}, body, inner -> inner.stopUnless(condition));
    }

    /** Runs steps once, and again until a condition holds. */
    public Steps doUntil(String condition, Consumer<Steps> body) {
        return repeat("do_until", nothing -> {}, body, inner -> inner.stopIf(condition));
    }

    private Steps repeat(
            String what, Consumer<Steps> before, Consumer<Steps> body, Consumer<Steps> after) {
        return add(inner(what, before.andThen(body).andThen(after)));
    }

    /** Runs steps if a condition holds. */
    public Steps ifTrue(String condition, Consumer<Steps> then) {
        return once("if", inner -> inner.stopUnless(condition), then);
    }

    /** Runs steps if a condition does not hold. */
    public Steps ifFalse(String condition, Consumer<Steps> then) {
        return once("if_not", inner -> inner.stopIf(condition), then);
    }

    /** Runs steps if a condition holds, and others if it does not, as it is at the beginning. */
    public Steps ifTrue(String condition, Consumer<Steps> then, Consumer<Steps> otherwise) {
        String kept = compute("condition", "Copy", condition);
        return ifTrue(kept, then).ifFalse(kept, otherwise);
    }

    private Steps once(String what, Consumer<Steps> test, Consumer<Steps> body) {
        Steps inner = inner(what, test.andThen(body));
        inner.step.setOnlyOnce(true);
        return add(inner);
    }

    /**
     * One of the ways of a {@link Steps#choose}.
     *
     * @param condition a blob that holds one bool
     * @param then writes what runs if it holds
     */
    public record Case(String condition, Consumer<Steps> then) {}

    /** Runs the steps of the first case whose condition holds, or none. */
    public Steps choose(Case... cases) {
        return choose(List.of(cases));
    }

    private Steps choose(List<Case> cases) {
        if (cases.isEmpty()) {
            return this;
        }
        Case first = cases.get(0);
        return ifTrue(
                first.condition,
                first.then,
                otherwise -> otherwise.choose(cases.subList(1, cases.size())));
    }

    /** Runs steps at the same time: in threads that take turns, net by net. */
    @SafeVarargs
    public final Steps parallel(Consumer<Steps>... branches) {
        Steps all = new Steps(name + "/parallel", nets);
        for (Consumer<Steps> branch : branches) {
            all.add(all.inner("branch", branch));
        }
        all.step.setConcurrentSubsteps(true);
        return add(all);
    }

    /**
     * Runs the same steps several times at once, as {@link #parallel} does. Each time they have the
     * tensors that there are, and other blobs of their own, gone when they have run.
     */
    public Steps instances(int count, Consumer<Steps> body) {
        requireAtLeast(1, count, "Steps run once at the same time or more often");
        Steps inner = inner("instances", body);
        return add(inner.whole().setNumConcurrentInstances(count).setCreateWorkspace(true));
    }

    /** While the other steps here run, runs these again and again, and once more at the end. */
    public Steps every(Duration time, Consumer<Steps> body) {
        requireAtLeast(1, time.toMillis(), "Steps run again after a millisecond or more");
        Steps inner = inner("every", body);
        return add(inner.whole().setRunEveryMs(time.toMillis()));
    }

    /** Ends the steps here, and their repetition, if a condition holds at this place. */
    public Steps stopIf(String condition) {
        return stop("Copy", condition);
    }

    /** Ends the steps here, and their repetition, unless a condition holds at this place. */
    public Steps stopUnless(String condition) {
        return stop("Not", condition);
    }

    private Steps stop(String type, String condition) {
        if (stop == null) {
            begin = new Net(name + "/begin");
            stop = begin.constant(begin.nextName(), NDArray.zeros(BOOL));
            nets.put(begin.name(), begin);
            step.setShouldStopBlob(stop);
        }
        Net test = new Net(name + "/test");
        test.op(type, condition, stop);
        return run(test);
    }

    private String compute(String what, String type, String from) {
        Net net = new Net(name + "/" + what);
        String blob = net.op(type, from, net.nextName());
        run(net);
        return blob;
    }

    private Steps inner(String what, Consumer<Steps> body) {
        Steps inner = new Steps(name + "/" + what, nets);
        body.accept(inner);
        return inner;
    }

    private Steps add(Steps inner) {
        return add(inner.whole());
    }

    private Steps add(ExecutionStep.Builder part) {
        step.addSubstep(part);
        return this;
    }

    /** This step, after the net that lets it begin if it has one. */
    private ExecutionStep.Builder whole() {
        if (begin == null) {
            return step;
        }
        return ExecutionStep.newBuilder()
                .setName(name)
                .addSubstep(ExecutionStep.newBuilder().addNetwork(begin.name()))
                .addSubstep(step);
    }

    private static void requireAtLeast(long least, long found, String what) {
        if (found < least) {
            throw new IllegalArgumentException(what + ", found " + found);
        }
    }
}
