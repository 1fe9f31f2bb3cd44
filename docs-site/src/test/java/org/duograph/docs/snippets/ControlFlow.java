package org.duograph.docs.snippets;

import static org.duograph.workspace.io.Ops.arg;

import java.util.List;
import java.util.Map;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.control.NetBuilder;
import org.duograph.workspace.control.Steps;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.net.Net;

/** The code on the page about choices and loops. */
final class ControlFlow {
    private final StringBuilder printed = new StringBuilder();
    private final Workspace workspace = new Workspace("java", 0);

    private ControlFlow() {}

    static String choice() {
        ControlFlow page = new ControlFlow();
        try (Workspace w = page.workspace) {
            page.runChoice(w);
        }
        return page.printed.toString();
    }

    static String loop() {
        ControlFlow page = new ControlFlow();
        try (Workspace w = page.workspace) {
            page.runLoop(w);
        }
        return page.printed.toString();
    }

    static String gradients() {
        ControlFlow page = new ControlFlow();
        try (Workspace w = page.workspace) {
            page.runChoiceGradient(w);
            page.runLoopGradient(w);
        }
        return page.printed.toString();
    }

    static String training() {
        ControlFlow page = new ControlFlow();
        try (Workspace w = page.workspace) {
            page.train(w);
        }
        return page.printed.toString();
    }

    static String steps() {
        ControlFlow page = new ControlFlow();
        try (Workspace w = page.workspace) {
            page.runSteps(w);
        }
        return page.printed.toString();
    }

    private void print(String text) {
        printed.append(text).append('\n');
    }

    private void runChoice(Workspace workspace) {
        // tag::choice[]
        NetBuilder net = new NetBuilder("absolute");
        net.constant("zero", 0f);
        net.constant("y", 0f); // <1>
        String negative = net.op("LT", List.of("x", "zero"), "negative");
        net.ifNet(
                negative,
                then -> then.op("Negative", "x", "y"),
                otherwise -> otherwise.op("Copy", "x", "y"));

        for (float x : new float[] {-3, 2}) {
            workspace.feedBlob("x", NDArray.scalar(x));
            workspace.runNetOnce(net.net());
            print(x + " -> " + workspace.fetchBlob("y").item());
        }
        // end::choice[]
    }

    private void runLoop(Workspace workspace) {
        // tag::loop[]
        NetBuilder net = new NetBuilder("doubling");
        net.constant("x", 1f);
        net.constant("two", 2f);
        net.constant("limit", 1000f);
        net.whileNet(
                condition -> condition.op("LT", List.of("x", "limit"), "goes_on"), // <1>
                body -> {
                    body.op("Mul", List.of("x", "two"), "twice"); // <2>
                    body.op("Copy", "twice", "x");
                });
        workspace.runNetOnce(net.net());
        print("x = " + workspace.fetchBlob("x").item());
        print("is there a blob \"twice\"? " + workspace.hasBlob("twice"));
        // end::loop[]
    }

    private void runChoiceGradient(Workspace workspace) {
        // tag::choice-gradient[]
        NetBuilder net = new NetBuilder("powers");
        net.constant("zero", 0f);
        net.constant("y", 0f);
        net.ifNet(
                net.op("GT", List.of("x", "zero"), "positive"),
                then -> then.op("Pow", "x", "y", arg("exponent", 2f)),
                otherwise -> otherwise.op("Pow", "x", "y", arg("exponent", 3f)));
        Map<String, String> gradients = net.net().addGradientOperators("y");

        for (float x : new float[] {1.5f, -2}) {
            workspace.feedBlob("x", NDArray.scalar(x));
            workspace.runNetOnce(net.net());
            NDArray slope = workspace.fetchBlob(gradients.get("x"));
            print("x = " + x + ": y' = " + slope.item());
        }
        // end::choice-gradient[]
    }

    private void runLoopGradient(Workspace workspace) {
        // tag::loop-gradient[]
        NetBuilder net = new NetBuilder("power");
        net.constant("one", 1f);
        net.constant("times", 4f);
        net.constant("i", 0f);
        net.constant("y", 1f);
        net.whileNet(
                condition -> condition.op("LT", List.of("i", "times"), "goes_on"),
                body -> {
                    body.op("Mul", List.of("y", "x"), "y");
                    body.op("Add", List.of("i", "one"), "i");
                });
        Map<String, String> gradients = net.net().addGradientOperators("y");

        workspace.feedBlob("x", NDArray.scalar(3));
        workspace.runNetOnce(net.net());
        NDArray slope = workspace.fetchBlob(gradients.get("x"));
        print("3^4 = " + workspace.fetchBlob("y").item() + ", slope " + slope.item());
        // end::loop-gradient[]
    }

    private void train(Workspace workspace) {
        // tag::training[]
        ModelHelper model = new ModelHelper("absolute");
        model.input("x", Shape.of(1, 1));
        model.input("truth", Shape.of(1, 1));
        model.input("positive", new ArrayType(DType.BOOL, Shape.SCALAR));
        org.duograph.workspace.model.ControlFlow.cond(
                model,
                "positive",
                List.of("y"), // <1>
                then -> then.op("Copy", Brew.fc(then, "x", "right", 1), "y"),
                otherwise -> otherwise.op("Copy", Brew.fc(otherwise, "x", "left", 1), "y"));
        model.op("SquaredL2Distance", List.of("y", "truth"), "distance");
        model.op("AveragedLoss", "distance", "loss");
        model.addGradientOperators("loss");
        Optimizers.sgd(0.1).build(model);

        workspace.runNetOnce(model.paramInitNet());
        workspace.createNet(model);
        for (int step = 0; step < 1000; step++) {
            float x = (step % 8 - 3.5f) / 3;
            workspace.feedBlob("x", NDArray.of(Shape.of(1, 1), x));
            workspace.feedBlob("truth", NDArray.of(Shape.of(1, 1), Math.abs(x)));
            NDArray positive = NDArray.of(Shape.SCALAR, x > 0 ? 1 : 0);
            workspace.feedBlob("positive", positive.cast(DType.BOOL));
            workspace.runNet(model.net().name());
        }
        print("right: %.2f".formatted(workspace.fetchBlob("right_w").item()));
        print("left: %.2f".formatted(workspace.fetchBlob("left_w").item()));
        // end::training[]
    }

    private void runSteps(Workspace workspace) {
        // tag::steps[]
        Net init = new Net("init");
        init.constant("x", NDArray.scalar(1f));
        init.constant("limit", NDArray.scalar(20f));
        Net train = new Net("train"); // <1>
        train.op("Add", List.of("x", "x"), "x");
        train.op("GT", List.of("x", "limit"), "is_large");
        Net save = new Net("save");
        save.op("Copy", "x", "saved");

        Steps steps = new Steps("training");
        steps.run(init)
                .times(100, epoch -> epoch.run(train).stopIf("is_large")) // <2>
                .ifTrue("is_large", then -> then.run(save));
        workspace.runPlan(steps.plan());
        print("saved = " + workspace.fetchBlob("saved").item());
        // end::steps[]
    }
}
