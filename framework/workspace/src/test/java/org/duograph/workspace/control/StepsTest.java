package org.duograph.workspace.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.ExecutionStep;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.PlanDef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StepsTest {
    private final Workspace workspace = new Workspace();

    /** Adds one to x, and says in "big" whether it is more than 4. */
    private Net count;

    /** Adds one to y. */
    private Net mark;

    @BeforeEach
    void fill() {
        workspace.feedBlob("x", NDArray.scalar(0));
        workspace.feedBlob("y", NDArray.scalar(0));
        workspace.feedBlob("one", NDArray.scalar(1));
        workspace.feedBlob("four", NDArray.scalar(4));
        workspace.feedBlob("yes", truth(true));
        workspace.feedBlob("no", truth(false));
        workspace.feedBlob("big", truth(false));
        count = new Net("count");
        count.op("Add", List.of("x", "one"), "x");
        count.op("GT", List.of("x", "four"), "big");
        mark = new Net("mark");
        mark.op("Add", List.of("y", "one"), "y");
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    private static NDArray truth(boolean holds) {
        return NDArray.of(Shape.SCALAR, holds ? 1 : 0).cast(DType.BOOL);
    }

    private void run(Steps steps) {
        workspace.runPlan(steps.plan());
    }

    private double x() {
        return workspace.fetchBlob("x").item();
    }

    private double y() {
        return workspace.fetchBlob("y").item();
    }

    @Test
    void netsRunInOrderAndANumberOfTimes() {
        run(new Steps("s").run(count, mark).times(3, body -> body.run(count)));
        assertThat(x()).isEqualTo(4);
        assertThat(y()).isEqualTo(1);
    }

    @Test
    void aLoopOfManyTimesStopsEarly() {
        run(new Steps("s").times(100, body -> body.run(count).stopIf("big").run(mark)));
        assertThat(x()).isEqualTo(5);
        assertThat(y()).isEqualTo(4);
    }

    @Test
    void whileAndUntilLookBeforeEachTime() {
        run(new Steps("s").until("big", body -> body.run(count)));
        assertThat(x()).isEqualTo(5);
        run(new Steps("s").until("big", body -> body.run(count)));
        assertThat(x()).isEqualTo(5);
        run(new Steps("s").whileTrue("no", body -> body.run(count)));
        assertThat(x()).isEqualTo(5);
    }

    @Test
    void doWhileAndDoUntilLookAfterEachTime() {
        run(new Steps("s").doUntil("big", body -> body.run(count)));
        assertThat(x()).isEqualTo(5);
        run(new Steps("s").doUntil("big", body -> body.run(count)));
        assertThat(x()).isEqualTo(6);
        run(new Steps("s").doWhile("no", body -> body.run(count)));
        assertThat(x()).isEqualTo(7);
    }

    @Test
    void aLoopInALoopBeginsAnewEachTime() {
        Net reset = new Net("reset");
        reset.op("Sub", List.of("x", "x"), "x");
        run(
                new Steps("s")
                        .times(
                                3,
                                outer ->
                                        outer.run(reset)
                                                .doUntil("big", body -> body.run(count, mark))));
        assertThat(x()).isEqualTo(5);
        assertThat(y()).isEqualTo(15);
    }

    @Test
    void aChoiceRunsOneSide() {
        run(
                new Steps("s")
                        .ifTrue("yes", then -> then.run(count), otherwise -> otherwise.run(mark))
                        .ifTrue("no", then -> then.run(count))
                        .ifFalse("no", then -> then.run(count)));
        assertThat(x()).isEqualTo(2);
        assertThat(y()).isZero();
        run(new Steps("s").ifTrue("no", then -> then.run(count), otherwise -> otherwise.run(mark)));
        assertThat(y()).isEqualTo(1);
    }

    @Test
    void theFirstCaseWhoseConditionHoldsRuns() {
        run(
                new Steps("s")
                        .choose(
                                new Steps.Case("no", then -> then.run(count)),
                                new Steps.Case("yes", then -> then.run(mark)),
                                new Steps.Case("yes", then -> then.run(count))));
        assertThat(x()).isZero();
        assertThat(y()).isEqualTo(1);
    }

    @Test
    void branchesAtTheSameTimeMayWaitForEachOther() {
        // The first goes on until the second has counted.
        run(
                new Steps("s")
                        .parallel(
                                one -> one.until("big", body -> body.run(mark)),
                                other -> other.times(5, body -> body.run(count))));
        assertThat(x()).isEqualTo(5);
    }

    @Test
    void aFailureInABranchIsToldAndEndsTheOthers() {
        Net wrong = new Net("wrong");
        wrong.op("Add", List.of("x", "nowhere"), "z");
        Steps steps =
                new Steps("s")
                        .parallel(
                                one -> one.until("no", body -> body.run(mark)),
                                other -> other.run(wrong));
        assertThatThrownBy(() -> run(steps)).hasMessageContaining("nowhere");
    }

    @Test
    void instancesHaveBlobsOfTheirOwn() {
        Net local = new Net("local");
        local.op("Add", List.of("x", "one"), "mine");
        local.op("Add", List.of("y", "mine"), "y");
        run(new Steps("s").instances(4, body -> body.run(local)));
        assertThat(y()).isEqualTo(4);
        assertThat(workspace.hasBlob("mine")).isFalse();
    }

    @Test
    void whatRunsEverySoOftenRunsOnceMoreAtTheEnd() {
        Net look = new Net("look");
        look.op("Copy", "x", "seen");
        run(
                new Steps("s")
                        .every(Duration.ofHours(1), body -> body.run(look))
                        .times(3, body -> body.run(count)));
        assertThat(workspace.fetchBlob("seen").item()).isEqualTo(3);
    }

    @Test
    void whatRunsEveryMillisecondRunsWhileTheOthersDo() {
        // The loop ends only because the other one, beside it, has counted.
        run(
                new Steps("s")
                        .every(Duration.ofMillis(1), body -> body.run(count))
                        .until("big", body -> body.run(mark)));
        assertThat(x()).isGreaterThanOrEqualTo(5);
    }

    @Test
    void aReportRunsAtTheEndOfItsStep() {
        NetDef look =
                NetDef.newBuilder()
                        .setName("look")
                        .addOp(Ops.operator("Copy", List.of("x"), List.of("seen")))
                        .build();
        ExecutionStep step =
                ExecutionStep.newBuilder()
                        .addNetwork(count.name())
                        .setNumIter(3)
                        .setReportNet("look")
                        .setReportInterval(3600)
                        .build();
        workspace.runPlan(
                PlanDef.newBuilder()
                        .addNetwork(count.proto())
                        .addNetwork(look)
                        .addExecutionStep(step)
                        .build());
        assertThat(workspace.fetchBlob("seen").item()).isEqualTo(3);
    }

    @Test
    void onlyOnceEndsAStepThatWouldGoOnUntilItsBlobSaysSo() {
        ExecutionStep step =
                ExecutionStep.newBuilder()
                        .addNetwork(count.name())
                        .setShouldStopBlob("no")
                        .setOnlyOnce(true)
                        .build();
        workspace.runPlan(
                PlanDef.newBuilder().addNetwork(count.proto()).addExecutionStep(step).build());
        assertThat(x()).isEqualTo(1);
    }

    @Test
    void aNetThatIsNotThereIsNamed() {
        ExecutionStep step = ExecutionStep.newBuilder().addNetwork("cuont").build();
        PlanDef plan =
                PlanDef.newBuilder().addNetwork(count.proto()).addExecutionStep(step).build();
        assertThatThrownBy(() -> workspace.runPlan(plan))
                .hasMessageContaining("A step runs net \"cuont\"")
                .hasMessageContaining(count.name());
    }
}
