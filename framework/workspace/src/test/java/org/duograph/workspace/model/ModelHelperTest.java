package org.duograph.workspace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.noBias;
import static org.duograph.workspace.model.Option.order;
import static org.duograph.workspace.model.Option.stride;
import static org.duograph.workspace.model.Option.test;
import static org.duograph.workspace.model.Option.weightInit;

import java.util.List;
import java.util.Map;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.net.Scopes;
import org.duograph.workspace.proto.OperatorDef;
import org.duograph.workspace.zoo.SmallNets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModelHelperTest {
    private ModelHelper model;

    @BeforeEach
    void newModel() {
        Net.releaseNames();
        model = new ModelHelper("model");
    }

    private static OperatorDef last(Net net) {
        return net.proto().getOp(net.proto().getOpCount() - 1);
    }

    @Test
    void aFullyConnectedLayerHasWeightsAndABias() {
        assertThat(Brew.fc(model, "X", "fc1", 4, 3)).isEqualTo("fc1");
        assertThat(last(model.net()))
                .isEqualTo(
                        Ops.operator("FC", List.of("X", "fc1_w", "fc1_b"), List.of("fc1"))
                                .toBuilder()
                                .setName("")
                                .build());
        List<OperatorDef> init = model.paramInitNet().proto().getOpList();
        assertThat(init)
                .extracting(OperatorDef::getType)
                .containsExactly("XavierFill", "ConstantFill");
        assertThat(Args.of(init.get(0)).ints("shape")).containsExactly(3, 4);
        assertThat(model.allParams())
                .containsExactly(
                        new Parameter("fc1_w", Shape.of(3, 4), Parameter.Kind.WEIGHT),
                        new Parameter("fc1_b", Shape.of(3), Parameter.Kind.BIAS));
        assertThat(model.net().externalInputs()).containsExactly("X", "fc1_w", "fc1_b");
    }

    @Test
    void convolutionsTakeGroupsOrderAndInitializers() {
        ModelHelper nhwc = new ModelHelper("nhwc", order("NHWC"));
        Brew.conv(
                nhwc,
                "X",
                "conv1",
                4,
                6,
                kernel(3),
                Option.group(2),
                noBias(),
                weightInit(Initializer.gaussian(0, 0.1)));
        OperatorDef fill = nhwc.paramInitNet().proto().getOp(0);
        assertThat(fill.getType()).isEqualTo("GaussianFill");
        assertThat(Args.of(fill).ints("shape")).containsExactly(6, 3, 3, 2);
        OperatorDef conv = last(nhwc.net());
        assertThat(conv.getInputList()).containsExactly("X", "conv1_w");
        assertThat(Args.of(conv).names()).containsExactly("order", "kernel", "group");
    }

    @Test
    void mistakesInLayersAreReported() {
        assertThatThrownBy(() -> Brew.conv(model, "X", "conv1", 3, 8))
                .hasMessageContaining("conv needs kernel(size)");
        assertThatThrownBy(() -> Brew.conv(model, "X", "c", 3, 8, kernel(3), Option.group(2)))
                .hasMessageContaining("can't split 3 channels");
        Brew.fc(model, "X", "fc1", 4, 3);
        assertThatThrownBy(() -> Brew.fc(model, "X", "fc1", 5, 3))
                .hasMessageContaining("Parameter \"fc1_w\" is 3x4 already and can't be 3x5");
        assertThatThrownBy(() -> Brew.argScope("covn", stride(2)))
                .hasMessageContaining("did you mean \"conv\"?");
        assertThatThrownBy(() -> Option.arg("x", new Object()))
                .hasMessageContaining("can't hold a java.lang.Object");
    }

    @Test
    void batchNormalisationKeepsRunningMoments() {
        Brew.spatialBn(model, "X", "bn", 8);
        assertThat(last(model.net()).getInputList())
                .containsExactly("X", "bn_s", "bn_b", "bn_rm", "bn_riv");
        assertThat(last(model.net()).getOutputList())
                .containsExactly("bn", "bn_rm", "bn_riv", "bn_sm", "bn_siv");
        assertThat(model.params()).containsExactly("bn_s", "bn_b");
        assertThat(model.computedParams()).containsExactly("bn_rm", "bn_riv");
        ModelHelper use = ModelHelper.withoutInit("use", test());
        Brew.spatialBn(use, "X", "bn", 8);
        assertThat(last(use.net()).getOutputList()).containsExactly("bn");
        assertThat(use.paramInitNet().proto().getOpCount()).isZero();
        assertThat(use.paramInitNet().externalInputs()).hasSize(4);
    }

    @Test
    void argumentScopesNestAndTheCallWins() {
        try (Scopes.Scope outer = Brew.argScope("maxPool", kernel(2), stride(2));
                Scopes.Scope inner = Brew.argScope("maxPool", kernel(3))) {
            assertThat(List.of(outer, inner)).doesNotContainNull();
            Brew.maxPool(model, "X", "a");
            Brew.maxPool(model, "X", "b", kernel(5));
        }
        Brew.maxPool(model, "X", "c", kernel(7));
        List<OperatorDef> ops = model.net().proto().getOpList();
        assertThat(ops).extracting(op -> Args.of(op).i("kernel", 0)).containsExactly(3, 5, 7);
        assertThat(ops).extracting(op -> Args.of(op).i("stride", 0)).containsExactly(2, 2, 0);
    }

    @Test
    void scopesPrefixParameters() {
        try (Scopes.Scope scope = Scopes.name("tower")) {
            assertThat(scope).isNotNull();
            assertThat(Brew.fc(model, "X", "fc1", 4, 3)).isEqualTo("tower/fc1");
            assertThat(model.params()).containsExactly("tower/fc1_w", "tower/fc1_b");
            Brew.dropout(model, "tower/fc1", "drop");
            assertThat(last(model.net()).getOutputList())
                    .containsExactly("tower/drop", "tower/_drop_mask");
        }
    }

    @Test
    void towersMayShareTheirParameters() {
        try (Scopes.Scope sharing = ParameterSharing.of(Map.of("right", "left"))) {
            assertThat(sharing).isNotNull();
            for (String tower : List.of("left", "right")) {
                try (Scopes.Scope scope = Scopes.name(tower)) {
                    assertThat(scope).isNotNull();
                    Brew.fc(model, "X", "fc", 4, 3);
                }
            }
        }
        assertThat(model.params()).containsExactly("left/fc_w", "left/fc_b");
        assertThat(last(model.net()).getInputList()).contains("left/fc_w");
        assertThat(last(model.net()).getOutput(0)).isEqualTo("right/fc");
        model.op("Sum", List.of("left/fc", "right/fc"), "Y");
        model.addGradientOperators("Y");
        assertThat(last(model.net()).getType()).isEqualTo("Sum");
        assertThat(model.paramToGrad()).containsEntry("left/fc_w", "left/fc_w_grad");
    }

    @Test
    void parametersThatShareAGradientGetCopies() {
        for (String name : List.of("p", "q")) {
            model.createParam(name, Shape.of(3), Initializer.constant(0), Parameter.Kind.WEIGHT);
        }
        model.op("Sum", List.of("p", "q"), "Y");
        model.addGradientOperators("Y");
        assertThat(model.paramToGrad().values()).doesNotHaveDuplicates();
        assertThatThrownBy(() -> model.addGradientOperators("Y"))
                .hasMessageContaining("has gradient operators already");
    }

    @Test
    void anIdleParameterIsReported() {
        Brew.fc(model, "X", "used", 2, 2);
        Brew.fc(model, "X", "idle", 2, 2);
        model.addGradientOperators("used");
        assertThatThrownBy(() -> model.validate()).hasMessageContaining("[idle_w, idle_b]");
    }

    @Test
    void aLayerOfOnesOwnTakesPartInScopes() {
        Brew.register(
                "doubled",
                (m, in, out, options) -> {
                    Option[] all = options.toArray(Option[]::new);
                    return m.op("Scale", in.get(0), out, Ops.arg("scale", all[0].value()));
                });
        try (Scopes.Scope scope = Brew.argScope("doubled", Option.arg("scale", 2f))) {
            assertThat(scope).isNotNull();
            assertThat(Brew.add("doubled", model, List.of("X"), "Y")).isEqualTo("Y");
        }
        assertThat(Args.of(last(model.net())).f("scale", 0)).isEqualTo(2);
        assertThatThrownBy(() -> Brew.add("dubled", model, List.of("X"), "Y"))
                .hasMessageContaining("did you mean \"doubled\"?");
    }

    @Test
    void thePredictorNetIsWhatTheOutputNeeds() {
        String scores = SmallNets.leNet(model, "data");
        Brew.dropout(model, scores, "drop");
        Brew.softmax(model, "drop", "softmax");
        model.op("LabelCrossEntropy", List.of("softmax", "label"), "xent");
        model.op("AveragedLoss", "xent", "loss");
        model.addGradientOperators("loss");
        Optimizers.sgd(0.1).build(model);
        PredictorNet predictor = model.extractPredictorNet(List.of("data"), List.of("softmax"));
        assertThat(predictor.net().getOpList())
                .extracting(OperatorDef::getType)
                .containsExactly(
                        "Conv", "MaxPool", "Conv", "MaxPool", "FC", "Relu", "FC", "Dropout",
                        "Softmax");
        assertThat(predictor.parameters()).containsExactlyInAnyOrderElementsOf(model.params());
        assertThat(predictor.net().getOp(7).getOutputCount()).isEqualTo(1);
        assertThatThrownBy(() -> model.extractPredictorNet(List.of("data"), List.of("nothing")))
                .hasMessageContaining("\"nothing\"");
    }

    @Test
    void optimizersShareTheirCounter() {
        Brew.fc(model, "X", "fc", 2, 1);
        assertThatThrownBy(() -> Optimizers.sgd(0.1).build(model))
                .hasMessageContaining("call addGradientOperators");
        model.addGradientOperators("fc");
        Optimizers.adam(0.1).build(model);
        assertThat(model.net().proto().getOpList())
                .extracting(OperatorDef::getType)
                .containsOnlyOnce("Iter")
                .containsSubsequence("Iter", "LearningRate", "Adam", "Adam");
        assertThat(model.paramInitNet().blobIsDefined("optimizer_iteration")).isTrue();
        assertThatThrownBy(() -> Optimizers.sgd(-0.1)).hasMessageContaining("must be positive");
    }

    @Test
    void theLearningRateIsNegativeWhereTheUpdateAdds() {
        Brew.fc(model, "X", "fc", 2, 1);
        model.addGradientOperators("fc");
        Optimizers.sgd(0.5).policy(LearningRatePolicy.step(10, 0.5)).build(model);
        OperatorDef rate =
                model.net().proto().getOpList().stream()
                        .filter(op -> op.getType().equals("LearningRate"))
                        .findFirst()
                        .orElseThrow();
        assertThat(Args.of(rate).f("base_lr", 0)).isEqualTo(-0.5f);
        assertThat(Args.of(rate).s("policy", "")).isEqualTo("step");
        assertThat(LearningRatePolicy.step(10, 0.5).at(0.5, 25)).isEqualTo(0.125);
        assertThatThrownBy(() -> LearningRatePolicy.step(0, 0.5)).hasMessageContaining("stepsize");
        assertThatThrownBy(() -> new LearningRatePolicy("stp", Map.of()))
                .hasMessageContaining("stp");
    }
}
