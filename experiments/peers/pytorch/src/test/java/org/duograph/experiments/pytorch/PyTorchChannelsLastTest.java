package org.duograph.experiments.pytorch;

import org.duograph.experiments.contract.FrameworkContract;
import org.duograph.experiments.harness.Framework;

class PyTorchChannelsLastTest implements FrameworkContract {
    @Override
    public Framework.Provider provider() {
        return new PyTorchProvider();
    }

    @Override
    public String variant() {
        return "channels-last";
    }
}
