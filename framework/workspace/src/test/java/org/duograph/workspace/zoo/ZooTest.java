package org.duograph.workspace.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Function;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Option;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.Test;

/** The networks have the numbers of parameters that the literature gives. */
class ZooTest {
    private static ModelHelper build(Function<ModelHelper, String> net, Option... options) {
        ModelHelper model = new ModelHelper("net", options);
        String scores = net.apply(model);
        model.op("SoftmaxWithLoss", List.of(scores, "label"), List.of("softmax", "loss"));
        return model;
    }

    private static long count(ModelHelper model, String type) {
        return model.net().proto().getOpList().stream()
                .map(OperatorDef::getType)
                .filter(type::equals)
                .count();
    }

    @Test
    void leNetHas431080Parameters() {
        assertThat(build(m -> SmallNets.leNet(m, "data")).learntNumbers()).isEqualTo(431_080);
    }

    @Test
    void aPerceptronHasAReluBetweenItsLayers() {
        ModelHelper model = build(m -> SmallNets.mlp(m, "data", 784, 100, 50, 10));
        assertThat(model.learntNumbers()).isEqualTo(785 * 100 + 101 * 50 + 51 * 10);
        assertThat(count(model, "Relu")).isEqualTo(2);
        assertThatThrownBy(() -> SmallNets.mlp(model, "data", 784)).hasMessageContaining("widths");
    }

    @Test
    void theTutorialsCifarNetHas116906Parameters() {
        // 3*32*25+32, 32*32*25+32, 32*64*25+64, 576*64+64, 64*10+10
        assertThat(build(m -> SmallNets.cifar10Tutorial(m, "data")).learntNumbers())
                .isEqualTo(2432 + 25632 + 51264 + 36928 + 650);
    }

    @Test
    void alexNetHas61Million() {
        assertThat(build(m -> SmallNets.alexNet(m, "data", 1000)).learntNumbers())
                .isEqualTo(61_100_840);
    }

    @Test
    void theSixLayersHave2168362Parameters() {
        // 896 + 9248 + 18496 + 36928 + 4096*512+512 + 5130
        assertThat(build(m -> Vgg.sixLayers(m, "data", 10)).learntNumbers())
                .isEqualTo(896 + 9248 + 18496 + 36928 + 2_097_664 + 5130);
    }

    @Test
    void vggHasAsManyLayersAsItsNameSays() {
        for (int layers : List.of(7, 11, 13, 16, 19)) {
            ModelHelper model = build(m -> Vgg.cifar(m, "data", layers, false, 10));
            assertThat(count(model, "Conv") + count(model, "FC")).isEqualTo(layers);
            assertThat(model.weights()).hasSize(layers);
        }
        assertThatThrownBy(() -> build(m -> Vgg.cifar(m, "data", 12, false, 10)))
                .hasMessageContaining("VGG-12");
    }

    @Test
    void vggWithBatchNormalisationHasOnePerConvolution() {
        ModelHelper model = build(m -> Vgg.cifar(m, "data", 16, true, 10), Option.test());
        assertThat(count(model, "SpatialBN")).isEqualTo(13);
        assertThat(model.computedParams()).hasSize(26);
    }

    @Test
    void resNet50Has25Million() {
        ModelHelper model = build(m -> ResNet.imageNet(m, "data", 50, 1000));
        assertThat(model.learntNumbers()).isEqualTo(25_557_032);
        assertThat(count(model, "Conv")).isEqualTo(53);
        assertThat(count(model, "Sum")).isEqualTo(16);
    }

    @Test
    void resNet20ForCifarHas272474Parameters() {
        assertThat(build(m -> ResNet.cifar(m, "data", 3, 10)).learntNumbers()).isEqualTo(272_474);
    }

    @Test
    void googLeNetHas7Million() {
        ModelHelper model = build(m -> GoogLeNet.add(m, "data", 1000));
        assertThat(model.learntNumbers()).isEqualTo(6_998_552);
        assertThat(count(model, "Conv")).isEqualTo(57);
    }

    @Test
    void everyNetworkHasGradientsForAllItsParameters() {
        List<Function<ModelHelper, String>> nets =
                List.of(
                        m -> SmallNets.alexNet(m, "data", 10),
                        m -> Vgg.cifar(m, "data", 11, true, 10),
                        m -> ResNet.imageNet(m, "data", 50, 10),
                        m -> GoogLeNet.add(m, "data", 10));
        for (Function<ModelHelper, String> net : nets) {
            ModelHelper model = build(net);
            model.addGradientOperators("loss");
            model.validate();
            assertThat(model.paramToGrad().keySet()).containsExactlyElementsOf(model.params());
        }
    }
}
