package org.duograph.experiments.tensorflow;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.duograph.experiments.contract.FrameworkContract;
import org.duograph.experiments.harness.Framework;
import org.junit.jupiter.api.Test;

/** Runs twice, in two processes: the environment says which variant it is about. */
class TensorFlowTest implements FrameworkContract {
    @Override
    public Framework.Provider provider() {
        return new TensorFlowProvider();
    }

    @Override
    public String variant() {
        return "1".equals(System.getenv("TF_ENABLE_ONEDNN_OPTS")) ? "onednn" : "plain";
    }

    @Test
    void saysHowTheProcessMustBeStartedForTheOtherVariant() {
        String other = variant().equals("onednn") ? "plain" : "onednn";
        assertThatThrownBy(() -> provider().open(other))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("TF_ENABLE_ONEDNN_OPTS")
                .hasMessageContaining("before the process starts");
    }
}
